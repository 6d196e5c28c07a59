import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { startOfDay } from '../../../core/calendar.ts'
import {
  type ReceivedMail,
  type SmtpSandbox,
  startSmtpSandbox,
} from '../../platform/channels/sandbox-smtp.ts'
import { fixedClock, newId } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { createOrg, savePeople } from '../identity/index.ts'
import { createDispatcher } from './dispatcher.ts'
import { ensureHouseMail } from './house-mail.ts'
import { createPorts } from './ports.ts'
import { listChannels } from './read-channels.ts'
import { getDelivery } from './read-outbox.ts'
import { changeChannel, createChannel, testChannel } from './save-channel.ts'

const { db } = await testDatabase()
const KEY = Buffer.alloc(32, 5)
const clock = fixedClock(startOfDay('2026-11-25') + 10 * 3_600_000)
const login = { user: 'warn@corp.example', password: 'pass word' }
const received: ReceivedMail[] = []
let server: SmtpSandbox
let url = ''
let orgId = ''

beforeAll(async () => {
  server = await startSmtpSandbox({ port: 0, login, store: async (mail) => void received.push(mail) })
  url = `smtp://${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@127.0.0.1:${server.port}`
})
afterAll(() => server.close())

beforeEach(async () => {
  received.length = 0
  orgId = await organisation(false)
})

async function organisation(isDemo: boolean): Promise<string> {
  const now = clock.now() - 1000
  const input = { slug: `o${newId(now).slice(-12)}`, name: '甲公司', isDemo, now }
  const made = await createOrg(db, input, async (ctx) => {
    await savePeople(ctx, [{ login: 'boss', name: '王总', roles: ['boss'], email: 'boss@corp.example' }])
  })
  return made.orgId
}

const writing = <T>(fn: Parameters<typeof write<T>>[2]) => write(db, { orgId, now: clock.now() }, fn)
const channels = () => read(db, { orgId, now: clock.now() }, (ctx) => listChannels(ctx))
const ensure = (smtpUrl = url) => writing((ctx) => ensureHouseMail(ctx, KEY, smtpUrl))

/** What the test button does, all the way to the mail server. */
async function sendTest(channelId: string) {
  const { deliveryId } = await writing((ctx) => testChannel(ctx, channelId, 'boss@corp.example'))
  const portsOf = createPorts({ db, key: KEY, clock, allowPrivate: [], smtpUrl: url })
  const log = createLog('silent')
  const dispatcher = createDispatcher({
    db,
    key: KEY,
    clock,
    log,
    publicUrl: null,
    heldBack: async () => new Set<string>(),
    portsOf,
  })
  dispatcher.poke(orgId)
  await dispatcher.idle()
  await dispatcher.stop()
  return read(db, { orgId, now: clock.now() }, (ctx) => getDelivery(ctx, deliveryId))
}

it('SMTP_URL alone gives a mail channel that works, and asking again changes nothing', async () => {
  await ensure()
  const { rows } = await channels()
  expect(rows).toMatchObject([
    { kind: 'mail', enabled: true, settings: { from: login.user, password: '••••' } },
  ])
  await ensure()
  expect((await channels()).rows).toEqual(rows)
  expect(await sendTest(rows[0]!.id)).toMatchObject({ state: 'sent', attempts: [{ outcome: 'sent' }] })
  expect(received).toMatchObject([{ from: login.user, to: ['boss@corp.example'], user: login.user }])
})

it('follows a changed variable, and a channel that had failed starts afresh', async () => {
  await ensure(url.replace('pass%20word', 'old-password'))
  const [old] = (await channels()).rows
  expect(await sendTest(old!.id)).toMatchObject({ attempts: [{ outcome: 'channelDisabled', code: '535' }] })
  await ensure()
  expect((await channels()).rows).toMatchObject([{ id: old!.id, enabled: true, health: { failures: 0 } }])
  expect(await sendTest(old!.id)).toMatchObject({ state: 'sent' })
})

it('leaves alone what somebody edited on the page, and a channel made by hand', async () => {
  await ensure()
  const [made] = (await channels()).rows
  const settings = {
    kind: 'mail',
    host: 'smtp.other.example',
    port: 465,
    security: 'tls',
    from: 'a@other.example',
  } as const
  const audience = { departmentId: null, minSeverity: 3, brief: true } as const
  const input = { name: '邮件', enabled: false, settings, audience, version: made!.version }
  await writing((ctx) => changeChannel(ctx, KEY, { id: made!.id, input }))
  await ensure()
  const after = await channels()
  expect(after.rows).toMatchObject([{ enabled: false, settings: { host: 'smtp.other.example' } }])
  orgId = await organisation(false)
  await writing((ctx) => createChannel(ctx, KEY, { name: '自己的邮箱', enabled: true, settings, audience }))
  await ensure()
  expect((await channels()).rows).toMatchObject([{ name: '自己的邮箱' }])
})

it('never writes to the people of the demo, who do not exist', async () => {
  orgId = await organisation(true)
  await ensure()
  expect((await channels()).rows).toEqual([])
})
