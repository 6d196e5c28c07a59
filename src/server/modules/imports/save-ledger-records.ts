import { addDays } from '../../../core/calendar.ts'
import type { InvoiceRecord, PaymentRecord } from '../../../core/import/records.ts'
import { billKindNamed } from '../../../core/receivable/bill.ts'
import { isRetentionName } from '../../../core/receivable/retention.ts'
import { type InvoiceInput, type PaymentInput, recordLedger } from '../receivables/index.ts'
import { checkBills } from './check-bills.ts'
import { type ChunkCtx, type GoodRow, strongest } from './chunk.ts'
import { invoiceNumbersOf } from './existing.ts'
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
        externalCode: payment.externalCode,
        allocate: [{ invoiceNumber: record.number, amountFen: payment.amountFen }],
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
  for (const { row, number, customerId } of named) {
    if (!known.has(`${customerId}|${number}`)) chunk.refuse(row, 'invoiceNumber', 'invoice_unknown', number)
  }
}

function recordsOf<K extends 'invoice' | 'payment'>(
  row: GoodRow,
  kind: K,
): (K extends 'invoice' ? InvoiceRecord : PaymentRecord)[] {
  return row.records.filter((record) => record.kind === kind) as never
}
