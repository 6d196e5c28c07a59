import { describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/bills.ts'
import * as closes from '../../../api/closes.ts'
import * as commission from '../../../api/commission.ts'
import * as customers from '../../../api/customers.ts'
import { customerStatement, voidPayment } from '../../../api/receivables.ts'
import { addDays, addMonths, DAY_MS, type Day, endOfDay, monthOf } from '../../../core/calendar.ts'
import type { BillKind, BillStep } from '../../../core/receivable/bill.ts'
import { dayIndexOf } from '../../../core/watch/day-index.ts'
import { readOn } from '../../../core/watch/fold.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import { read, type WriteCtx, write } from '../../platform/context.ts'
import type { AppError } from '../../platform/errors.ts'
import { toDelta } from '../../platform/metric-loader.ts'
import { recordBalance } from '../cash/index.ts'
import { readCash } from '../cash/read-cash.ts'
import { standingsOf } from '../credit/standing.ts'
import { saveCustomers } from '../customers/index.ts'
import { mergeCustomers } from '../customers/merge.ts'
import type { Batch } from '../imports/batches.ts'
import { undoBatch } from '../imports/undo.ts'
import { listTargets } from '../targets/read.ts'
import { type Reading, readAgeing, receivableMetrics, recordInvoices, recordPayments } from './index.ts'
import { listBills } from './read-bills.ts'
import { receiveBill } from './receive-bill.ts'
import { stepBill } from './step-bill.ts'
import { takeBackBill } from './take-back-bill.ts'

const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const { signIn } = await testApp(database)
const [finance, boss, rep] = await Promise.all([signIn('finance'), signIn('boss'), signIn('rep')])

const day = (offset: number) => addDays(TODAY, offset)
const BATCH = '00000000-0000-4000-8000-000000000009'
const HISTORY = { batchId: BATCH, historyDelayDays: 0, historyUntil: TODAY }
const WHO = { orgId: a.orgId, now: NOW }
/** What is written as history was known on its day; what is not, from now on. */
const past = <T>(fn: (ctx: WriteCtx) => Promise<T>) => write(db, { ...WHO, source: HISTORY }, fn)
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, now = NOW) => write(db, { ...WHO, now }, fn)
const FEN = 100_000n
/** Ticks only rise: what another test wrote days later puts what this one writes behind it. */
const LATER = endOfDay(day(30))

let made = 0
/** A customer of the rep's with an invoice due forty days ago, and a bill that settled it thirty days ago. */
async function paidByBill(kind: BillKind, dueOn: Day, amountFen = FEN) {
  made += 1
  const number = `PJ${made}`
  return past(async (ctx) => {
    const [customer] = await saveCustomers(ctx, [
      { name: `票据客户${made}`, createdOn: day(-900), responsibleId: a.users.rep },
    ])
    const customerId = customer!.id
    await recordInvoices(ctx, [
      {
        ...{ customerId, number: `F${made}`, kind: 'invoice' as const, amountFen: FEN },
        issuedOn: day(-70),
        instalments: [{ dueOn: day(-40), amountFen: FEN }],
      },
    ])
    const { id } = await receiveBill(ctx, {
      ...{ customerId, kind, number, drawer: '甲公司', acceptor: '乙银行', amountFen },
      ...{ issuedOn: day(-35), dueOn, receivedOn: day(-30), allocate: 'oldest' as const },
    })
    return { customerId, billId: id, number }
  })
}

const step = (id: string, made: BillStep, on: Day, costFen = 0n) =>
  writing((ctx) => stepBill(ctx, id, { step: made, on, costFen, to: '', note: '' }))

async function openOf(customerId: string, asOf: Day, reading: Reading = 'business', now = NOW) {
  const { customers: rows } = await read(db, { ...WHO, now }, (ctx) =>
    readAgeing(ctx, { asOf, reading, top: 1000 }),
  )
  const row = rows.find(({ id }) => id === customerId)
  return row ? { openFen: row.openFen, days: row.maxOverdueDays } : { openFen: 0n, days: 0 }
}

/** A metric of a customer at the end of a day, as it was known then or later. */
async function metric(id: string, customerId: string, asOf: Day, known = endOfDay(asOf)): Promise<number> {
  const loader = receivableMetrics.find(({ metrics }) => metrics.includes(id))!
  const rows = await read(db, WHO, (ctx) => loader.load(ctx, { ids: [customerId], since: null } as never))
  const deltas = rows.filter((row) => row.metric === id).map(toDelta)
  return readOn({ def: metricDef('customer', id)!, deltas }, known, dayIndexOf(endOfDay(asOf))).value ?? 0
}

