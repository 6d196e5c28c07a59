import type { WriteCtx } from '../../platform/context.ts'
import { honourPast } from './honour-past.ts'
import type { Owed } from './owed-rows.ts'
import {
  type InvoiceInput,
  type InvoiceRow,
  insertStaged,
  type SavedInvoice,
  stageInvoices,
} from './record-invoices.ts'
import { insertPayments, type PaymentInput, type SavedPayment, stagePayments } from './record-payments.ts'
import { tellCustomers } from './tell-customers.ts'

/**
 * Invoices and the money that came for them, as one chunk of a ledger: the same as recording the invoices
 * and then the payments, only that an instalment is written once, with what is left of it, instead of twice.
 */
export async function recordLedger(
  ctx: WriteCtx,
  invoices: readonly InvoiceInput[],
  payments: readonly PaymentInput[],
): Promise<{ invoices: SavedInvoice[]; payments: SavedPayment[] }> {
  const owed = await stageInvoices(ctx, invoices)
  // Money on an invoice that is corrected moves over first, and only the database knows how much that is.
  const movesMoney = owed.rows.some((row) => row.corrects?.paid)
  if (movesMoney) await insertStaged(ctx, owed)
  const unwritten = movesMoney ? [] : owed.rows.flatMap(owedOf)
  const paid = await stagePayments(ctx, payments, unwritten)
  const isNew = new Set(unwritten.map(({ id }) => id))
  // Sent in this order without waiting in between: the database works through them one after the other.
  await Promise.all([
    movesMoney || insertStaged(ctx, owed, paid.open),
    insertPayments(ctx, paid, (id) => !isNew.has(id)),
  ])
  await honourPast(
    ctx,
    paid.saved.flatMap(({ billId }) => billId ?? []),
  )
  await tellCustomers(ctx, [...owed.customerIds, ...paid.customerIds])
  return { invoices: owed.saved, payments: paid.saved }
}

function owedOf({ input, booked, instalments, known }: InvoiceRow): Owed[] {
  return instalments.map(({ id, dueOn, amountFen, foreign, issuedOn }, index) => ({
    id,
    customerId: input.customerId,
    dueOn,
    seq: index + 1,
    amountFen,
    openFen: amountFen,
    foreign,
    bookedAt: booked.rate,
    invoiceNumber: input.number,
    issuedOn,
    knownAt: known,
  }))
}
