import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { bookAmount } from '../../../core/exchange/rate.ts'
import { isFinished, type OrderStatus, type OrderStep } from '../../../core/order/course.ts'
import type { OrderContent } from '../../../core/order/prices.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { bookNow, getRateNow, isUnbooked } from '../rates/index.ts'
import { judgeAgain, requireDeliverable } from './credit-hold.ts'
import { getOrderRow, loadOrderSteps } from './order-rows.ts'
import { loadOrderVersions } from './order-versions.ts'
import { refreshOrders, touchOrders, voidOrderSteps, writeOrderSteps } from './write-order-steps.ts'

type Row = Awaited<ReturnType<typeof getOrderRow>>
export type LockedOrder = { row: Row; content: OrderContent }

/** An order, locked, with what it says now: what its notes may carry and at which prices. */
export async function lockOrder(ctx: WriteCtx, id: string): Promise<LockedOrder> {
  const row = await getOrderRow(ctx, id)
  const [newest] = await loadOrderVersions(ctx, id)
  return { row, content: newest!.content }
}

/** Yuan of a part of an order, at the order's own rate; one from before rates were kept is booked now. */
export async function bookPart(ctx: WriteCtx, { row }: LockedOrder, amount: bigint) {
  const rate = await getRateNow(ctx, row, row.ordered_on)
  if (isUnbooked(row)) await bookNow(ctx, 'sales_order', row.id, rate)
  return bookAmount(amount, row.currency, rate)
}

/** Both gates at the door (decisions 0008, 0009), for goods that leave on a note as for any delivery. */
export async function requireLeaving(ctx: WriteCtx, { row }: LockedOrder): Promise<void> {
  if (isFinished(row.status as OrderStatus)) throw conflict('order_finished')
  await requireDeliverable(ctx, row)
}

export type SignedPart = {
  noteId: string
  on: Day
  quantityMilli: bigint
  /** nothing more is to come on this order */
  isWhole: boolean
  /** what the order came to where less was accepted, in its own currency; null: what it says */
  amount: bigint | null
}

/** What was signed for is delivered; an order that has ended meanwhile stays as it is. */
export async function deliverByNote(ctx: WriteCtx, order: LockedOrder, part: SignedPart): Promise<void> {
  const { row } = order
  if (!isFinished(row.status as OrderStatus)) {
    await writeOrderSteps(ctx, [
      {
        ...{ orderId: row.id, responsibleId: row.responsible_id, on: part.on, noteId: part.noteId },
        kind: part.isWhole ? 'completed' : 'delivered',
        quantityMilli: part.quantityMilli,
        ...(part.amount === null ? {} : { amount: await bookPart(ctx, order, part.amount) }),
      },
    ])
  }
  await touchOrders(ctx, [{ id: row.id, responsibleId: row.responsible_id }])
}

/** The signature was taken back: so is the delivery, and the order is asked for credit again. */
export async function takeBackByNote(ctx: WriteCtx, { row }: LockedOrder, noteId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select s.id from order_step s where s.org_id = ${ctx.orgId} and s.note_id = ${noteId} and s.voided_at is null`.execute(
    ctx.db,
  )
  await voidOrderSteps(
    ctx,
    rows.map(({ id }) => id),
  )
  await refreshOrders(ctx, [row.id])
  await judgeAgain(ctx, [row.id])
  await touchOrders(ctx, [{ id: row.id, responsibleId: row.responsible_id }])
}

/** A call-off says nothing that its note does not say: void with it. */
export async function cancelCallOff(ctx: WriteCtx, { row }: LockedOrder, on: Day, reason: string) {
  const steps = (await loadOrderSteps(ctx, [row.id])).get(row.id)!
  if (steps.some(({ kind, voided }) => kind === 'cancelled' && !voided)) return
  await writeOrderSteps(ctx, [
    { orderId: row.id, responsibleId: row.responsible_id, kind: 'cancelled', on, reason },
  ])
  await touchOrders(ctx, [{ id: row.id, responsibleId: row.responsible_id }])
}

type OnNotes = { product: string; unit: string; unitPriceFen: bigint; quantityMilli: bigint }

/** What its notes have taken of an order: signed for, on their way or waiting to leave. */
export async function takenByNotes(ctx: ReadCtx, orderId: string): Promise<OnNotes[]> {
  const { rows } = await sql<OnNotes>`
    select l.product, l.unit, l.unit_price_fen as "unitPriceFen", sum(coalesce(a.quantity_milli, l.quantity_milli))::bigint as "quantityMilli"
    from delivery_note d join delivery_note_line l on l.org_id = d.org_id and l.note_id = d.id
    left join delivery_note_step s on s.org_id = d.org_id and s.note_id = d.id and s.kind = 'signed' and s.voided_at is null
    left join delivery_note_accepted a on a.org_id = d.org_id and a.step_id = s.id and a.line_id = l.id
    where d.org_id = ${ctx.orgId} and d.order_id = ${orderId} and d.voided_at is null
    group by l.product, l.unit, l.unit_price_fen`.execute(ctx.db)
  return rows
}

/**
 * An order with notes is delivered by their signatures alone. It may still be closed with less than was
 * ordered: once nothing is on its way, it came to what was signed for.
 */
export async function amountByNotes(
  ctx: WriteCtx,
  row: Row,
  kind: OrderStep['kind'],
): Promise<{ fen: bigint; original: bigint | null } | null> {
  const { rows } = await sql<{ status: string; n: number; fen: bigint; original: bigint | null }>`
    select d.status, count(*)::int as n, coalesce(sum(s.amount_fen), 0)::bigint as fen, sum(s.original_minor)::bigint as original
    from delivery_note d left join delivery_note_step s on s.org_id = d.org_id and s.note_id = d.id and s.kind = 'signed'
      and s.voided_at is null
    where d.org_id = ${ctx.orgId} and d.order_id = ${row.id} and d.voided_at is null group by d.status`.execute(
    ctx.db,
  )
  if (rows.length === 0 || kind === 'replanned') return null
  const has = (status: string) => rows.some((one) => one.status === status)
  if (kind === 'delivered') throw conflict('order_has_notes')
  if (has('shipped')) throw conflict('order_note_on_way')
  const signed = rows.find(({ status }) => status === 'signed')
  if (kind === 'cancelled') {
    if (signed) throw conflict('order_has_notes')
    return null
  }
  return signed ? { fen: signed.fen, original: signed.original } : null
}
