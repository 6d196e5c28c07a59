import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, type Day, type Instant } from '../../../core/calendar.ts'
import { type ImportSource, read, type WriteCtx, write } from '../../platform/context.ts'
import { rebuildStates, saveCustomers } from '../customers/index.ts'
import { listInstalments, type Reading, readAgeing, recordInvoices, recordPayments } from './index.ts'
import { voidInvoice, voidPayment } from './void.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)

function writing<T>(
  fn: (ctx: WriteCtx) => Promise<T>,
  now: Instant = NOW,
  source?: ImportSource,
): Promise<T> {
  return write(db, { orgId: a.orgId, now, ...(source ? { source } : {}) }, fn)
}

let customers = 0
/** A customer of their own for a test, so that figures are this test's only. */
async function newCustomer(): Promise<string> {
  customers += 1
  const [saved] = await writing((ctx) => saveCustomers(ctx, [{ name: `测试客户${customers}号` }]))
  return saved!.id
}

type Part = [dueOn: Day, amountFen: bigint]

function invoice(customerId: string, number: string, issuedOn: Day, ...parts: Part[]) {
  return {
    customerId,
    number,
    kind: 'invoice' as const,
    issuedOn,
    amountFen: parts.reduce((sum, [, fen]) => sum + fen, 0n),
    instalments: parts.map(([dueOn, amountFen]) => ({ dueOn, amountFen })),
  }
}

function payment(customerId: string, receivedOn: Day, amountFen: bigint) {
  return { customerId, kind: 'payment' as const, receivedOn, amountFen, allocate: 'oldest' as const }
}

async function openOf(customerId: string): Promise<bigint[]> {
  const { rows } = await admin.query(
    'select open_fen from instalment where customer_id = $1 and voided_at is null order by due_on, seq',
    [customerId],
  )
  return rows.map((row) => row.open_fen)
}

function ageing(customerId: string, asOf: Day, reading: Reading = 'business', now: Instant = NOW) {
  return read(db, { orgId: a.orgId, now }, async (ctx) => {
    const page = { page: 1, size: 200, sort: 'due' as const }
    const { items, sumOpenFen } = await listInstalments(ctx, { ...page, asOf, reading, customerId })
    return { items: items.map((row) => [row.invoiceNumber, row.openFen, row.overdueDays]), sumOpenFen }
  })
}

const day = (offset: number) => addDays(TODAY, offset)

