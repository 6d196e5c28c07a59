import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import type { NoteLine, NoteStatus, Taken } from '../../../core/order/note.ts'
import type { Permission } from '../../../core/permission.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { orderScope } from '../orders/index.ts'

export type NoteRow = {
  id: string
  number: string
  customerId: string
  orderId: string
  isCalloff: boolean
  status: NoteStatus
  shippedOn: Day | null
  version: number
}

/** Locks a note for writing; in scope as its order is: not there and not yours are the same answer. */
export async function getNoteRow(ctx: WriteCtx, id: string): Promise<NoteRow> {
  const { rows } = await sql<NoteRow>`
    select d.id, d.number, d.customer_id as "customerId", d.order_id as "orderId", d.is_calloff as "isCalloff", d.status,
      d.shipped_on as "shippedOn", d.version
    from delivery_note d join sales_order o on o.org_id = d.org_id and o.id = d.order_id
    where d.org_id = ${ctx.orgId} and d.id = ${id} and ${orderScope(ctx, 'order.write' satisfies Permission)}
    for update of d`.execute(ctx.db)
  if (!rows[0]) throw notFound('delivery_note')
  return rows[0]
}

export type StoredLine = NoteLine & {
  id: string
  acceptedMilli: bigint | null
  acceptedFen: bigint | null
  /** asked back or come back */
  returnedMilli: bigint
}

/** The lines of a note, with what of each was signed for. */
export async function loadNoteLines(ctx: ReadCtx, noteId: string): Promise<StoredLine[]> {
  const { rows } = await sql<StoredLine>`
    select l.id, l.product, l.unit, l.quantity_milli as "quantityMilli", l.unit_price_fen as "unitPriceFen", l.amount_fen as "amountFen",
      a.quantity_milli as "acceptedMilli", a.amount_fen as "acceptedFen",
      coalesce((select sum(r.quantity_milli) from allowance_line r join allowance w on w.org_id = r.org_id and w.id = r.allowance_id
        and w.status <> 'ended' where r.org_id = l.org_id and r.line_id = l.id), 0)::bigint as "returnedMilli"
    from delivery_note_line l
    left join delivery_note_step s on s.org_id = l.org_id and s.note_id = l.note_id and s.kind = 'signed' and s.voided_at is null
    left join delivery_note_accepted a on a.org_id = l.org_id and a.step_id = s.id and a.line_id = l.id
    where l.org_id = ${ctx.orgId} and l.note_id = ${noteId} order by l.seq`.execute(ctx.db)
  return rows
}

/** What the notes of an order have taken of it: signed for, on their way, or still waiting to leave. */
export async function loadTaken(
  ctx: ReadCtx,
  orderId: string,
  { except, statuses }: { except?: string; statuses: readonly NoteStatus[] },
): Promise<Taken[]> {
  const { rows } = await sql<Taken>`
    select l.product, l.unit, l.unit_price_fen as "unitPriceFen", coalesce(a.quantity_milli, l.quantity_milli) as "quantityMilli",
      coalesce(a.amount_fen, l.amount_fen) as "amountFen"
    from delivery_note d join delivery_note_line l on l.org_id = d.org_id and l.note_id = d.id
    left join delivery_note_step s on s.org_id = d.org_id and s.note_id = d.id and s.kind = 'signed' and s.voided_at is null
    left join delivery_note_accepted a on a.org_id = d.org_id and a.step_id = s.id and a.line_id = l.id
    where d.org_id = ${ctx.orgId} and d.order_id = ${orderId} and d.status = any(${statuses as string[]})
      and d.id is distinct from ${except ?? null}`.execute(ctx.db)
  return rows
}
