import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, endOfDay } from '../../../core/calendar.ts'
import { readingAt } from '../../../core/watch/fold.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'
import { readConcentration } from '../receivables/read-concentration.ts'
import { loadHistories } from './loaders.ts'
import { readMetrics } from './read-metrics.ts'

const { db } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
const who = { orgId: a.orgId, actor: boss, now: NOW }
// Ticks run ahead of the clock that stands still here.
const later = { ...who, now: NOW + 3_600_000 }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>) => write(db, who, fn)
const day = (offset: number) => addDays(TODAY, offset)

const page = (by = 'city', asOf = TODAY) =>
  read(db, later, (ctx) => readConcentration(ctx, { asOf, reading: 'known', by }))
const figures = (asOf = TODAY) =>
  read(db, later, async (ctx) => {
    const query = { subjectKind: 'org' as const, subjectId: a.orgId, basis: 'known' as const, asOf }
    return new Map((await readMetrics(ctx, query)).rows.map((row) => [row.metric, row]))
  })

const made: string[] = []
beforeAll(async () => {
  for (const [index, city] of ['台州', '台州', '台州', '绍兴', '绍兴', '绍兴', '绍兴'].entries()) {
    const [saved] = await writing((ctx) => saveCustomers(ctx, [{ name: `集中客户${index}号`, city }]))
    made.push(saved!.id)
    // 700, 600 … 100 thousand yuan, the largest paid in full: it sells most and owes nothing.
    const amountFen = BigInt(700 - index * 100) * 100_000n * 100n
    const issuedOn = day(-200 + index)
    await writing((ctx) =>
      recordInvoices(ctx, [
        {
          customerId: saved!.id,
          number: `K${index}`,
          kind: 'invoice',
          issuedOn,
          amountFen,
          instalments: [{ dueOn: day(-100), amountFen }],
        },
      ]),
    )
    if (index === 0)
      await writing((ctx) =>
        recordPayments(ctx, [
          { customerId: saved!.id, kind: 'payment', receivedOn: day(-90), amountFen, allocate: 'oldest' },
        ]),
      )
  }
})

test('the largest 1, 3 and 5 in what is owed and in what is sold, by hand (C029)', async () => {
  const { receivables, revenue } = await page()
  const thousands = (fens: bigint[]) => fens.map((fen) => Number(fen / 10_000_000n))
  expect(thousands(revenue.topFen)).toEqual([700, 1800, 2500])
  expect(thousands(receivables.topFen)).toEqual([600, 1500, 2000])
  expect(revenue.largest[0]!.customer.id).toBe(made[0])
  expect(receivables.largest[0]!.customer.id).toBe(made[1])
})

test('a market is as concentrated as its own customers are', async () => {
  const { markets } = await page()
  const { revenue, receivables } = markets.find(({ name }) => name === '台州')!
  expect([revenue.customers, receivables.customers]).toEqual([3, 2])
  expect(revenue.totalFen).toBe(revenue.topFen[1])
})

test.each([TODAY, day(-95), day(-150)])(
  'the figures that rules watch are those of the page, on %s',
  async (asOf) => {
    const [{ receivables, revenue }, rows] = [await page('city', asOf), await figures(asOf)]
    const value = (metric: string) => rows.get(metric)!
    for (const [index, metric] of ['concentration_bp', 'concentration3_bp', 'concentration5_bp'].entries())
      expect(value(metric)).toMatchObject({
        num: Number(receivables.topFen[index]),
        den: Number(receivables.totalFen),
      })
    for (const [index, metric] of ['revenue_top1_bp', 'revenue_top3_bp', 'revenue_top5_bp'].entries())
      expect(value(metric).num).toBe(Number(revenue.topFen[index]))
  },
)

test('what an evaluation reads of the past, summed up, gives the same largest five', async () => {
  const metrics = ['concentration_bp', 'concentration3_bp', 'concentration5_bp', 'revenue_top5_bp']
  const at = endOfDay(day(-1))
  const valuesOf = (since: number | null) =>
    read(db, later, async (ctx) => {
      const wanted = {
        kind: 'org' as const,
        ids: [a.orgId],
        metrics,
        fields: [],
        since,
        counted: new Set<string>(),
      }
      const loaded = await loadHistories(ctx, since === null ? wanted : { ...wanted, bare: true })
      return metrics.map((metric) => readingAt(loaded.get(a.orgId)!.series.get(metric)!, at).value)
    })
  expect(await valuesOf(at - 5 * 86_400_000)).toEqual(await valuesOf(null))
})

test('who owes and who bought are counted once each, not the larger of the two numbers', async () => {
  for (const [name, at, isPaid] of [
    ['只欠旧账', day(-500), false],
    ['买了付清', day(-100), true],
  ] as const) {
    const [saved] = await writing((ctx) => saveCustomers(ctx, [{ name, city: '舟山' }]))
    const amountFen = 5_000_000n
    const instalments = [{ dueOn: at, amountFen }]
    const invoice = { customerId: saved!.id, number: name, kind: 'invoice' as const, issuedOn: at, amountFen }
    await writing((ctx) => recordInvoices(ctx, [{ ...invoice, instalments }]))
    const payment = { customerId: saved!.id, kind: 'payment' as const, receivedOn: day(-50), amountFen }
    if (isPaid) await writing((ctx) => recordPayments(ctx, [{ ...payment, allocate: 'oldest' }]))
  }
  const market = (await page()).markets.find(({ name }) => name === '舟山')!
  expect([market.receivables.customers, market.revenue.customers, market.customers]).toEqual([1, 1, 2])
})

test('an unknown field is refused', async () => {
  await expect(page('custom.nothing')).rejects.toThrow('not_found')
})
