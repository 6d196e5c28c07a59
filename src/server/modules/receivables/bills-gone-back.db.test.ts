import { describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as brief from '../../../api/brief.ts'
import * as commission from '../../../api/commission.ts'
import * as customers from '../../../api/customers.ts'
import * as receipts from '../../../api/receipts.ts'
import { voidInvoice, voidPayment } from '../../../api/receivables.ts'
import { addDays, DAY_MS, type Day, dayNumber, endOfDay } from '../../../core/calendar.ts'
import type { BillStep } from '../../../core/receivable/bill.ts'
import { dayIndexOf } from '../../../core/watch/day-index.ts'
import { readOn } from '../../../core/watch/fold.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import { newId } from '../../platform/clock.ts'
import { read, type WriteCtx, write } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { toDelta } from '../../platform/metric-loader.ts'
import { loadCases } from '../backtest/cases.ts'
import { saveCustomers } from '../customers/index.ts'
import { getBatch } from '../imports/batches.ts'
import { undoBatch } from '../imports/undo.ts'
import { orderMetrics } from '../orders/index.ts'
import { saveOrders } from '../orders/save-orders.ts'
import { saveBillsCollected } from './collected.ts'
import { readAgeing, receivableMetrics, recordInvoices, recordPayments } from './index.ts'
import { listBills } from './read-bills.ts'
import { receiveBill } from './receive-bill.ts'
import { stepBill } from './step-bill.ts'
import { takeBackBill } from './take-back-bill.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const { signIn } = await testApp(database)
const [finance, boss, rep] = await Promise.all([signIn('finance'), signIn('boss'), signIn('rep')])

const day = (offset: number) => addDays(TODAY, offset)
const WHO = { orgId: a.orgId, now: NOW }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, batchId?: string) =>
  write(
    db,
    { ...WHO, ...(batchId ? { source: { batchId, historyDelayDays: 0, historyUntil: TODAY } } : {}) },
    fn,
  )
const FEN = 100_000n

let made = 0
type Owner = { customerId: string; number: string; issuedOn: Day }
/** A customer of the rep's that owes one invoice. */
async function owing(issued = -140, due = -110, orderId: string | null = null, customer?: string) {
  made += 1
  const owner = { number: `HT${made}`, issuedOn: day(issued) }
  return writing(async (ctx) => {
    const [saved] = customer
      ? [{ id: customer }]
      : await saveCustomers(ctx, [
          { name: `退票客户${made}`, createdOn: day(-900), responsibleId: a.users.rep },
        ])
    const customerId = saved!.id
    const [invoice] = await recordInvoices(ctx, [
      {
        ...{ ...owner, customerId, kind: 'invoice' as const, amountFen: FEN, orderId },
        instalments: [{ dueOn: day(due), amountFen: FEN }],
      },
    ])
    return { ...owner, customerId, invoiceId: invoice!.id, instalmentId: invoice!.instalmentIds[0]! }
  })
}

function billFor(customerId: string, receivedOn: Day, dueOn: Day, amountFen = FEN) {
  made += 1
  const number = `TP${made}`
  return writing(async (ctx) => {
    const { id } = await receiveBill(ctx, {
      ...{ customerId, kind: 'bank', number, drawer: '', acceptor: '乙银行', amountFen },
      ...{ issuedOn: addDays(receivedOn, -5), dueOn, receivedOn, allocate: 'oldest' },
    })
    return { billId: id, number }
  })
}

const step = (id: string, what: BillStep, on: Day) =>
  writing((ctx) => stepBill(ctx, id, { step: what, on, costFen: 0n, to: '', note: '' }))

const pay = (customerId: string, receivedOn: Day, amountFen = FEN) =>
  writing((ctx) =>
    recordPayments(ctx, [{ customerId, kind: 'payment', receivedOn, amountFen, allocate: 'oldest' }]),
  )

