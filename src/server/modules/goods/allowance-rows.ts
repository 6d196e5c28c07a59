import { sql } from 'kysely'
import type { Fen } from '../../../core/money.ts'
import type { AllowanceKind, SignedLine } from '../../../core/order/allowance.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { touchOrders } from '../orders/index.ts'
import { refreshNote } from './write-notes.ts'

export type AllowanceRow = {
  id: string
  kind: AllowanceKind
  customerId: string
  noteId: string | null
  orderId: string | null
  invoiceNumber: string | null
  from: string | null
  until: string | null
  amountFen: Fen
  status: 'asked' | 'in_effect' | 'ended'
  version: number
  paymentId: string | null
}

export async function findAllowance(
  ctx: WriteCtx,
  which: ReturnType<typeof sql>,
): Promise<AllowanceRow | null> {
  const { rows } = await sql<AllowanceRow>`
    select w.id, w.kind, w.customer_id as "customerId", w.note_id as "noteId", d.order_id as "orderId", w.invoice_number as "invoiceNumber",
      w.from_on as "from", w.until_on as "until", w.amount_fen as "amountFen", w.status, w.version,
      (select p.id from payment p where p.org_id = w.org_id and p.id = w.payment_id and p.voided_at is null) as "paymentId"
    from allowance w left join delivery_note d on d.org_id = w.org_id and d.id = w.note_id
    where w.org_id = ${ctx.orgId} and ${which} for update of w`.execute(ctx.db)
  return rows[0] ?? null
}

/** Lines of a signed note with what of each was asked back already, granted or not. */
export async function loadSignedLines(ctx: ReadCtx, noteId: string): Promise<SignedLine[]> {
  const { rows } = await sql<SignedLine>`
    select l.id, l.product, l.unit, l.quantity_milli as "quantityMilli", l.unit_price_fen as "unitPriceFen", l.amount_fen as "amountFen",
      a.quantity_milli as "acceptedMilli", coalesce((select sum(r.quantity_milli) from allowance_line r
        join allowance w on w.org_id = r.org_id and w.id = r.allowance_id and w.status <> 'ended'
        where r.org_id = l.org_id and r.line_id = l.id), 0)::bigint as "returnedMilli"
    from delivery_note_line l
    join delivery_note_step s on s.org_id = l.org_id and s.note_id = l.note_id and s.kind = 'signed' and s.voided_at is null
    join delivery_note_accepted a on a.org_id = l.org_id and a.step_id = s.id and a.line_id = l.id
    where l.org_id = ${ctx.orgId} and l.note_id = ${noteId} order by l.seq`.execute(ctx.db)
  return rows
}

export async function changeAllowance(
  ctx: WriteCtx,
  row: Pick<AllowanceRow, 'id'>,
  values: Record<string, unknown>,
): Promise<void> {
  await ctx.db
    .updateTable('allowance')
    .set({ ...values, version: sql`version + 1` })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', row.id)
    .execute()
}

/** What came back is worth nothing on its note any more; whoever looks at the customer looks again. */
export async function followAllowance(
  ctx: WriteCtx,
  row: Pick<AllowanceRow, 'id' | 'customerId' | 'noteId' | 'orderId' | 'amountFen'>,
  kind: string,
): Promise<void> {
  if (row.noteId) await refreshNote(ctx, row.noteId)
  if (row.orderId) await touchOrders(ctx, [{ id: row.orderId, responsibleId: null }])
  await recordEvent(ctx, {
    kind: `allowance.${kind}`,
    subject: { kind: 'allowance', id: row.id },
    customerId: row.customerId,
    summary: { amountFen: Number(row.amountFen) },
  })
  await touch(ctx, [{ kind: 'customer', id: row.customerId }])
}
