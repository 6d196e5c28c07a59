import { beforeAll, describe, expect, it } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { getAlert, listAlerts } from '../../../api/alerts.ts'
import { chooseRhythm, qualityFreshness } from '../../../api/quality.ts'
import { saveCalendar } from '../../../api/settings.ts'
import { listWithheld } from '../../../api/withheld.ts'
import { addDays, type Day, startOfDay, weekday } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, SYSTEM, write } from '../../platform/context.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'
import { evaluateOrg } from './evaluate.ts'
import { installPack } from './install-pack.ts'
import { replay } from './replay.ts'
import { loadRules } from './rule-rows.ts'

const database = await testDatabase()
const { db } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
let org: OrgWorld

const HOUR = 3_600_000
const nextWorkday = (day: Day): Day =>
  weekday(addDays(day, 1)) <= 5 ? addDays(day, 1) : nextWorkday(addDays(day, 1))
const workdays = (day: Day, n: number): Day => (n === 0 ? day : workdays(nextWorkday(day), n - 1))
/** Money comes every working day up to this one, and then no more. */
const LAST_FED = workdays(TODAY, 20)
/** On this morning two working days have gone by without any. */
const MISSED = workdays(LAST_FED, 3)

const go = async (day: Day, hour = 10) => {
  clock.set(startOfDay(day) + hour * HOUR)
  await evaluateOrg(db, { orgId: org.orgId, now: clock.now() })
}
const pay = (reference: string, amountFen: bigint, allocate: 'none' | 'oldest') =>
  write(db, { orgId: org.orgId, now: clock.now() }, (ctx) =>
    recordPayments(ctx, [
      {
        customerId: org.records.own.customerId,
        kind: 'payment',
        receivedOn: LAST_FED,
        amountFen,
        reference,
        allocate,
      },
    ]),
  )

beforeAll(async () => {
  const world = await twoOrgs(db, NOW)
  org = world.a
  await write(db, { orgId: org.orgId, now: NOW + 1 }, (ctx) => installPack(ctx))
  for (let day = TODAY; day <= LAST_FED; day = nextWorkday(day)) {
    clock.set(startOfDay(day) + 9 * HOUR)
    await pay(`R${day}`, 1n, 'none')
  }
  await write(db, { orgId: org.orgId, now: clock.now() + 1000 }, (ctx) =>
    recordInvoices(ctx, [
      invoice(org.records.own.customerId, 'L-1'),
      invoice(org.records.other.customerId, 'L-2'),
    ]),
  )
  await go(LAST_FED)
}, 120_000)

const invoice = (customerId: string, number: string) => ({
  customerId,
  number,
  kind: 'invoice' as const,
  issuedOn: LAST_FED,
  amountFen: 10_000n,
  instalments: [{ dueOn: addDays(LAST_FED, 1), amountFen: 10_000n }],
})