describe('a bill that is refused (C091)', () => {
  test('opens what it had settled from that day with the old due day, and changes no day before', async () => {
    const { customerId, billId } = await paidByBill('bank', day(-5))
    expect(await openOf(customerId, day(-31))).toEqual({ openFen: FEN, days: 9 })
    expect(await openOf(customerId, TODAY)).toEqual({ openFen: 0n, days: 0 })
    await step(billId, 'refused', day(-3))
    expect(await openOf(customerId, TODAY)).toEqual({ openFen: FEN, days: 40 })
    expect(await openOf(customerId, day(-3))).toEqual({ openFen: FEN, days: 37 })
    expect(await openOf(customerId, day(-4))).toEqual({ openFen: 0n, days: 0 })
    // Noted today: until yesterday nobody knew.
    expect(await openOf(customerId, day(-1), 'known')).toEqual({ openFen: 0n, days: 0 })
    expect(await openOf(customerId, TODAY, 'known', NOW + DAY_MS)).toEqual({ openFen: FEN, days: 40 })
  })

  test('stands in the statement on its own day, and the closing balance is what is open', async () => {
    const { customerId, billId, number } = await paidByBill('bank', day(-5))
    await step(billId, 'refused', day(-3))
    const { lines, closingFen, openFen } = await finance.get(customerStatement, {
      params: { id: customerId },
      query: { from: day(-80) },
    })
    expect(lines.map(({ kind, on, debitFen, creditFen }) => ({ kind, on, debitFen, creditFen }))).toEqual([
      { kind: 'invoice', on: day(-70), debitFen: 100_000, creditFen: 0 },
      { kind: 'bill', on: day(-30), debitFen: 0, creditFen: 100_000 },
      { kind: 'bill_refused', on: day(-3), debitFen: 100_000, creditFen: 0 },
    ])
    expect(lines[2]!.number).toBe(number)
    expect([closingFen, openFen]).toEqual([100_000, 100_000])
    const { payments } = await finance.get(customers.getCustomer, { params: { id: customerId } })
    expect(payments!.map(({ kind, amountFen }) => [kind, amountFen])).toEqual([
      ['bill_refused', 100_000],
      ['bill', 100_000],
    ])
  })

  test('takes what lay on account with it', async () => {
    const { customerId, billId } = await paidByBill('bank', day(-5), FEN + 500n)
    const standing = () =>
      read(db, WHO, async (ctx) => (await standingsOf(ctx, [customerId])).get(customerId)!)
    expect((await standing()).own.advanceFen).toBe(500n)
    await step(billId, 'refused', day(-3))
    expect((await standing()).own).toMatchObject({ advanceFen: 0n, openFen: FEN })
  })

  test('warns from the day it was known, and the bill due soon until something is noted', async () => {
    const { customerId, billId } = await paidByBill('bank', day(-5))
    expect(await metric('bills_due_fen', customerId, day(-13))).toBe(0)
    expect(await metric('bills_due_fen', customerId, day(-12))).toBe(Number(FEN))
    expect(await metric('bills_due_fen', customerId, TODAY)).toBe(Number(FEN))
    await step(billId, 'refused', day(-3))
    expect(await metric('bills_due_fen', customerId, TODAY, LATER)).toBe(0)
    expect(await metric('bills_refused_fen', customerId, TODAY, LATER)).toBe(Number(FEN))
    expect(await metric('bills_refused_fen', customerId, day(-4), LATER)).toBe(0)
    expect(await metric('bills_refused_fen', customerId, day(-1))).toBe(0)
  })

  test('warns of what lay on account, until money comes that what was opened does not need', async () => {
    const { customerId, billId } = await paidByBill('bank', day(-5), FEN + 500n)
    await step(billId, 'refused', day(-10))
    const left = (asOf: Day) => metric('bills_refused_fen', customerId, asOf, LATER)
    expect([await left(day(-11)), await left(day(-10))]).toEqual([0, Number(FEN) + 500])
    // Noted today: until yesterday nobody knew.
    expect(await metric('bills_refused_fen', customerId, day(-1))).toBe(0)
    const paid = async (receivedOn: Day, amountFen: bigint) => {
      const payment = { customerId, kind: 'payment' as const, receivedOn, amountFen }
      await writing((ctx) => recordPayments(ctx, [{ ...payment, allocate: 'oldest' }]))
    }
    await paid(day(-8), FEN - 300n)
    expect([await left(day(-9)), await left(day(-8))]).toEqual([Number(FEN) + 500, 800])
    await paid(day(-6), 700n)
    expect([await left(day(-8)), await left(day(-6)), await left(TODAY)]).toEqual([800, 100, 100])
    expect([await left(day(169)), await left(day(170))]).toEqual([100, 0])
  })

  test('warns of one that was set against nothing, and ends when another one comes', async () => {
    const { customerId } = await paidByBill('bank', day(60))
    const onAccount = (receivedOn: Day) => {
      made += 1
      return past((ctx) =>
        receiveBill(ctx, {
          ...{ customerId, kind: 'bank', number: `PJ${made}`, drawer: '', acceptor: '乙银行' },
          ...{ amountFen: 700n, issuedOn: day(-35), dueOn: day(60), receivedOn, allocate: 'none' },
        }),
      )
    }
    const { id } = await onAccount(day(-30))
    await step(id, 'refused', day(-3))
    const left = (asOf: Day) => metric('bills_refused_fen', customerId, asOf, LATER)
    expect([await left(day(-4)), await left(TODAY)]).toEqual([0, 700])
    // One that came before it replaces nothing.
    await onAccount(day(-4))
    expect(await left(TODAY)).toBe(700)
    const replacement = await onAccount(day(-2))
    expect([await left(day(-3)), await left(day(-2))]).toEqual([700, 0])
    await step(replacement.id, 'refused', TODAY)
    expect(await left(TODAY)).toBe(700)
  })

  test('is taken back while what it opened is unpaid, and known as it was until then', async () => {
    const { customerId, billId } = await paidByBill('bank', day(-5))
    await step(billId, 'refused', day(-3))
    await writing(async (ctx) => {
      const payment = { customerId, kind: 'payment' as const, receivedOn: TODAY, amountFen: 1n }
      await recordPayments(ctx, [{ ...payment, allocate: 'oldest' }])
    })
    const refused = await writing((ctx) => takeBackBill(ctx, billId, '登错')).catch(
      (error: AppError) => error,
    )
    expect(refused).toMatchObject({ code: 'bill_paid_since' })
    const other = await paidByBill('bank', day(-5))
    await step(other.billId, 'refused', day(-3))
    const { id } = await writing((ctx) => takeBackBill(ctx, other.billId, '登错'), NOW + 2 * DAY_MS)
    expect(id).not.toBeNull()
    expect(await openOf(other.customerId, day(2), 'business', NOW + 2 * DAY_MS)).toEqual({
      openFen: 0n,
      days: 0,
    })
    expect(await openOf(other.customerId, day(1), 'known', NOW + 3 * DAY_MS)).toEqual({
      openFen: FEN,
      days: 41,
    })
    const known = await read(db, { ...WHO, now: NOW + 3 * DAY_MS }, (ctx) =>
      listBills(ctx, {
        ...{ page: 1, size: 50, asOf: day(1), reading: 'known', view: 'all', customerId: other.customerId },
      }),
    )
    expect(known.items.map(({ state }) => state)).toEqual(['refused'])
  })
})

