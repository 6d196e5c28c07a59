import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/periods.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const { signIn } = await testApp(database)
const [boss, manager, rep] = await Promise.all([signIn('boss'), signIn('manager'), signIn('rep')])
const HISTORY = { batchId: '00000000-0000-4000-8000-000000000003', historyDelayDays: 0, historyUntil: TODAY }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, source: typeof HISTORY | null = HISTORY) =>
  write(db, { orgId: a.orgId, now: NOW, source }, fn)

/** The first two quarters of a year of which nothing else is recorded. */
const QUARTERS = { aFrom: '2025-01-01', aTo: '2025-03-31', bFrom: '2025-04-01', bTo: '2025-06-30' }

/** So many invoices of a million fen together, so many of them never paid, and so much given up. */
async function quarter(month: string, invoices: number, unpaid: number, lostFen: bigint) {
  const next = `2025-${String(Number(month) + 1).padStart(2, '0')}`
  const each = 1_000_000n / BigInt(invoices)
  const ids = await writing(async (ctx) => {
    const saved = await saveCustomers(
      ctx,
      Array.from({ length: invoices }, (_, nth) => ({
        ...{ name: `季度客户${month}-${nth}`, createdOn: '2025-01-01', responsibleId: a.users.rep },
      })),
    )
    await recordInvoices(
      ctx,
      saved.map(({ id }, nth) => {
        const amountFen = nth === 0 ? 1_000_000n - each * BigInt(invoices - 1) : each
        return {
          ...{ customerId: id, number: `JD-${month}-${nth}`, kind: 'invoice' as const, amountFen },
          issuedOn: `2025-${month}-10`,
          instalments: [{ dueOn: `${next}-10`, amountFen }],
        }
      }),
    )
    const paying = saved.slice(unpaid)
    await recordPayments(
      ctx,
      paying.map(({ id }) => ({
        ...{ customerId: id, kind: 'payment' as const, receivedOn: `${next}-05`, amountFen: 1_000_000n },
        allocate: 'oldest' as const,
      })),
    )
    return saved.map(({ id }) => id)
  })
  await admin.query(
    `insert into payment (org_id, id, customer_id, kind, amount_fen, unallocated_fen, occurred_on, known_at, recorded_at)
     values ($1, gen_random_uuid(), $2, 'write_off', $3, 0, $4::date, $4::date, now())`,
    [a.orgId, ids[unpaid], String(lostFen), `${next}-20`],
  )
  return ids
}

const first = await quarter('01', 41, 3, 25_000n)
await quarter('04', 38, 1, 12_000n)

const compared = async (query: object = {}) => {
  const reply = await boss.get(api.getComparison, { query: { ...QUARTERS, ...query } })
  return { ...reply, of: new Map(reply.figures.map((row) => [row.metric, row])) }
}

test('the bad-debt rate and the overdue share of the case, with their cases and what chance could make', async () => {
  const { of, a: before, b: after } = await compared()
  expect([before.days, after.days]).toEqual([90, 91])
  expect(of.get('bad_debt_bp')).toMatchObject({
    a: { value: 250, num: 25_000, den: 1_000_000 },
    b: { value: 120, num: 12_000, den: 1_000_000 },
    change: { by: -130, relativeBp: -5_200 },
    verdict: 'untested',
  })
  expect(of.get('late_orders_share')).toMatchObject({
    a: { num: 3, den: 41 },
    b: { num: 1, den: 38 },
    verdict: 'chance',
  })
  // Nobody had set any target then, and no alert of an order was over: that is not nought per cent.
  expect(of.get('order_retro_bp')).toMatchObject({ a: { value: null }, verdict: 'no_data' })
  expect([...of.keys()].slice(0, 4)).toEqual([
    ...['bad_debt_bp', 'contract_violation_bp', 'late_orders_share', 'order_retro_bp'],
  ])
})

test('every figure opens the rows of either period and either side', async () => {
  const rows = (from: string, to: string, side: 'num' | 'den') =>
    boss.get(api.listComparedRows, { query: { metric: 'late_orders_share', from, to, side } })
  const { aFrom, aTo, bFrom, bTo } = QUARTERS
  const late = await rows(aFrom, aTo, 'num')
  expect(late.items).toHaveLength(3)
  expect(late.items[0]).toMatchObject({ label: expect.stringContaining('JD-01'), link: { kind: 'customer' } })
  expect((await rows(aFrom, aTo, 'den')).items).toHaveLength(41)
  expect((await rows(bFrom, bTo, 'num')).items).toHaveLength(1)
  const lost = await boss.get(api.listComparedRows, {
    query: { metric: 'bad_debt_bp', from: aFrom, to: aTo, side: 'num' },
  })
  expect(lost).toMatchObject({ isMoney: true, items: [{ day: '2025-02-20', value: 25_000 }] })
})

test('what was recorded late counts by business date, and not in what was known at the end of the period', async () => {
  await writing(
    (ctx) =>
      recordPayments(ctx, [
        {
          ...{ customerId: first[0]!, kind: 'payment', receivedOn: '2025-03-01', amountFen: 1_000_000n },
          allocate: 'oldest',
        },
      ]),
    null,
  )
  const late = async (basis: 'business' | 'known') =>
    (await compared({ basis })).of.get('late_orders_share')?.a.num
  expect(await late('business')).toBe(2)
  expect(await late('known')).toBe(3)
})

test('looked at from a past day a period ends there, and days that had not come are refused', async () => {
  const past = await boss.get(api.getComparison, { query: { ...QUARTERS, asOf: '2025-05-05' } })
  expect(past.b).toMatchObject({ from: '2025-04-01', to: '2025-05-05' })
  // On that day nothing of the second quarter had fallen due.
  expect(past.figures.find(({ metric }) => metric === 'late_orders_share')?.b.value).toBeNull()
  const early = await boss.call(api.getComparison, { query: { ...QUARTERS, asOf: '2025-02-01' } })
  expect(early).toMatchObject({ status: 400, body: { code: 'comparison_not_begun' } })
  const turned = await boss.call(api.getComparison, { query: { ...QUARTERS, aTo: '2024-12-01' } })
  expect(turned).toMatchObject({ status: 400, body: { code: 'comparison_days_turned' } })
  const unknown = await boss.call(api.getComparison, { query: { ...QUARTERS, figures: 'luck' } })
  expect(unknown).toMatchObject({ status: 400, body: { code: 'comparison_figure_unknown' } })
})

test('everybody sees as much as they may: the company, the team, themselves; others answer as nobody', async () => {
  expect((await compared()).subject.kind).toBe('org')
  expect((await manager.get(api.getComparison)).subject).toMatchObject({
    ...{ kind: 'team', id: a.departments.one },
  })
  const own = await rep.get(api.getComparison)
  expect(own.subject).toMatchObject({ kind: 'rep', id: a.users.rep })
  expect(own.figures.map(({ metric }) => metric)).not.toContain('bad_debt_bp')
  for (const [subjectKind, subjectId] of [
    ['org', a.orgId],
    ['rep', a.users.mate],
    ['rep', '00000000-0000-7000-8000-000000000000'],
  ] as const) {
    const other = await rep.call(api.getComparison, { query: { subjectKind, subjectId } })
    expect(other).toMatchObject({ status: 404 })
  }
})

test('the file has a line for every figure', async () => {
  const file = await boss.call(api.exportComparison, { query: QUARTERS })
  expect(file.status).toBe(200)
  expect(file.bytes.length).toBeGreaterThan(1_000)
})