describe('money set against what is owed (C091)', () => {
  test('a partial payment leaves the rest of the oldest instalment open', async () => {
    const customer = await newCustomer()
    await writing((ctx) =>
      recordInvoices(ctx, [invoice(customer, 'N1', day(-60), [day(-30), 1000n], [day(0), 500n])]),
    )
    const [saved] = await writing((ctx) => recordPayments(ctx, [payment(customer, day(-5), 300n)]))
    expect(saved).toMatchObject({ outcome: 'new', allocatedFen: 300n, unallocatedFen: 0n })
    expect(await openOf(customer)).toEqual([700n, 500n])
  })

  test('an overpayment closes everything and keeps the rest as an advance', async () => {
    const customer = await newCustomer()
    await writing((ctx) => recordInvoices(ctx, [invoice(customer, 'N1', day(-60), [day(-30), 1000n])]))
    const [saved] = await writing((ctx) => recordPayments(ctx, [payment(customer, day(-5), 1400n)]))
    expect(saved).toMatchObject({ allocatedFen: 1000n, unallocatedFen: 400n })
    expect(await openOf(customer)).toEqual([0n])
  })

  test('an advance without any invoice is kept whole', async () => {
    const customer = await newCustomer()
    const [saved] = await writing((ctx) => recordPayments(ctx, [payment(customer, day(-5), 900n)]))
    expect(saved).toMatchObject({ allocatedFen: 0n, unallocatedFen: 900n })
  })

  test('a credit note reduces what is owed like money does', async () => {
    const customer = await newCustomer()
    await writing((ctx) => recordInvoices(ctx, [invoice(customer, 'N1', day(-60), [day(-30), 1000n])]))
    await writing((ctx) =>
      recordPayments(ctx, [{ ...payment(customer, day(-5), 250n), kind: 'credit_note' }]),
    )
    expect(await openOf(customer)).toEqual([750n])
  })

  test('money chosen for an invoice by its number goes there, the rest is an advance', async () => {
    const customer = await newCustomer()
    await writing((ctx) =>
      recordInvoices(ctx, [
        invoice(customer, 'OLD', day(-90), [day(-60), 1000n]),
        invoice(customer, 'NEW', day(-60), [day(-30), 200n], [day(-20), 300n]),
      ]),
    )
    const [saved] = await writing((ctx) =>
      recordPayments(ctx, [
        { ...payment(customer, day(-5), 700n), allocate: [{ invoiceNumber: 'NEW', amountFen: 700n }] },
      ]),
    )
    expect(saved).toMatchObject({ allocatedFen: 500n, unallocatedFen: 200n })
    expect(await openOf(customer)).toEqual([1000n, 0n, 0n])
  })

  test('the instalment of another customer cannot be paid, nor more than is open', async () => {
    const [one, two] = [await newCustomer(), await newCustomer()]
    const [theirs] = await writing((ctx) =>
      recordInvoices(ctx, [invoice(two, 'T', day(-60), [day(-30), 1000n])]),
    )
    const [own] = await writing((ctx) => recordInvoices(ctx, [invoice(one, 'O', day(-60), [day(-30), 100n])]))
    const choose = (instalmentId: string, amountFen: bigint) =>
      writing((ctx) =>
        recordPayments(ctx, [{ ...payment(one, day(-5), 500n), allocate: [{ instalmentId, amountFen }] }]),
      )
    await expect(choose(theirs!.instalmentIds[0]!, 100n)).rejects.toThrow('instalment_of_other_customer')
    await expect(choose(own!.instalmentIds[0]!, 101n)).rejects.toThrow('amount_exceeds_open')
    expect(await openOf(two)).toEqual([1000n])
  })

  test('instalments that do not sum to the invoice are refused before anything is written', async () => {
    const customer = await newCustomer()
    const wrong = { ...invoice(customer, 'W', day(-60), [day(-30), 1000n]), amountFen: 999n }
    await expect(writing((ctx) => recordInvoices(ctx, [wrong]))).rejects.toThrow('parts_do_not_sum')
    expect(await openOf(customer)).toEqual([])
  })
})