describe('what a bill counts for (decision 0016)', () => {
  test('a commercial bill stays in the exposure until it is honoured, a bank bill does not', async () => {
    for (const [kind, billsFen] of [
      ['bank', 0n],
      ['commercial', FEN],
    ] as const) {
      const { customerId, billId } = await paidByBill(kind, day(-5))
      const own = () =>
        read(db, WHO, async (ctx) => (await standingsOf(ctx, [customerId])).get(customerId)!.own)
      expect(await own()).toMatchObject({ openFen: 0n, billsFen })
      expect(await metric('exposure_fen', customerId, TODAY, LATER)).toBe(Number(billsFen))
      await step(billId, 'discounted', day(-20), 100n)
      expect(await own()).toMatchObject({ billsFen })
      expect(await metric('exposure_fen', customerId, TODAY, LATER)).toBe(Number(billsFen))
      await step(billId, 'honoured', day(-5))
      expect(await own()).toMatchObject({ billsFen: 0n })
      expect(await metric('exposure_fen', customerId, TODAY, LATER), kind).toBe(0)
      expect(await metric('exposure_fen', customerId, day(-31))).toBe(Number(FEN))
    }
  })

  test('cash expects a bill on its due day, and has what a discount left', async () => {
    await writing((ctx) => recordBalance(ctx, { on: day(-25), amountFen: 0n, floorFen: 0n }))
    const cash = () => read(db, WHO, (ctx) => readCash(ctx, { asOf: TODAY, reading: 'business' }))
    const before = await cash()
    const { billId } = await paidByBill('bank', day(20))
    const held = await cash()
    expect(held.billsFen).toBe(before.billsFen + FEN)
    expect(held.openFen).toBe(before.openFen)
    const expected = (found: typeof held, on: Day) =>
      found.weeks.find(({ from, to }) => from <= on && to >= on)!.expectedFen
    // A bill that falls due on a day off is money on the next working day.
    const weeks = (found: typeof held) => found.weeks.map(({ expectedFen }) => expectedFen)
    const more = weeks(held).map((fen, index) => fen - weeks(before)[index]!)
    expect(more.filter((fen) => fen === FEN)).toHaveLength(1)
    expect(expected(held, day(27)) + expected(held, day(20))).toBeGreaterThanOrEqual(FEN)
    const sum = weeks(held).reduce((all, fen) => all + fen, 0n)
    expect(sum + held.laterFen + held.unknownFen + held.disputedFen).toBe(held.openFen + held.billsFen)
    await step(billId, 'discounted', day(-10), 1_500n)
    const sold = await cash()
    expect(sold.billsFen).toBe(before.billsFen)
    expect(sold.balance!.inFen - before.balance!.inFen).toBe(FEN - 1_500n)
  })

  test('collected is when it is money or was passed on; a refusal takes it back; the company may say otherwise', async () => {
    const month = monthOf(TODAY)
    const collected = async () =>
      (await read(db, WHO, (ctx) => listTargets(ctx, month))).items.find(
        ({ userId }) => userId === a.users.rep,
      )!.collectionsFen
    await boss.get(commission.saveCommissionRule, {
      body: { tiers: [{ fromFen: 0, rateBp: 100 }], lateDays: 30, lateBp: 10_000 },
    })
    const earned = async () => Number((await rep.get(commission.getCommission)).estimate!.earnsFen)
    const [start, begun] = [await collected(), await earned()]
    const { billId } = await paidByBill('bank', day(30))
    expect([await collected(), await earned()]).toEqual([start, begun])
    await step(billId, 'endorsed', TODAY)
    expect([await collected(), await earned()]).toEqual([start + FEN, begun + 1_000])
    await step(billId, 'refused', TODAY)
    expect([await collected(), await earned()]).toEqual([start, begun])
    await boss.get(api.saveBillsCollected, { body: { collected: 'received' } })
    const [held, due] = [await collected(), await earned()]
    const other = await past(async (ctx) => {
      const { customerId } = await ctx.db
        .selectFrom('bill')
        .select('customer_id as customerId')
        .where('id', '=', billId)
        .executeTakeFirstOrThrow()
      return receiveBill(ctx, {
        ...{ customerId, kind: 'bank', number: 'PJ-later', drawer: '', acceptor: '乙银行', amountFen: FEN },
        ...{ issuedOn: day(-1), dueOn: day(90), receivedOn: TODAY, allocate: 'oldest' },
      })
    })
    expect([await collected(), await earned()]).toEqual([held + FEN, due + 1_000])
    await step(other.id, 'discounted', TODAY)
    expect([await collected(), await earned()]).toEqual([held + FEN, due + 1_000])
    await boss.get(api.saveBillsCollected, { body: { collected: 'honoured' } })
    expect(await collected()).toBe(start + FEN)
  })

  test('a close says what was taken in bills and what lay in the drawer', async () => {
    const last = addMonths(monthOf(TODAY), -1)
    const preview = () => finance.get(closes.previewClose, { params: { month: last } })
    const before = await preview()
    const { billId } = await paidByBill('bank', day(100))
    const after = await preview()
    const inMonth = monthOf(day(-30)) === last
    expect(after.billsFen - before.billsFen).toBe(inMonth ? 100_000 : 0)
    expect(after.billsInHandFen - before.billsInHandFen).toBe(100_000)
    expect(after.receivedFen).toBe(before.receivedFen)
    await step(billId, 'endorsed', TODAY)
    expect(await preview()).toEqual(after)
  })
})