const correct = ({ customerId, number, issuedOn }: Owner, due: number, batchId?: string, amountFen = FEN) =>
  writing(async (ctx) => {
    await recordInvoices(ctx, [
      {
        ...{ customerId, number, issuedOn, kind: 'invoice' as const, amountFen },
        instalments: [{ dueOn: day(due), amountFen }],
      },
    ])
    if (!batchId) return
    const subject = { kind: 'import', id: batchId } as const
    await recordEvent(ctx, { kind: 'import.chunk', subject, summary: {} })
  }, batchId)

/** An import that was carried out, to be undone. */
async function batch(): Promise<string> {
  const id = newId(NOW)
  await admin.query(
    `insert into import_batch (org_id, id, target, file_name, file_hash, file_path, mapping, status, rows_done, created_at)
    values ($1, $2, 'invoices', 'x.csv', '\\x00', 'x.csv', $3, 'done', 1, now())`,
    [a.orgId, id, json({})],
  )
  return id
}
const undo = (id: string) => writing(async (ctx) => undoBatch(ctx, await getBatch(ctx, id)))

async function openOf(customerId: string, asOf: Day): Promise<bigint> {
  const { customers: rows } = await read(db, WHO, (ctx) =>
    readAgeing(ctx, { asOf, reading: 'business', top: 1000 }),
  )
  return rows.find(({ id }) => id === customerId)?.openFen ?? 0n
}

describe('an import that corrected an invoice is undone', () => {
  test('not while a bill that was refused since lies on it: it would stand settled by that bill', async () => {
    const one = await owing()
    const { billId, number } = await billFor(one.customerId, day(-100), day(-5))
    const id = await batch()
    await correct(one, -109, id)
    await step(billId, 'refused', day(-3))
    await expect(undo(id)).rejects.toMatchObject({ code: 'bill_moved_on', detail: { number } })
    expect(await openOf(one.customerId, TODAY)).toBe(FEN)
  })

  test('and a payment that was taken back since does not come to life again', async () => {
    const one = await owing()
    const [paid] = await pay(one.customerId, day(-100))
    const id = await batch()
    await correct(one, -109, id)
    await finance.get(voidPayment, { params: { id: paid!.id }, body: { reason: '登错' } })
    await undo(id)
    expect(await openOf(one.customerId, TODAY)).toBe(FEN)
    const { rows } = await admin.query(
      'select 1 from allocation where payment_id = $1 and voided_at is null',
      [paid!.id],
    )
    expect(rows).toEqual([])
  })

  test('and one that stands does', async () => {
    const one = await owing()
    await pay(one.customerId, day(-100))
    const id = await batch()
    await correct(one, -109, id)
    await undo(id)
    expect(await openOf(one.customerId, TODAY)).toBe(0n)
  })
})

