import { expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { startOfDay } from '../../../core/calendar.ts'
import { fixedClock, newId } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { createOrg, savePeople } from '../identity/index.ts'
import { readAddress, saveAddress } from './address.ts'
import { createDispatcher } from './dispatcher.ts'
import { notifyErrands } from './notify-errands.ts'
import { createPorts, SANDBOX_HOST } from './ports.ts'
import { listOutbox } from './read-outbox.ts'
import { createChannel } from './save-channel.ts'

const { db } = await testDatabase()
const KEY = Buffer.alloc(32, 5)
const clock = fixedClock(startOfDay('2026-11-25') + 10 * 3_600_000)
const NONE = { url: null, from: null }

async function organisation(isDemo: boolean) {
  const now = clock.now() - 1000
  let bossId = ''
  const slug = `o${newId(now).slice(-12)}`
  const { orgId } = await createOrg(db, { slug, name: '甲公司', isDemo, now }, async (ctx) => {
    const boss = { login: 'boss', name: '王总', roles: ['boss' as const], email: 'boss@corp.example' }
    bossId = (await savePeople(ctx, [boss]))[0]!.id
  })
  const who = { orgId, now: clock.now() }
  return {
    orgId,
    bossId,
    reading: <T>(fn: Parameters<typeof read<T>>[2]) => read(db, who, fn),
    writing: <T>(fn: Parameters<typeof write<T>>[2]) => write(db, who, fn),
  }
}

it('the variable of the server wins over what was typed, a slash at the end does no harm, and it can be taken back', async () => {
  const { reading, writing } = await organisation(false)
  const address = (configured: string | null) => reading((ctx) => readAddress(ctx, configured))
  expect(await address(null)).toEqual(NONE)
  expect(await address('https://env.example/')).toEqual({ url: 'https://env.example', from: 'environment' })
  await writing((ctx) => saveAddress(ctx, 'https://sales.example.com/'))
  expect(await address(null)).toEqual({ url: 'https://sales.example.com', from: 'page' })
  expect(await address('https://env.example')).toMatchObject({ from: 'environment' })
  await writing((ctx) => saveAddress(ctx, null))
  expect(await address(null)).toEqual(NONE)
})

it('a message carries the typed address', async () => {
  const org = await organisation(true)
  expect((await org.reading((ctx) => readAddress(ctx, null))).from).toBe('demo')
  await org.writing((ctx) => createChannel(ctx, KEY, { name: '邮件', enabled: true, settings, audience }))
  const linksOf = async (cause: string) => {
    await org.writing((ctx) => notifyErrands(ctx, [{ ...errandOf(cause), people: [org.bossId] }]))
    const portsOf = createPorts({ db, key: KEY, clock, allowPrivate: [], smtpUrl: null })
    const log = createLog('silent')
    const heldBack = async () => new Set<string>()
    const dispatcher = createDispatcher({ db, key: KEY, clock, log, publicUrl: null, heldBack, portsOf })
    dispatcher.poke(org.orgId)
    await dispatcher.idle()
    await dispatcher.stop()
    const { rows } = await org.reading((ctx) => listOutbox(ctx, { page: 1, pageSize: 1 }))
    expect(rows[0]).toMatchObject({ state: 'sent' })
    return rows[0]!.phone!.buttons.map(({ href }) => href)
  }
  await org.writing((ctx) => saveAddress(ctx, 'https://sales.example.com/'))
  expect(await linksOf('one')).toEqual(['https://sales.example.com/tasks/7'])
})

it('asked for one person, the outbox shows the mails to that person only', async () => {
  const org = await organisation(true)
  const [other] = await org.writing((ctx) =>
    savePeople(ctx, [{ login: 'li', name: '李工', roles: ['rep'], email: 'li@corp.example' }]),
  )
  await org.writing((ctx) => createChannel(ctx, KEY, { name: '邮件', enabled: true, settings, audience }))
  const people = [org.bossId, other!.id]
  await org.writing((ctx) => notifyErrands(ctx, [{ ...errandOf('both'), people }]))
  const { rows } = await org.reading((ctx) => listOutbox(ctx, { page: 1, pageSize: 9, userId: other!.id }))
  expect(rows.map(({ to }) => to.map(({ name }) => name))).toEqual([['李工']])
})

const settings = {
  kind: 'mail' as const,
  host: SANDBOX_HOST,
  port: 465,
  security: 'tls' as const,
  from: 'a@corp.example',
}
const audience = { departmentId: null, minSeverity: 3 as const, brief: true }

const errandOf = (cause: string) => ({
  cause,
  customerId: null,
  subjectId: '01a2204e-b0cd-76d4-9325-be20057e9d24',
  errand: {
    kind: 'task-given' as const,
    severity: 2 as const,
    title: { zh: '打电话', en: 'Call' },
    customer: null,
    amountFen: null,
    by: '李工',
    said: '',
    dueAt: null,
    url: '/tasks/7',
  },
})
