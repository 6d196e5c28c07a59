import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { refreshStates, scopedCustomerIds, touchPromised } from '../customers/index.ts'
import { dropPayment } from './bill-rows.ts'
import { endDisputes } from './follow-disputes.ts'
import { reopenReceipt } from './settle-receipts.ts'

/**
 * Takes a payment back: the row and its allocations stay, voided at this tick, so the past as known is
 * unchanged.
 */
export async function voidPayment(ctx: WriteCtx, id: string, reason: string): Promise<{ ok: true }> {
  const row = await ctx.db
    .selectFrom('payment')
    .select(['customer_id', 'voided_at', 'amount_fen', 'kind', 'bill_move'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('customer_id', 'in', scopedCustomerIds(ctx, 'receivable.write'))
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('payment')
  if (row.voided_at !== null) throw conflict('already_voided')
  // A difference ends with the payment it comes from.
  if (row.kind === 'exchange') throw conflict('exchange_own_way')
  // A write-off is taken back where it was decided, with what hangs on it.
  if (row.kind === 'write_off') throw conflict('write_off_own_way')
  // So is what became of a bill; the bill as it came goes with its payment.
  if (row.bill_move !== null && row.bill_move !== 'received') throw conflict('bill_own_way')
  await dropPayment(ctx, id)
  await reopenReceipt(ctx, id)
  await refreshStates(ctx, [row.customer_id])
  await recordEvent(ctx, {
    kind: 'payment.voided',
    subject: { kind: 'payment', id },
    customerId: row.customer_id,
    summary: { reason, amountFen: row.amount_fen },
  })
  await touchPromised(ctx, [row.customer_id])
  await touch(ctx, [{ kind: 'customer', id: row.customer_id }])
  return { ok: true }
}

/** Takes an invoice back; refused while money is set against it. */
export async function voidInvoice(ctx: WriteCtx, id: string, reason: string): Promise<{ ok: true }> {
  const row = await ctx.db
    .selectFrom('invoice')
    .select(['customer_id', 'voided_at', 'number'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('customer_id', 'in', scopedCustomerIds(ctx, 'receivable.write'))
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('invoice')
  if (row.voided_at !== null) throw conflict('already_voided')
  await requireUnpaid(ctx, { id, number: row.number })
  await dropAllocations(ctx, id)
  await ctx.db
    .updateTable('invoice')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await ctx.db
    .updateTable('instalment')
    .set({ voided_at: at(ctx.tick), open_fen: 0n })
    .where('org_id', '=', ctx.orgId)
    .where('invoice_id', '=', id)
    .where('voided_at', 'is', null)
    .execute()
  await endDisputes(ctx, id)
  await refreshStates(ctx, [row.customer_id])
  await recordEvent(ctx, {
    kind: 'invoice.voided',
    subject: { kind: 'invoice', id },
    customerId: row.customer_id,
    summary: { reason, number: row.number },
  })
  await touch(ctx, [{ kind: 'customer', id: row.customer_id }])
  return { ok: true }
}

/** Of a bill that was refused nothing is set against it any more: it came and went. */
async function requireUnpaid(ctx: WriteCtx, invoice: { id: string; number: string }): Promise<void> {
  const { rows } = await sql<{ lost: boolean }>`
    select bool_or(p.kind = 'write_off') as lost from allocation a
    join instalment i on i.org_id = a.org_id and i.id = a.instalment_id and i.invoice_id = ${invoice.id}
    join payment p on p.org_id = a.org_id and p.id = a.payment_id
    where a.org_id = ${ctx.orgId} and a.voided_at is null
    group by coalesce(p.bill_id, p.id) having sum(a.amount_fen) <> 0 order by 1 desc limit 1`.execute(ctx.db)
  if (rows[0]?.lost) throw conflict('invoice_written_off', { number: invoice.number })
  if (rows[0]) throw conflict('invoice_has_payments', { number: invoice.number })
}

/** What is left by then is such pairs: they end with the invoice. */
async function dropAllocations(ctx: WriteCtx, invoiceId: string): Promise<void> {
  await sql`
    update allocation a set voided_at = ${at(ctx.tick)} from instalment i
    where a.org_id = ${ctx.orgId} and i.org_id = a.org_id and i.id = a.instalment_id and i.invoice_id = ${invoiceId}
      and a.voided_at is null`.execute(ctx.db)
}