describe('an invoice whose bill was refused', () => {
  test('keeps what the bill settled and opened when it is corrected, and what was earned and taken back', async () => {
    await boss.get(commission.saveCommissionRule, {
      body: {
        tiers: [{ fromFen: 0, rateBp: 100 }],
        lateDays: 365,
        lateBp: 10_000,
        from: day(-200).slice(0, 7),
      },
    })
    const earned = async (asOf: Day) =>
      Number((await rep.get(commission.getCommission, { query: { asOf } })).estimate!.collectedFen)
    const [sold, gone] = [day(-95), day(-30)]
    const before = [await earned(sold), await earned(gone)]
    const one = await owing()
    const { billId } = await billFor(one.customerId, day(-100), day(-35))
    await step(billId, 'endorsed', sold)
    await step(billId, 'refused', gone)
    const rise = async () => [(await earned(sold)) - before[0]!, (await earned(gone)) - before[1]!]
    expect(await rise()).toEqual([Number(FEN), -Number(FEN)])
    await correct(one, -109)
    expect(await rise()).toEqual([Number(FEN), -Number(FEN)])
    expect([await openOf(one.customerId, day(-31)), await openOf(one.customerId, TODAY)]).toEqual([0n, FEN])
    // A smaller invoice takes as much of the pair as it has room for, and stands open as a whole.
    await correct(one, -109, undefined, FEN / 2n)
    expect(await rise()).toEqual([Number(FEN) / 2, -Number(FEN) / 2])
    expect([await openOf(one.customerId, day(-31)), await openOf(one.customerId, TODAY)]).toEqual([
      0n,
      FEN / 2n,
    ])
  })

  test('takes over no more than there was room for beside the money that came until it was refused', async () => {
    const one = await owing()
    const ofBill = await billFor(one.customerId, day(-100), day(-35), 50_000n)
    const other = await billFor(one.customerId, day(-95), day(-35), 20_000n)
    await pay(one.customerId, day(-90), 30_000n)
    await step(ofBill.billId, 'refused', day(-80))
    await step(other.billId, 'refused', day(-70))
    await correct(one, -109, undefined, 60_000n)
    const open = (...days: number[]) => Promise.all(days.map((on) => openOf(one.customerId, day(on))))
    expect(await open(-101, -98, -92, -85, -75, -65)).toEqual([
      ...[60_000n, 30_000n, 30_000n, 0n, 30_000n, 30_000n],
    ])
  })

  test('keeps two of them that came one after the other, and was paid between', async () => {
    const one = await owing()
    const ofBill = await billFor(one.customerId, day(-100), day(-35))
    await step(ofBill.billId, 'refused', day(-80))
    const other = await billFor(one.customerId, day(-70), day(-35))
    await step(other.billId, 'refused', day(-60))
    await pay(one.customerId, day(-60))
    await correct(one, -109)
    const open = (...days: number[]) => Promise.all(days.map((on) => openOf(one.customerId, day(on))))
    expect(await open(-101, -90, -75, -65, -60)).toEqual([FEN, 0n, FEN, 0n, 0n])
  })

  test('can be taken back, and one that a bill or money settles cannot', async () => {
    const one = await owing()
    const { billId } = await billFor(one.customerId, day(-100), day(-5))
    const drop = () =>
      finance.call(voidInvoice, { params: { id: one.invoiceId }, body: { reason: '开错了' } })
    expect((await drop()).body).toMatchObject({ code: 'invoice_has_payments' })
    await step(billId, 'refused', day(-3))
    const [paid] = await pay(one.customerId, day(-1))
    expect((await drop()).body).toMatchObject({ code: 'invoice_has_payments' })
    await finance.get(voidPayment, { params: { id: paid!.id }, body: { reason: '登错' } })
    expect((await drop()).status).toBe(200)
    const { rows } = await admin.query(
      'select 1 from allocation where instalment_id = $1 and voided_at is null',
      [one.instalmentId],
    )
    expect([rows, await openOf(one.customerId, TODAY)]).toEqual([[], 0n])
  })
})