describe('taking back and correcting', () => {
  test('a voided payment gives the instalments their open amount back', async () => {
    const customer = await newCustomer()
    await writing((ctx) => recordInvoices(ctx, [invoice(customer, 'N1', day(-60), [day(-30), 1000n])]))
    const [saved] = await writing((ctx) => recordPayments(ctx, [payment(customer, day(-5), 600n)]))
    await writing((ctx) => voidPayment(ctx, saved!.id, 'typed twice'))
    expect(await openOf(customer)).toEqual([1000n])
    await expect(writing((ctx) => voidPayment(ctx, saved!.id, 'again'))).rejects.toThrow('already_voided')
  })

  test('an invoice is taken back only when no money stands against it', async () => {
    const customer = await newCustomer()
    const [saved] = await writing((ctx) =>
      recordInvoices(ctx, [invoice(customer, 'N1', day(-60), [day(-30), 1000n])]),
    )
    const [paid] = await writing((ctx) => recordPayments(ctx, [payment(customer, day(-5), 600n)]))
    await expect(writing((ctx) => voidInvoice(ctx, saved!.id, 'wrong'))).rejects.toThrow(
      'invoice_has_payments',
    )
    await writing((ctx) => voidPayment(ctx, paid!.id, 'wrong'))
    await writing((ctx) => voidInvoice(ctx, saved!.id, 'wrong'))
    expect(await ageing(customer, TODAY)).toEqual({ items: [], sumOpenFen: 0n })
  })

  test('an invoice corrected after it was paid keeps the money; what no longer fits is an advance', async () => {
    const customer = await newCustomer()
    await writing((ctx) => recordInvoices(ctx, [invoice(customer, 'N1', day(-60), [day(-30), 1000n])]))
    await writing((ctx) => recordPayments(ctx, [payment(customer, day(-5), 800n)]))
    const [corrected] = await writing((ctx) =>
      recordInvoices(ctx, [invoice(customer, 'N1', day(-60), [day(-30), 300n], [day(-10), 200n])]),
    )
    expect(corrected?.outcome).toBe('changed')
    expect(await openOf(customer)).toEqual([0n, 0n])
    const { rows } = await admin.query('select unallocated_fen from payment where customer_id = $1', [
      customer,
    ])
    expect(rows).toEqual([{ unallocated_fen: 300n }])
  })

  test('a payment that comes again with another amount is a correction, and the same again is nothing', async () => {
    const customer = await newCustomer()
    await writing((ctx) => recordInvoices(ctx, [invoice(customer, 'N1', day(-60), [day(-30), 1000n])]))
    const coded = (amountFen: bigint) => [
      { ...payment(customer, day(-5), amountFen), externalCode: `P-${customer}` },
    ]
    await writing((ctx) => recordPayments(ctx, coded(600n)))
    expect(await writing((ctx) => recordPayments(ctx, coded(600n)))).toMatchObject([{ outcome: 'same' }])
    expect(await writing((ctx) => recordPayments(ctx, coded(450n)))).toMatchObject([{ outcome: 'changed' }])
    expect(await openOf(customer)).toEqual([550n])
  })

  test('one number twice in a chunk: the later one counts, and both answers name it', async () => {
    const customer = await newCustomer()
    const saved = await writing((ctx) =>
      recordInvoices(ctx, [
        invoice(customer, 'N1', day(-60), [day(-30), 1000n]),
        invoice(customer, 'N1', day(-60), [day(-30), 700n]),
        invoice(customer, 'N1', day(-60), [day(-30), 700n]),
      ]),
    )
    expect(saved.map((row) => row.outcome)).toEqual(['new', 'changed', 'same'])
    expect(await openOf(customer)).toEqual([700n])
    const { rows } = await admin.query('select id from invoice where customer_id = $1', [customer])
    expect(new Set(saved.map((row) => row.id))).toEqual(new Set(rows.map((row) => row.id)))
  })

  test('the same ledger again changes nothing, in whatever chunk', async () => {
    const customer = await newCustomer()
    const rows = [1, 2, 3].map((n) => invoice(customer, `N${n}`, day(-60), [day(-30), BigInt(n) * 100n]))
    await writing((ctx) => recordInvoices(ctx, rows))
    const again = await writing((ctx) => recordInvoices(ctx, [...rows].reverse()))
    expect(again.map((row) => row.outcome)).toEqual(['same', 'same', 'same'])
  })
})

