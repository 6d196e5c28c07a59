import { addDays } from '../../../core/calendar.ts'
import { COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import type { InvoicePayment, InvoiceRecord, PaymentRecord } from '../../../core/import/records.ts'
import { billKindNamed } from '../../../core/receivable/bill.ts'
import { isRetentionName } from '../../../core/receivable/retention.ts'
import {
  type InvoiceInput,
  invoiceBookings,
  type PaymentInput,
  paymentBookings,
  recordLedger,
} from '../receivables/index.ts'
import { checkBills } from './check-bills.ts'
import { type ChunkCtx, type GoodRow, strongest } from './chunk.ts'
import { toldRate } from './document-inputs.ts'
import { invoiceNumbersOf, invoicesOf } from './existing.ts'
import { customerIdOf } from './save-people-records.ts'

type Outcome = 'new' | 'changed' | 'same'

/** Invoices with their payments, credit notes, and payments of their own (C053 C083 C091). */
export async function saveLedgerRecords(
  chunk: ChunkCtx,
  rows: readonly GoodRow[],
): Promise<Map<GoodRow, Outcome>> {
  await checkInvoiceNumbers(chunk, rows)
  await checkBills(
    chunk,
    rows.flatMap((row) => recordsOf(row, 'payment').map((record) => ({ row, record }))),
  )
  await refuseUnbooked(
    chunk,
    rows.filter((row) => !chunk.refused(row)),
  )
  const kept = rows.filter((row) => !chunk.refused(row))
  const outcomes = new Map<GoodRow, Outcome[]>(kept.map((row) => [row, []]))
  const invoices = kept.flatMap((row) => recordsOf(row, 'invoice').map((record) => ({ row, record })))
  const payments = kept.flatMap((row) => paymentInputs(chunk, row).map((input) => ({ row, input })))
  const saved = await recordLedger(
    chunk.ctx,
    invoices.map(({ record }) => invoiceInput(chunk, record)),
    payments.map(({ input }) => input),
  )
  invoices.forEach(({ row }, index) => {
    outcomes.get(row)!.push(saved.invoices[index]!.outcome)
  })
  payments.forEach(({ row }, index) => {
    outcomes.get(row)!.push(saved.payments[index]!.outcome)
  })
  return new Map([...outcomes].map(([row, parts]) => [row, rowOutcome(row, parts)]))
}

/** A known invoice that only got a new payment is changed, not new. */
function rowOutcome(row: GoodRow, parts: readonly Outcome[]): Outcome {
  const all = strongest(parts)
  if (all !== 'new' || row.records[0]?.kind !== 'invoice') return all
  return parts[0] === 'new' ? 'new' : 'changed'
}

function invoiceInput(chunk: ChunkCtx, record: InvoiceRecord): InvoiceInput {
  const customer = chunk.customers.find(record.customer)
  const termDays = customer && 'termDays' in customer ? (customer.termDays ?? 0) : 0
  const person = record.responsible ? chunk.people.find(record.responsible) : null
  return {
    customerId: customerIdOf(chunk, record.customer),
    number: record.number,
    kind: record.invoiceKind,
    issuedOn: record.issuedOn,
    amountFen: record.amountFen,
    currency: record.currency,
    toldRate: toldRate(record, record.issuedOn),
    tax: record.tax,
    custom: record.custom,
    instalments: record.instalments.map(({ label, dueOn, amountFen }) => ({
      label,
      dueOn: dueOn ?? addDays(record.issuedOn, termDays),
      amountFen,
      ...(label && isRetentionName(label) ? { retention: { months: null } } : {}),
    })),
    ...(record.disputed === undefined ? {} : { disputed: record.disputed }),
    ...(person && 'id' in person ? { responsibleId: person.id } : {}),
  }
}

function paymentInputs(chunk: ChunkCtx, row: GoodRow): PaymentInput[] {
  const ofInvoices = recordsOf(row, 'invoice').flatMap((record) =>
    record.payments.map(
      (payment): PaymentInput => ({
        customerId: customerIdOf(chunk, record.customer),
        kind: 'payment',
        receivedOn: payment.receivedOn,
        amountFen: payment.amountFen,
        currency: record.currency,
        externalCode: payment.externalCode,
        allocate: settledBy(payment, record.number),
      }),
    ),
  )
  const own = recordsOf(row, 'payment').map(
    (record): PaymentInput => ({
      customerId: customerIdOf(chunk, record.customer),
      kind: record.billDueOn ? 'bill' : record.paymentKind,
      bill: billOf(record),
      receivedOn: record.receivedOn,
      amountFen: record.amountFen,
      currency: record.currency,
      toldRate: toldRate(record, record.receivedOn),
      externalCode: record.externalCode,
      reference: record.reference,
      remark: record.remark,
      allocate:
        record.invoiceNumber === undefined
          ? 'oldest'
          : [{ invoiceNumber: record.invoiceNumber, amountFen: record.amountFen }],
    }),
  )
  return [...ofInvoices, ...own]
}

/** What of a payment settles its invoice: all of it, a part, or nothing where it was paid already. */
function settledBy(payment: InvoicePayment, invoiceNumber: string): PaymentInput['allocate'] {
  const amountFen = payment.onInvoiceFen ?? payment.amountFen
  return amountFen === 0n ? 'none' : [{ invoiceNumber, amountFen }]
}

/**
 * Money needs a rate of its day, and an invoice keeps its currency (decision 0018): such rows come back one
 * by one. Yuan ask nothing, and neither does what is there already.
 */
async function refuseUnbooked(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<void> {
  const invoices = rows.flatMap((row) =>
    recordsOf(row, 'invoice').map((record) => ({ row, input: invoiceInput(chunk, record) })),
  )
  const stored = await invoicesOf(
    chunk.ctx,
    invoices.map(({ input }) => input),
  )
  for (const { row, input } of invoices) {
    const known = stored.get(`${input.customerId}|${input.number}`)
    if (known && known.currency !== (input.currency ?? COMPANY_CURRENCY))
      chunk.refuse(row, 'currency', 'currency_fixed', input.number)
  }
  const payments = rows.flatMap((row) => paymentInputs(chunk, row).map((input) => ({ row, input })))
  const booked = [
    ...(
      await invoiceBookings(
        chunk.ctx,
        invoices.map(({ input }) => input),
      )
    ).map((booking, index) => ({
      ...{ booking, row: invoices[index]!.row },
      text: `${invoices[index]!.input.currency} ${invoices[index]!.input.issuedOn}`,
    })),
    ...(
      await paymentBookings(
        chunk.ctx,
        payments.map(({ input }) => input),
      )
    ).map((booking, index) => ({
      ...{ booking, row: payments[index]!.row },
      text: `${payments[index]!.input.currency} ${payments[index]!.input.receivedOn}`,
    })),
  ]
  for (const { booking, row, text } of booked) {
    if (booking.ok || chunk.refused(row)) continue
    chunk.refuse(row, booking.code === 'rate_jump' ? 'bookedAt' : 'currency', booking.code, text)
  }
}

function billOf({ billDueOn, billNumber, reference }: PaymentRecord): PaymentInput['bill'] {
  if (!billDueOn) return undefined
  const kind = billKindNamed(reference ?? '')
  return { kind, number: billNumber ?? '', drawer: '', acceptor: '', issuedOn: null, dueOn: billDueOn }
}

/** A payment that names an invoice nobody knows would silently lie unallocated: it comes back instead. */
async function checkInvoiceNumbers(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<void> {
  const named = rows.flatMap((row) =>
    recordsOf(row, 'payment').flatMap((record) =>
      record.invoiceNumber === undefined
        ? []
        : [{ row, number: record.invoiceNumber, customerId: customerIdOf(chunk, record.customer) }],
    ),
  )
  if (named.length === 0) return
  const known = await invoiceNumbersOf(chunk.ctx, named)
  // A red invoice often lies beside the blue one.
  const beside = new Set(
    rows.flatMap((row) =>
      recordsOf(row, 'invoice').map((one) => `${customerIdOf(chunk, one.customer)}|${one.number}`),
    ),
  )
  for (const { row, number, customerId } of named) {
    const isKnown = known.has(`${customerId}|${number}`) || beside.has(`${customerId}|${number}`)
    if (!isKnown) chunk.refuse(row, 'invoiceNumber', 'invoice_unknown', number)
  }
}

function recordsOf<K extends 'invoice' | 'payment'>(
  row: GoodRow,
  kind: K,
): (K extends 'invoice' ? InvoiceRecord : PaymentRecord)[] {
  return row.records.filter((record) => record.kind === kind) as never
}
