import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { closeMonth, reopenMonth } from '../../../api/closes.ts'
import * as api from '../../../api/scores.ts'
import { DAY_MS } from '../../../core/calendar.ts'
import type { LineId } from '../../../core/score/lines.ts'
import { fixedClock } from '../../platform/clock.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import { recordActivities, saveCustomers } from '../customers/index.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'

const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const [boss, rep] = await Promise.all([signIn('boss'), signIn('rep')])
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>) => write(db, { orgId: a.orgId, now: clock.now() }, fn)

const rule = {
  lines: [
    { line: 'late_orders' as LineId, weight: 60, full: 0, zero: 5_000 },
    { line: 'timely' as LineId, weight: 40, full: 10_000, zero: 0 },
  ],
}
const MONTH = '2026-03'

/** So many invoices of one person's customers that fell due in the first days of the month, some unpaid. */
async function due(userId: string, n: number, unpaid: number) {
  return writing(async (ctx) => {
    const saved = await saveCustomers(
      ctx,
      Array.from({ length: n }, (_, nth) => ({
        ...{ name: `考核客户${userId.slice(-4)}-${nth}`, createdOn: '2026-01-05', responsibleId: userId },
      })),
    )
    await recordInvoices(
      ctx,
      saved.map(({ id }, nth) => ({
        ...{ customerId: id, number: `KH-${userId.slice(-4)}-${nth}`, kind: 'invoice' as const },
        ...{ issuedOn: '2026-02-20', amountFen: 100_00n },
        instalments: [{ dueOn: '2026-03-05', amountFen: 100_00n }],
      })),
    )
    for (const { id } of saved.slice(unpaid)) await pay(ctx, id)
    return saved.map(({ id }) => id)
  })
}

function pay(ctx: WriteCtx, customerId: string) {
  return recordPayments(ctx, [
    { customerId, kind: 'payment', receivedOn: '2026-03-04', amountFen: 100_00n, allocate: 'oldest' },
  ])
}

const followed = (userId: string, customerId: string, days: string[]) =>
  writing((ctx) =>
    recordActivities(
      ctx,
      days.map((day) => ({
        ...{ userId, customerId, kind: 'call' as const, summary: '电话' },
        occurredAt: Date.parse(`${day}T02:00:00Z`),
      })),
    ),
  )

// Sessions end as the clock moves on.
const cards = async (query: object = {}, who = 'boss') =>
  (await signIn(who)).get(api.getScorecards, { query: { month: MONTH, ...query } })
const cardOf = async (userId: string, query: object = {}) =>
  (await cards(query)).people.find(({ person }) => person.id === userId)
const lineOf = async (userId: string, line: LineId, query: object = {}) =>
  (await cardOf(userId, query))?.lines.find((one) => one.line === line)

const own = await due(a.users.rep, 9, 2)
await due(a.users.stranger, 3, 1)

test('without weights nobody is judged; bad weights are refused and say why', async () => {
  expect(await cards()).toMatchObject({ rule: null, people: [] })
  const save = (lines: typeof rule.lines) => boss.call(api.saveCardRule, { body: { lines } })
  expect(await save([])).toMatchObject({ status: 400, body: { code: 'card_empty' } })
  expect(await save([{ ...rule.lines[0]!, weight: 99 }])).toMatchObject({
    ...{ status: 400, body: { code: 'card_weights_off', detail: { sum: 99 } } },
  })
  expect(await save([{ ...rule.lines[0]!, weight: 100, full: 9_000 }])).toMatchObject({
    ...{ status: 400, body: { code: 'card_turned' } },
  })
  expect(await rep.call(api.saveCardRule, { body: rule })).toMatchObject({ status: 403 })
})

test('figures of the company are shared out by who answers; few cases and no data are not judged', async () => {
  await boss.get(api.saveCardRule, { body: rule })
  const late = await lineOf(a.users.rep, 'late_orders')
  const all = late!.den!
  expect(late).toMatchObject({ num: expect.any(Number), den: all, why: null })
  expect(all).toBeGreaterThanOrEqual(9)
  expect(late!.tenths).toBe(Math.round((1 - Math.round((late!.num! / all) * 10_000) / 5_000) * 1_000))
  // Three or four orders judge nobody, and without any other line there is no total.
  expect(await cardOf(a.users.stranger)).toMatchObject({ tenths: null })
  expect(await lineOf(a.users.stranger, 'late_orders')).toMatchObject({ why: 'few', tenths: null })
  expect(await lineOf(a.users.rep, 'timely')).toMatchObject({ tenths: null })
})