describe('what a refused bill is not', () => {
  test('a payment whose days count for the effective term on the page of the customer', async () => {
    const first = await owing(-40, -20)
    await pay(first.customerId, day(-30))
    for (const _ of [1, 2]) {
      await owing(-40, -20, null, first.customerId)
      await pay(first.customerId, day(-30))
    }
    await owing(-60, -20, null, first.customerId)
    const { billId } = await billFor(first.customerId, day(-30), day(-5))
    const termOf = async () => {
      const { money } = await boss.get(customers.getCustomer, { params: { id: first.customerId } })
      return [money!.effectiveTermDays, money!.settlements]
    }
    expect(await termOf()).toEqual([10, 3])
    await step(billId, 'refused', day(-3))
    expect(await termOf()).toEqual([10, 3])
  })

  test('a debt that was paid in time, for a backtest', async () => {
    const cases = async (instalmentId: string) => {
      const query = {
        kind: 'instalment',
        ids: [instalmentId],
        from: 0,
        observedTo: dayNumber(TODAY),
      } as const
      const spec = { kind: 'overdue', days: 10 } as never
      const found = await read(db, WHO, (ctx) => loadCases(ctx, { ...query, spec }))
      return found.get(instalmentId)![0]!
    }
    const one = await owing(-60, -40)
    const { billId } = await billFor(one.customerId, day(-50), day(-38))
    expect(await cases(one.instalmentId)).toMatchObject({ badOn: null, endOn: dayNumber(day(-50)) })
    await step(billId, 'refused', day(-35))
    expect(await cases(one.instalmentId)).toMatchObject({
      ...{ badOn: dayNumber(day(-30)), endOn: null, valueFen: Number(FEN) },
    })
    await pay(one.customerId, day(-2))
    expect(await cases(one.instalmentId)).toMatchObject({
      ...{ badOn: dayNumber(day(-30)), endOn: dayNumber(day(-2)) },
    })
  })

  test('a use of an order', async () => {
    const { customerId } = await owing(-10, 30)
    const [order] = await writing((ctx) =>
      saveOrders(ctx, [
        {
          ...{ number: 'TPDD', customerId, title: '', currency: 'CNY', orderedOn: day(-60), amountFen: FEN },
          ...{ dealId: null, contractId: null, plannedOn: null, responsibleId: a.users.rep },
        } as never,
      ]),
    )
    const uses = async () => {
      const loader = orderMetrics.find(({ metrics }) => metrics.includes('uncovered_uses'))!
      const rows = await read(db, WHO, (ctx) => loader.load(ctx, { ids: [order!.id], since: null } as never))
      return rows.filter(({ ref_kind: kind }) => kind === 'payment').length
    }
    const used = await owing(-50, -20, order!.id)
    const { billId } = await billFor(used.customerId, day(-40), day(-5))
    expect(await uses()).toBe(1)
    await step(billId, 'refused', day(-3))
    expect(await uses()).toBe(1)
  })
})