describe('who may and what is refused', () => {
  test('a number stands once, steps in their order, and the payment is no way round', async () => {
    const { customerId, billId, number } = await paidByBill('bank', day(10))
    const again = await finance.call(api.receiveBill, {
      body: {
        ...{ customerId, kind: 'bank', number, acceptor: '乙银行', amountFen: 1 },
        ...{ issuedOn: day(-5), dueOn: day(10), receivedOn: TODAY },
      },
    })
    expect(again).toMatchObject({ status: 409, body: { code: 'bill_number_taken' } })
    const early = await finance.call(api.stepBill, {
      params: { id: billId },
      body: { step: 'honoured', on: TODAY },
    })
    expect(early).toMatchObject({ status: 409, body: { code: 'bill_not_due' } })
    await step(billId, 'discounted', day(-1), 10n)
    const { rows } = await database.admin.query('select id, bill_move from payment where bill_id = $1', [
      billId,
    ])
    expect(rows).toHaveLength(3)
    for (const { id, bill_move } of rows) {
      const gone = await finance.call(voidPayment, { params: { id }, body: { reason: '登错' } })
      expect(gone.body).toMatchObject({ code: bill_move === 'received' ? 'bill_moved_on' : 'bill_own_way' })
    }
    const list = await rep.get(api.listBills, { query: { customerId } })
    expect(list.items[0]!.can).toMatchObject({ refused: 'forbidden', takeBack: 'forbidden' })
  })

  test('a bill that was never there is taken back whole, by its own way or by its payment', async () => {
    for (const way of ['bill', 'payment'] as const) {
      const { customerId, billId } = await paidByBill('commercial', day(10))
      if (way === 'bill')
        await finance.get(api.takeBackBill, { params: { id: billId }, body: { reason: '登错' } })
      else {
        const { rows } = await database.admin.query('select id from payment where bill_id = $1', [billId])
        await finance.get(voidPayment, { params: { id: rows[0].id }, body: { reason: '登错' } })
      }
      expect(await openOf(customerId, TODAY)).toEqual({ openFen: FEN, days: 40 })
      expect((await finance.get(api.listBills, { query: { customerId } })).total).toBe(0)
    }
  })

  test('an import is not undone under a bill that somebody has passed on', async () => {
    const { billId } = await paidByBill('bank', day(10))
    const batch = { id: BATCH, status: 'done', rows_done: 1, file_name: 'x.csv' } as Batch
    await step(billId, 'endorsed', TODAY)
    const refused = await writing((ctx) => undoBatch(ctx, batch)).catch((error: AppError) => error)
    expect(refused).toMatchObject({ code: 'bill_moved_on' })
  })

  test('a merge moves bills and leaves what was known before it', async () => {
    const { customerId, billId } = await paidByBill('commercial', day(10))
    const kept = await paidByBill('bank', day(10))
    const later = NOW + 5 * DAY_MS
    await writing(
      (ctx) => mergeCustomers(ctx, kept.customerId, { goneId: customerId, reason: '同一家', taken: [] }),
      later,
    )
    const bills = (asOf: Day, reading: Reading) =>
      read(db, { ...WHO, now: later + DAY_MS }, (ctx) =>
        listBills(ctx, { page: 1, size: 50, asOf, reading, view: 'all' }),
      )
    const now = await bills(day(6), 'business')
    expect(now.items.find(({ id }) => id === billId)!.customer.id).toBe(kept.customerId)
    const then = await bills(day(1), 'known')
    const mine = then.items.filter(({ customer }) => customer.id === customerId)
    expect(mine).toHaveLength(1)
    expect(mine[0]!.settled).toMatchObject([{ amountFen: FEN }])
    await writing(
      (ctx) => stepBill(ctx, billId, { step: 'refused', on: day(5), costFen: 0n, to: '', note: '' }),
      later,
    )
    expect(await openOf(kept.customerId, day(5), 'business', later)).toMatchObject({ openFen: FEN })
  })
})

// Last: ticks only rise, and these are written weeks later.
describe('what was known of a refused bill', () => {
  test('is what it was, whatever is recorded later (leak)', async () => {
    const { customerId, billId } = await paidByBill('bank', day(-5), FEN + 500n)
    await step(billId, 'refused', day(-10))
    const later = LATER + DAY_MS
    const then = () =>
      Promise.all([day(-11), day(-7), day(1)].map((on) => metric('bills_refused_fen', customerId, on, LATER)))
    const before = await then()
    expect(before).toEqual([0, Number(FEN) + 500, Number(FEN) + 500])
    const payment = { customerId, kind: 'payment' as const, receivedOn: day(-8), amountFen: FEN + 500n }
    const [paid] = await writing((ctx) => recordPayments(ctx, [{ ...payment, allocate: 'oldest' }]), later)
    expect(await then()).toEqual(before)
    expect(await metric('bills_refused_fen', customerId, day(-7), later + DAY_MS)).toBe(0)
    await finance.get(voidPayment, { params: { id: paid!.id }, body: { reason: '登错' } })
    await writing((ctx) => takeBackBill(ctx, billId, '登错'), later + 2 * DAY_MS)
    expect(await then()).toEqual(before)
  })
})