describe('warnings that rest on a source that is late', () => {
  it('wait, are told of as waiting, and the source itself is one alert to whoever answers for it', async () => {
    for (let day = nextWorkday(LAST_FED); day <= workdays(MISSED, 3); day = nextWorkday(day)) await go(day)
    const boss = await signIn('boss')
    const alerts = await boss.get(listAlerts, { query: { status: 'active' } })
    const late = alerts.rows.filter(({ ruleCode }) => ruleCode === 'source-late-payment')
    expect(late).toMatchObject([{ severity: 2, subject: { kind: 'org' }, openedAt: startOfDay(MISSED) }])
    expect(late[0]!.responsible.id).toBe(org.users.finance)
    expect(alerts.rows.filter(({ ruleCode }) => ruleCode === 'instalment-overdue-7')).toEqual([])
    const { rows, waiting } = await boss.get(listWithheld, {})
    expect(waiting).toBeGreaterThan(0)
    expect(rows.every(({ source, dataOn }) => source === 'payment' && dataOn === LAST_FED)).toBe(true)
    const { items } = await boss.get(qualityFreshness, {})
    expect(items.find(({ source }) => source === 'payment')).toMatchObject({
      state: 'old',
      lateSince: startOfDay(MISSED),
      waiting,
    })
  })

  it('are looked at anew when it delivers: what is paid never was one, the rest goes out with its first instant', async () => {
    const boss = await signIn('boss')
    const before = await boss.get(listWithheld, {})
    clock.set(clock.now() + HOUR)
    await pay('late file', 100_000_000n, 'oldest')
    await evaluateOrg(db, { orgId: org.orgId, now: clock.now() + 1 })
    clock.set(clock.now() + 1000)
    const after = await boss.get(listWithheld, {})
    expect(after.waiting).toBe(0)
    expect(after.refuted).toBeGreaterThan(0)
    expect(after.told).toBe(before.waiting - after.refuted)
    const told = after.rows.filter(({ outcome }) => outcome === 'told')
    expect(told.length).toBeGreaterThan(0)
    for (const { alertId, heldAt, endedAt } of told) {
      const alert = await boss.get(getAlert, { params: { id: alertId! } })
      expect(alert).toMatchObject({ withheldSince: heldAt, openedAt: endedAt })
    }
    const open = await boss.get(listAlerts, { query: { status: 'active' } })
    expect(open.rows.filter(({ ruleCode }) => ruleCode === 'source-late-payment')).toEqual([])
  })

  it('are the same in a replay of what was known, and in what one sees looking back', async () => {
    const who = { orgId: org.orgId, now: clock.now() }
    const episodes = await read(db, { ...who, actor: SYSTEM }, async (ctx) =>
      replay(ctx, { rules: await loadRules(ctx), to: clock.now(), people: true }),
    )
    const boss = await signIn('boss')
    const { rows } = await boss.get(listWithheld, {})
    const told = rows.filter(({ outcome }) => outcome === 'told')
    for (const { ruleCode, subject, endedAt } of told) {
      const own = episodes.filter(({ rule, subject: { id } }) => rule.code === ruleCode && id === subject.id)
      expect(own.map(({ openedAt }) => openedAt)).toContain(endedAt)
    }
    const then = await boss.get(listWithheld, { query: { asOf: workdays(MISSED, 2) } })
    expect(then).toMatchObject({ told: 0, refuted: 0 })
    expect(then.waiting).toBeGreaterThan(0)
  })

  it('go by what was decided about the source, from then on', async () => {
    const day = workdays(MISSED, 12)
    for (let at = workdays(MISSED, 4); at <= day; at = nextWorkday(at)) await go(at)
    const boss = await signIn('boss')
    const late = async () => {
      const { items } = await boss.get(qualityFreshness, {})
      return items.find(({ source }) => source === 'payment')
    }
    expect((await late())!.lateSince).not.toBeNull()
    await boss.call(chooseRhythm, {
      params: { source: 'payment' },
      body: { mode: 'off', workdays: null, reason: '月底才收款' },
    })
    clock.set(clock.now() + 1000)
    await evaluateOrg(db, { orgId: org.orgId, now: clock.now() })
    expect(await late()).toMatchObject({ mode: 'off', lateSince: null, state: 'unknown' })
    const open = await boss.get(listAlerts, { query: { status: 'active' } })
    expect(open.rows.filter(({ ruleCode }) => ruleCode === 'source-late-payment')).toEqual([])
    expect((await boss.get(listWithheld, {})).waiting).toBe(0)
    const wrong = await boss.call(chooseRhythm, {
      params: { source: 'payment' },
      body: { mode: 'set', workdays: null, reason: '试试' },
    })
    expect(wrong.status).toBe(400)
  })

  it('are looked at again at once when the calendar is corrected', async () => {
    const boss = await signIn('boss')
    await boss.call(chooseRhythm, {
      params: { source: 'payment' },
      body: { mode: 'set', workdays: 2, reason: '每两天收款' },
    })
    const sourceAlerts = async () => {
      clock.set(clock.now() + 1000)
      await evaluateOrg(db, { orgId: org.orgId, now: clock.now() })
      const { rows } = await boss.get(listAlerts, { query: { status: 'active' } })
      return rows.filter(({ ruleCode }) => ruleCode === 'source-late-payment').length
    }
    expect(await sourceAlerts()).toBe(1)
    const days = Array.from({ length: 40 }, (_, index) => addDays(LAST_FED, index + 1))
    await boss.call(saveCalendar, {
      body: { year: 2026, days: days.map((day) => ({ day, isWorkday: false, name: '停产检修' })) },
    })
    expect(await sourceAlerts()).toBe(0)
  })
})
