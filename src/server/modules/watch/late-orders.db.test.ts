import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, type Day, endOfDay } from '../../../core/calendar.ts'
import { dayIndexOf } from '../../../core/watch/day-index.ts'
import { contributingRows, readingAt } from '../../../core/watch/fold.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'
import { voidInvoice } from '../receivables/void.ts'
import { loadHistories } from './loaders.ts'

const { db } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>) =>
  write(db, { orgId: a.orgId, actor: boss, now: NOW }, fn)
const day = (offset: number) => addDays(TODAY, offset)
const METRIC = 'late_orders_share'

function share(on: Day, since: number | null = null) {
  return read(db, { orgId: a.orgId, now: NOW + DAY_MS }, async (ctx) => {
    const wanted = { kind: 'org' as const, ids: [a.orgId], metrics: [METRIC], fields: [], since }
    const loaded = await loadHistories(ctx, since === null ? wanted : { ...wanted, bare: true })
    const series = loaded.get(a.orgId)!.series.get(METRIC)!
    const { num, den } = readingAt(series, endOfDay(on))
    const behind = contributingRows(series, endOfDay(on), dayIndexOf(endOfDay(on)))
    return { num, den, behind: behind.length }
  })
}

let before = { num: 0, den: 0 }
let codes = 0
/** An invoice of instalments given as [due, thousands, paid on]. */
async function invoice(...parts: [number, number, number | null][]): Promise<string> {
  codes += 1
  const [customer] = await writing((ctx) => saveCustomers(ctx, [{ name: `超期客户${codes}号` }]))
  const customerId = customer!.id
  const fen = (thousands: number) => BigInt(thousands) * 100_000n
  const [saved] = await writing((ctx) =>
    recordInvoices(ctx, [
      {
        customerId,
        number: `L${codes}`,
        kind: 'invoice',
        issuedOn: day(Math.min(...parts.map(([due]) => due)) - 30),
        amountFen: fen(parts.reduce((sum, [, thousands]) => sum + thousands, 0)),
        instalments: parts.map(([due, thousands]) => ({ dueOn: day(due), amountFen: fen(thousands) })),
      },
    ]),
  )
  for (const [, thousands, paid] of parts)
    if (paid !== null)
      await writing((ctx) =>
        recordPayments(ctx, [
          {
            customerId,
            kind: 'payment',
            receivedOn: day(paid),
            amountFen: fen(thousands),
            allocate: 'oldest',
          },
        ]),
      )
  return saved!.id
}

let voided = ''
beforeAll(async () => {
  const { num, den } = await share(TODAY)
  before = { num: num ?? 0, den: den ?? 0 }
  await invoice([-50, 10, -50])
  await invoice([-50, 10, null], [-20, 10, null])
  await invoice([-50, 10, -40], [-10, 10, null])
  await invoice([-50, 10, -40], [20, 10, null])
  await invoice([-500, 10, null])
  await invoice([30, 10, null])
  await invoice([-5, 10, 5])
  voided = await invoice([-60, 10, null])
})

test('an order counts once; one that began to fall due more than a year ago does not (C099)', async () => {
  const { num, den } = await share(TODAY)
  // Fell due: the paid one, two late ones, one whose rest is not due, one to be paid, one to be voided.
  expect(den! - before.den).toBe(6)
  expect(num! - before.num).toBe(4)
})

test('it moves with the days alone, and back when the money comes', async () => {
  const after = async (days: number) => (await share(day(days))).num! - before.num
  // On day 5 money comes, on day 21 and 31 two more are overdue.
  expect([await after(4), await after(6), await after(21), await after(31)]).toEqual([4, 3, 4, 5])
})

test('what an evaluation sums up of the past says the same on every day from there', async () => {
  for (const back of [1, 8, 45])
    for (const ahead of [0, 3, 25]) {
      const [full, summed] = [await share(day(ahead)), await share(day(ahead), endOfDay(day(-back)))]
      expect([back, ahead, summed.num, summed.den]).toEqual([back, ahead, full.num, full.den])
    }
})

test('behind the figure stand the orders that are overdue, one row each', async () => {
  const { num, behind } = await share(TODAY)
  expect(behind).toBe(num)
})

test('a voided invoice is none', async () => {
  const { num, den } = await share(TODAY)
  await writing((ctx) => voidInvoice(ctx, voided, '开错了'))
  const after = await share(day(1))
  expect([after.num, after.den]).toEqual([num! - 1, den! - 1])
})
