import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { listUninvoiced } from '../../../api/uninvoiced.ts'
import { addDays, type Day, startOfDay } from '../../../core/calendar.ts'
import { type Actor, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { recordInvoices } from '../receivables/index.ts'
import { type OrderInput, saveOrders } from './index.ts'

const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const { signIn } = await testApp(database)
const day = (offset: number): Day => addDays(TODAY, offset)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
const on = <T>(at: Day, fn: (ctx: WriteCtx) => Promise<T>) =>
  write(db, { orgId: a.orgId, actor: boss, now: startOfDay(at) + 36_000_000 }, fn)

const order = (number: string, amountFen: bigint, deliveredOn: Day | null): OrderInput => ({
  number,
  customerId: a.records.own.customerId,
  dealId: null,
  title: '轴套',
  amountFen,
  currency: 'CNY',
  orderedOn: day(-60),
  plannedOn: day(-40),
  deliveredOn,
  responsibleId: a.users.rep,
})

test('what was delivered and is not invoiced, the oldest first, as of any day (C053)', async () => {
  const [old] = await on(day(-45), (ctx) =>
    saveOrders(ctx, [
      order('WK-1', 100_000n, day(-45)),
      order('WK-2', 50_000n, null),
      {
        ...order('WK-3', 70_000n, day(-50)),
        customerId: a.records.other.customerId,
        responsibleId: a.users.stranger,
      },
    ]),
  )
  await on(day(-10), (ctx) => saveOrders(ctx, [order('WK-2', 50_000n, day(-10))]))
  const invoice = (number: string, amountFen: bigint, issuedOn: Day) => ({
    ...{ customerId: a.records.own.customerId, number, kind: 'invoice' as const, issuedOn, amountFen },
    orderId: old!.id,
    instalments: [{ dueOn: addDays(issuedOn, 30), amountFen }],
  })
  await on(day(-5), (ctx) => recordInvoices(ctx, [invoice('WK-F-1', 40_000n, day(-5))]))

  const finance = await signIn('finance', 'first')
  const seen = async (client: typeof finance, query: { asOf?: Day; q?: string } = {}) => {
    const reply = await client.get(listUninvoiced, { query: { q: 'WK-', ...query } })
    return { ...reply, items: reply.items.map((row) => [row.number, row.days, row.invoicedFen, row.restFen]) }
  }
  const all = [
    ['WK-3', 50, 0, 70_000],
    ['WK-1', 45, 40_000, 60_000],
    ['WK-2', 10, 0, 50_000],
  ]
  expect(await seen(finance)).toMatchObject({ items: all, total: 3, sumFen: 180_000, oldFen: 130_000 })
  // Before the invoice, before the second delivery, and before any of it.
  expect((await seen(finance, { asOf: day(-6) })).items).toContainEqual(['WK-1', 39, 0, 100_000])
  expect((await seen(finance, { asOf: day(-11) })).items.map(([number]) => number)).toEqual(['WK-3', 'WK-1'])
  expect(await seen(finance, { asOf: day(-61) })).toMatchObject({ items: [], sumFen: 0 })
  // A salesperson sees their own.
  const rep = await signIn('rep', 'first')
  expect((await seen(rep)).items).toEqual(all.slice(1))
  await on(TODAY, (ctx) => recordInvoices(ctx, [invoice('WK-F-2', 60_000n, TODAY)]))
  expect((await seen(finance)).items.map(([number]) => number)).toEqual(['WK-3', 'WK-2'])
  expect(NOW).toBeGreaterThan(startOfDay(TODAY))

  // Billed but for a tail it is counted apart, and listed when asked for.
  await on(TODAY, (ctx) => saveOrders(ctx, [order('WK-4', 100_000n, day(-3))]))
  const tail = {
    ...{ customerId: a.records.own.customerId, number: 'WK-F-3', kind: 'invoice' as const, issuedOn: TODAY },
    orderId: (await finance.get(listUninvoiced, { query: { q: 'WK-4' } })).items[0]!.id,
  }
  const bill = (number: string, amountFen: bigint) =>
    on(TODAY, (ctx) =>
      recordInvoices(ctx, [{ ...tail, number, amountFen, instalments: [{ dueOn: day(30), amountFen }] }]),
    )
  await bill('WK-F-3', 97_000n)
  expect(await seen(finance)).toMatchObject({ total: 3, tails: { n: 0 } })
  await bill('WK-F-4', 1_000n)
  expect(await seen(finance)).toMatchObject({ total: 2, sumFen: 120_000, tails: { n: 1, fen: 2_000 } })
  expect((await finance.get(listUninvoiced, { query: { q: 'WK-', tails: 'true' } })).total).toBe(3)
})
