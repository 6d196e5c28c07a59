import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import {
  dismissDefect,
  listDefects,
  qualityFreshness,
  qualityOverview,
  retakeDefect,
  runQualityCheck,
} from '../../../api/quality.ts'
import { addDays, DAY_MS, dayOf } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { recordPayments } from '../receivables/index.ts'
import { checkDataDue, qualityDue } from './index.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
let org: OrgWorld
let manager: Client

beforeAll(async () => {
  org = (await twoOrgs(db)).a
  manager = await signIn('manager')
}, 60_000)

const who = () => ({ orgId: org.orgId, now: clock.now() })
const later = (ms = 1000) => clock.set(clock.now() + ms)
const check = async () => {
  later()
  await checkDataDue(db, who())
  later()
}
const checkTomorrow = async () => {
  later(DAY_MS)
  manager = await signIn('manager')
  await check()
}

async function enter(name: string, phone: string | null) {
  later()
  const [saved] = await write(db, who(), (ctx) =>
    saveCustomers(ctx, [{ name, phone, uscc: null, responsibleId: org.users.rep }]),
  )
  return saved!.id
}

async function rawPhone(id: string, phone: string | null) {
  await admin.query('update customer set phone = $2, version = version + 1 where id = $1', [id, phone])
}

async function defectOf(customerId: string, query: Record<string, unknown> = {}) {
  const { items } = await manager.get(listDefects, { query: { size: 200, ...query } as never })
  return items.find(({ customer }) => customer?.id === customerId)
}

const seenAs = (version: number) => ({ 'if-match': `"${version}"` })
const dismiss = (id: string) => manager.get(dismissDefect, { params: { id }, body: { reason: '就是这样' } })

describe('a dismissal', () => {
  it('ends when its finding is not found any more', async () => {
    const id = await enter('温岭甲泵业有限公司', '21')
    await check()
    const row = (await defectOf(id))!
    await dismiss(row.id)
    await rawPhone(id, null)
    await checkTomorrow()
    await rawPhone(id, '21')
    await checkTomorrow()
    expect(await defectOf(id)).toMatchObject({ state: 'open', firstSeenOn: dayOf(clock.now()) })
    const ended = await manager.call(retakeDefect, { params: { id: row.id } })
    expect(ended).toMatchObject({ status: 409, body: { code: 'defect_not_dismissed' } })
  })

  it('that is taken back, or whose value changed, moves no deadline', async () => {
    const id = await enter('温岭乙泵业有限公司', '22')
    await check()
    const row = (await defectOf(id))!
    await dismiss(row.id)
    await checkTomorrow()
    await checkTomorrow()
    await manager.get(retakeDefect, { params: { id: row.id } })
    const again = (await defectOf(id))!
    expect(again).toMatchObject({ firstSeenOn: row.firstSeenOn, dueOn: row.dueOn })
    await dismiss(again.id)
    await rawPhone(id, '23')
    await checkTomorrow()
    expect(await defectOf(id)).toMatchObject({ firstSeenOn: row.firstSeenOn, dueOn: row.dueOn })
  })

  it('is of the value that was on the page', async () => {
    const id = await enter('温岭丙泵业有限公司', '24')
    await check()
    const row = (await defectOf(id))!
    await rawPhone(id, '25')
    const input = { params: { id: row.id }, body: { reason: '就是这样' } }
    const stale = await manager.call(dismissDefect, { ...input, headers: seenAs(row.version) })
    expect(stale.status).toBe(412)
    const seen = (await defectOf(id))!
    expect((await manager.call(dismissDefect, { ...input, headers: seenAs(seen.version) })).status).toBe(200)
    const back = await manager.call(retakeDefect, {
      params: { id: row.id },
      headers: seenAs(seen.version),
    })
    expect(back.status).toBe(412)
  })
})

describe('pairs', () => {
  it('stay open where so many share a number that they are not searched any more', async () => {
    const names = Array.from(
      { length: 12 },
      (_, index) => `玉环${'甲乙丙丁戊己庚辛壬癸子丑'[index]}阀门有限公司`,
    )
    for (const name of names) await enter(name, '0576-87654321')
    await admin.query(`update customer set uscc = '91330100799655058B' where phone = '0576-87654321'`)
    await check()
    const pairs = async () =>
      (await manager.get(listDefects, { query: { size: 1, check: 'customer_twice' } })).total
    const before = await pairs()
    expect(before).toBeGreaterThanOrEqual(66)
    const last = await enter('玉环寅阀门有限公司', '0576-87654321')
    await admin.query(`update customer set uscc = '91330100799655058B' where id = $1`, [last])
    await checkTomorrow()
    expect(await pairs()).toBe(before)
    await admin.query('update customer set uscc = null, phone = null where phone = $1', ['0576-87654321'])
    await checkTomorrow()
    expect(await pairs()).toBe(before - 66)
  }, 60_000)
})

describe('a check that is asked for', () => {
  it('is done beside the page, and tells nobody how much there is', async () => {
    await check()
    const due = () =>
      read(db, who(), async (ctx) => {
        const { rows } = await sql<{ due: boolean }>`select ${qualityDue(ctx)} as due`.execute(ctx.db)
        return rows[0]!.due
      })
    expect(await due()).toBe(false)
    expect(await manager.get(runQualityCheck, { body: {} })).toEqual({ ok: true })
    expect(await due()).toBe(true)
    expect((await manager.get(qualityOverview, {})).isChecking).toBe(true)
    await check()
    expect(await due()).toBe(false)
    expect((await manager.get(qualityOverview, {})).isChecking).toBe(false)
  })
})

describe('looking back', () => {
  it('says nothing of whose it was and what was proposed, which is kept as of now only', async () => {
    const id = await enter('温岭丁泵业有限公司', '0576 87650001')
    await check()
    const asOf = dayOf(clock.now())
    const view = await manager.get(qualityOverview, { query: { asOf } })
    expect(view).toMatchObject({ mine: null, mineOverdue: null, fixable: null, people: null })
    expect(view.checks.every(({ fixable }) => fixable === null)).toBe(true)
    expect((await defectOf(id, { asOf }))!.mender).toBeNull()
    for (const query of [{ view: 'mine' }, { menderId: org.users.rep }, { fixableOnly: 'true' }]) {
      const refused = await manager.call(listDefects, { query: { asOf, ...query } as never })
      expect(refused).toMatchObject({ status: 400, body: { code: 'not_kept_by_day' } })
    }
  })
})

it('a source was fed on the day it was imported, and not daily before that', async () => {
  const boss = await signIn('boss')
  const payments = async (asOf?: string) => {
    const { items } = await boss.get(qualityFreshness, { query: asOf ? { asOf } : {} })
    return items.find(({ source }) => source === 'payment')!
  }
  const asOf = addDays(TODAY, -3)
  const [before, was] = [await payments(), await payments(asOf)]
  later()
  const days = Array.from({ length: 20 }, (_, index) => addDays(TODAY, -60 + index * 2))
  const source = { batchId: org.orgId, historyDelayDays: 1, historyUntil: TODAY }
  await write(db, { ...who(), source }, (ctx) =>
    recordPayments(
      ctx,
      days.map((receivedOn, index) => ({
        customerId: org.records.own.customerId,
        kind: 'payment' as const,
        receivedOn,
        amountFen: 100n,
        reference: `老账${index}`,
        allocate: 'none' as const,
      })),
    ),
  )
  later()
  expect(await payments(asOf)).toEqual(was)
  expect((await payments()).lastOn).toBe(dayOf(clock.now()))
  expect((await payments()).n).toBeLessThanOrEqual(before.n + 1)
})