describe('what the register and the alert say', () => {
  const metric = async (customerId: string, asOf: Day) => {
    const loader = receivableMetrics.find(({ metrics }) => metrics.includes('bills_refused_fen'))!
    const rows = await read(db, WHO, (ctx) => loader.load(ctx, { ids: [customerId], since: null } as never))
    const deltas = rows.filter((row) => row.metric === 'bills_refused_fen').map(toDelta)
    const def = metricDef('customer', 'bills_refused_fen')!
    return readOn({ def, deltas }, endOfDay(day(30)), dayIndexOf(endOfDay(asOf))).value ?? 0
  }

  test('a refusal is made good when what it opened is paid, whatever else is open', async () => {
    const one = await owing()
    const { billId } = await billFor(one.customerId, day(-100), day(-5))
    await owing(-40, -20, null, one.customerId)
    await step(billId, 'refused', day(-3))
    expect([await metric(one.customerId, day(-4)), await metric(one.customerId, TODAY)]).toEqual([
      0,
      Number(FEN),
    ])
    await pay(one.customerId, day(-1))
    expect(await openOf(one.customerId, TODAY)).toBe(FEN)
    expect([await metric(one.customerId, day(-2)), await metric(one.customerId, TODAY)]).toEqual([
      Number(FEN),
      0,
    ])
  })

  test('money that came after it makes it good first, though more of the invoice is open', async () => {
    const one = await owing()
    const { billId } = await billFor(one.customerId, day(-100), day(-5), 20_000n)
    await step(billId, 'refused', day(-30))
    await pay(one.customerId, day(-20), 15_000n)
    expect([await metric(one.customerId, day(-21)), await metric(one.customerId, TODAY)]).toEqual([
      20_000, 5_000,
    ])
    await pay(one.customerId, day(-10), 5_000n)
    expect([await openOf(one.customerId, TODAY), await metric(one.customerId, TODAY)]).toEqual([80_000n, 0])
  })

  test('it stands however long it takes, and what was paid late takes nothing from another refusal', async () => {
    const one = await owing(-440, -420)
    const { billId } = await billFor(one.customerId, day(-400), day(-260))
    await step(billId, 'refused', day(-250))
    expect(await metric(one.customerId, day(-60))).toBe(Number(FEN))
    await pay(one.customerId, day(-50))
    expect(await metric(one.customerId, TODAY)).toBe(0)
  })

  test('what a bill had settled is known as of a day before its last step was taken back', async () => {
    const one = await owing()
    const { billId } = await billFor(one.customerId, day(-100), day(60))
    await step(billId, 'discounted', day(-1))
    const later = { ...WHO, now: NOW + 2 * DAY_MS }
    await write(db, later, (ctx) => takeBackBill(ctx, billId, '登错'))
    const known = await read(db, { ...WHO, now: NOW + 3 * DAY_MS }, (ctx) =>
      listBills(ctx, {
        ...{ page: 1, size: 50, asOf: day(1), reading: 'known', view: 'all', customerId: one.customerId },
      }),
    )
    expect(known.items.map(({ state, settled }) => [state, settled])).toEqual([
      ['discounted', [{ invoiceNumber: one.number, amountFen: FEN }]],
    ])
  })

  test('money that may be that of a bill in hand is not confirmed with others', async () => {
    const one = await owing(-40, -20)
    await billFor(one.customerId, day(-30), day(-2))
    await owing(-40, -20, null, one.customerId)
    const receipt = async (amountFen: bigint) => {
      const id = newId(NOW)
      await admin.query(
        `insert into receipt (org_id, id, origin, state, received_on, amount_fen, payer_name, serial, recorded_at,
          proposed_customer_id, proposed_rung, proposed_parts)
        values ($1, $2, 'bank', 'waiting', $3, $4, '乙银行', $6, now(), $5, 3, '[]')`,
        [a.orgId, id, TODAY, amountFen.toString(), one.customerId, id],
      )
      return id
    }
    const [like, other] = [await receipt(FEN), await receipt(500n)]
    const listed = await finance.get(receipts.listReceipts, { query: { view: 'waiting' } })
    const flagged = listed.items.filter(({ flags }) => flags.includes('like_bill')).map(({ id }) => id)
    expect(flagged).toEqual([like])
    const both = await finance.call(receipts.confirmReceipts, { body: { ids: [other, like], adopt: true } })
    expect(both).toMatchObject({ status: 409, body: { code: 'receipt_like_bill' } })
    await finance.get(receipts.confirmReceipts, { body: { ids: [like], adopt: true } })
  })
})

describe('what counts as collected', () => {
  const turned = async (receivedOn: Day, on: Day) => {
    const one = await owing()
    const { billId } = await billFor(one.customerId, receivedOn, day(60))
    await step(billId, 'discounted', on)
    const amounts = async (asOf: Day) => {
      const { items } = await boss.get(brief.listCollected, { query: { asOf } })
      return items.filter(({ customer }) => customer.id === one.customerId).map((row) => row.amountFen)
    }
    return { amounts, billId }
  }

  test('goes by the setting of the day on which the bill came, and a bill that turns is no second payment', async () => {
    const [early, turnedOn] = [day(-80), day(-40)]
    await writing((ctx) => saveBillsCollected(ctx, 'honoured'))
    const before = await turned(early, turnedOn)
    expect(await before.amounts(turnedOn)).toEqual([Number(FEN)])
    await write(db, { ...WHO, now: NOW + DAY_MS }, (ctx) => saveBillsCollected(ctx, 'received'))
    // The bill came before the setting did: what it was counted as stays.
    expect(await before.amounts(early)).toEqual([])
    expect(await before.amounts(turnedOn)).toEqual([Number(FEN)])
  })
})