test('every line opens its rows, as many as it counts', async () => {
  for (const side of ['num', 'den'] as const) {
    const line = await lineOf(a.users.rep, 'late_orders')
    const { items } = await boss.get(api.listScoreRows, {
      params: { userId: a.users.rep },
      query: { month: MONTH, line: 'late_orders', side },
    })
    expect(items).toHaveLength(line![side]!)
  }
})

test('follow-ups written in time count, those from memory do not (C196)', async () => {
  const before = await lineOf(a.users.rep, 'timely')
  await followed(a.users.rep, own[0]!, ['2026-03-02', '2026-03-15', '2026-03-15', '2026-03-16', '2026-03-16'])
  const after = await lineOf(a.users.rep, 'timely')
  expect([after!.num! - (before!.num ?? 0), after!.den! - (before!.den ?? 0)]).toEqual([4, 5])
})

test('oneself, one’s own people, everybody; the rows of another answer as those of nobody', async () => {
  const ids = async (who: string) => (await cards({}, who)).people.map(({ person }) => person.id)
  expect(await ids('rep')).toEqual([a.users.rep])
  expect(await ids('manager')).not.toContain(a.users.stranger)
  expect(await ids('boss')).toEqual(expect.arrayContaining([a.users.rep, a.users.stranger]))
  expect(await (await signIn('finance')).call(api.getScorecards)).toMatchObject({ status: 403 })
  const rows = (userId: string) =>
    rep.call(api.listScoreRows, { params: { userId }, query: { month: MONTH, line: 'timely' } })
  expect(await rows(a.users.mate)).toMatchObject({ status: 404 })
  expect(await rows('00000000-0000-7000-8000-000000000000')).toMatchObject({ status: 404 })
  expect(await rows(a.users.rep)).toMatchObject({ status: 200 })
})

test('a closed month keeps its points and its weights, whatever is recorded or set later', async () => {
  clock.set(NOW + 20 * DAY_MS)
  const finance = await signIn('finance')
  const open = await cardOf(a.users.rep)
  await finance.get(closeMonth, { body: { month: MONTH, ledgerFen: null, note: '' } })
  const closed = await cardOf(a.users.rep)
  expect(closed).toEqual(open)
  clock.set(NOW + 21 * DAY_MS)
  await writing((ctx) => pay(ctx, own[0]!))
  await followed(a.users.rep, own[0]!, ['2026-03-10'])
  const again = await signIn('boss')
  expect(await again.call(api.saveCardRule, { body: { ...rule, from: MONTH } })).toMatchObject({
    ...{ status: 409, body: { code: 'card_month_closed' } },
  })
  const turned = { lines: [{ ...rule.lines[1]!, weight: 100 }] }
  await again.get(api.saveCardRule, { body: { ...turned, from: '2026-04' } })
  const kept = (await again.get(api.getScorecards, { query: { month: MONTH } })).people
  expect(kept.find(({ person }) => person.id === a.users.rep)).toEqual(closed)
  // Opened again it reads by what is known now.
  await (await signIn('finance')).get(reopenMonth, { params: { month: MONTH }, body: { reason: '补记' } })
  const reopened = await (await signIn('boss')).get(api.getScorecards, { query: { month: MONTH } })
  const late = reopened.people
    .find(({ person }) => person.id === a.users.rep)
    ?.lines.find(({ line }) => line === 'late_orders')
  expect(late!.num).toBe(closed!.lines[0]!.num! - 1)
}, 60_000)

test('looked at from a past day, a month reads as it did then', async () => {
  const again = await signIn('boss')
  const then = await again.get(api.getScorecards, { query: { month: MONTH, asOf: '2026-03-16' } })
  const line = then.people
    .find(({ person }) => person.id === a.users.rep)
    ?.lines.find((one) => one.line === 'timely')
  // The follow-up that was typed weeks later is not there.
  expect(line!.den).toBe((await lineThen()) - 1)
  async function lineThen() {
    const now = await again.get(api.listScoreRows, {
      params: { userId: a.users.rep },
      query: { month: MONTH, line: 'timely', side: 'den' },
    })
    return now.items.length
  }
  const ahead = await again.call(api.getScorecards, { query: { month: '2031-01' } })
  expect(ahead).toMatchObject({ status: 400, body: { code: 'card_month_ahead' } })
})

test('the file has a line for every line of every card', async () => {
  const file = await (await signIn('boss')).call(api.exportScorecards, { query: { month: MONTH } })
  expect(file.status).toBe(200)
  expect(file.bytes.length).toBeGreaterThan(1_000)
})