describe('the two readings of the past', () => {
  test('ageing by due date: the day itself is not overdue, the day after is one day', async () => {
    const customer = await newCustomer()
    await writing((ctx) => recordInvoices(ctx, [invoice(customer, 'N1', day(-60), [day(-30), 1000n])]))
    expect((await ageing(customer, day(-61))).items).toEqual([])
    expect((await ageing(customer, day(-60))).items).toEqual([['N1', 1000n, -30]])
    expect((await ageing(customer, day(-30))).items).toEqual([['N1', 1000n, 0]])
    expect((await ageing(customer, day(-29))).items).toEqual([['N1', 1000n, 1]])
    expect((await ageing(customer, TODAY)).items).toEqual([['N1', 1000n, 30]])
  })

  test('by business date a payment counts from its own day on, whenever it was typed', async () => {
    const customer = await newCustomer()
    await writing((ctx) => recordInvoices(ctx, [invoice(customer, 'N1', day(-60), [day(-30), 1000n])]))
    await writing((ctx) => recordPayments(ctx, [payment(customer, day(-20), 400n)]))
    expect((await ageing(customer, day(-21))).sumOpenFen).toBe(1000n)
    expect((await ageing(customer, day(-20))).sumOpenFen).toBe(600n)
  })

  test('as known nothing was there before it was typed, and a void later does not reach back', async () => {
    const customer = await newCustomer()
    await writing((ctx) => recordInvoices(ctx, [invoice(customer, 'N1', day(-60), [day(-30), 1000n])]))
    const [paid] = await writing(
      (ctx) => recordPayments(ctx, [payment(customer, day(-20), 400n)]),
      NOW + DAY_MS,
    )
    const later = NOW + 5 * DAY_MS
    await writing((ctx) => voidPayment(ctx, paid!.id, 'wrong customer'), later)
    const known = async (offset: number) => (await ageing(customer, day(offset), 'known', later)).sumOpenFen
    expect(await known(-1)).toBe(0n)
    expect(await known(0)).toBe(1000n)
    expect(await known(1)).toBe(600n)
    expect(await known(4)).toBe(600n)
    expect(await known(5)).toBe(1000n)
    expect((await ageing(customer, day(1), 'business', later)).sumOpenFen).toBe(1000n)
  })

  test('imported history is known after its delay, and its correction only from the day it is corrected', async () => {
    const customer = await newCustomer()
    const source = { batchId: customer, historyDelayDays: 2, historyUntil: TODAY }
    const issued = day(-100)
    await writing(
      (ctx) => recordInvoices(ctx, [invoice(customer, 'N1', issued, [day(-70), 1000n])]),
      NOW,
      source,
    )
    const known = async (offset: number) =>
      (await ageing(customer, day(offset), 'known', NOW + 20 * DAY_MS)).sumOpenFen
    expect([await known(-99), await known(-98), await known(-1)]).toEqual([0n, 1000n, 1000n])
    await writing(
      (ctx) => recordInvoices(ctx, [invoice(customer, 'N1', issued, [day(-70), 1300n])]),
      NOW + 10 * DAY_MS,
      source,
    )
    expect([await known(-98), await known(9), await known(10)]).toEqual([1000n, 1000n, 1300n])
  })

  test('an imported payment that is corrected is never counted twice in between', async () => {
    const customer = await newCustomer()
    const source = { batchId: customer, historyDelayDays: 0, historyUntil: TODAY }
    await writing(
      (ctx) => recordInvoices(ctx, [invoice(customer, 'N1', day(-100), [day(-70), 1000n])]),
      NOW,
      source,
    )
    const coded = (amountFen: bigint) => [
      { ...payment(customer, day(-50), amountFen), externalCode: `C-${customer}` },
    ]
    await writing((ctx) => recordPayments(ctx, coded(300n)), NOW, source)
    await writing((ctx) => recordPayments(ctx, coded(400n)), NOW + 15 * DAY_MS, source)
    const known = async (offset: number) =>
      (await ageing(customer, day(offset), 'known', NOW + 20 * DAY_MS)).sumOpenFen
    expect([await known(-51), await known(-50), await known(14), await known(15)]).toEqual([
      1000n,
      700n,
      700n,
      600n,
    ])
  })

  test('money that came before the invoice is an advance until the day of the invoice', async () => {
    const customer = await newCustomer()
    await writing((ctx) => recordInvoices(ctx, [invoice(customer, 'N1', day(-10), [day(20), 1000n])]))
    await writing((ctx) => recordPayments(ctx, [payment(customer, day(-15), 400n)]))
    const { rows } = await admin.query('select occurred_on from allocation where customer_id = $1', [
      customer,
    ])
    expect(rows).toEqual([{ occurred_on: day(-10) }])
    expect((await ageing(customer, day(-11))).sumOpenFen).toBe(0n)
    expect((await ageing(customer, day(-10))).sumOpenFen).toBe(600n)
  })

  test('buckets and customers both sum to what is open, on any day, in both readings', async () => {
    for (const offset of [-200, -60, -31, -30, -29, -1, 0, 40, 100]) {
      for (const reading of ['business', 'known'] as const) {
        const figures = await read(db, { orgId: a.orgId, now: NOW }, (ctx) =>
          readAgeing(ctx, { asOf: day(offset), reading, top: 10_000 }),
        )
        const sum = (parts: readonly bigint[]) => parts.reduce((total, fen) => total + fen, 0n)
        expect(sum(figures.buckets.map((bucket) => bucket.amountFen))).toBe(figures.open.amountFen)
        expect(sum(figures.customers.map((row) => row.openFen))).toBe(figures.open.amountFen)
        expect(sum(figures.customers.map((row) => row.overdueFen))).toBe(figures.overdue.amountFen)
        for (const row of figures.customers) expect(sum(row.bucketFen)).toBe(row.openFen)
        const counts = figures.buckets.reduce((total, bucket) => total + bucket.count, 0)
        expect(counts).toBe(figures.open.count)
      }
    }
  })
})

test('the stored state of every customer equals the reading of the facts', async () => {
  expect(await writing((ctx) => rebuildStates(ctx))).toBe(0)
})
