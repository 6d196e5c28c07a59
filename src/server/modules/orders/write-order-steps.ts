import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import type { Booked } from '../../../core/exchange/rate.ts'
import { type OrderStepKind, orderStanding } from '../../../core/order/course.ts'
import { newId } from '../../platform/clock.ts'
import { correctionKnownAt, knownAt, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { touch } from '../../platform/events.ts'
import { loadOrderSteps } from './order-rows.ts'

export type NewOrderStep = {
  orderId: string
  kind: OrderStepKind
  on: Day
  responsibleId: string | null
  plannedOn?: Day | null | undefined
  amount?: Booked | undefined
  quantityMilli?: bigint | null | undefined
  reason?: string | null | undefined
  /** the note whose signature it is */
  noteId?: string | undefined
  isCorrection?: boolean
}

/** Appends what happened and brings the orders' present state up to it; the only writer of both. */
export async function writeOrderSteps(ctx: WriteCtx, steps: readonly NewOrderStep[]): Promise<void> {
  if (steps.length === 0) return
  await ctx.db
    .insertInto('order_step')
    .values(
      steps.map((step) => ({
        org_id: ctx.orgId,
        id: newId(ctx.now),
        order_id: step.orderId,
        kind: step.kind,
        planned_on: step.plannedOn ?? null,
        amount_fen: step.amount?.fen ?? null,
        original_minor: step.amount?.original ?? null,
        quantity_milli: step.quantityMilli ?? null,
        reason: step.reason ?? null,
        note_id: step.noteId ?? null,
        responsible_id: step.responsibleId,
        occurred_on: step.on,
        known_at: at((step.isCorrection ? correctionKnownAt : knownAt)(ctx, step.on)),
        recorded_at: at(ctx.tick),
        actor: ctx.actor.userId,
        batch_id: ctx.source?.batchId ?? null,
      })),
    )
    .execute()
  await refreshOrders(ctx, [...new Set(steps.map(({ orderId }) => orderId))])
}

export async function voidOrderSteps(ctx: WriteCtx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await ctx.db
    .updateTable('order_step')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', ids)
    .execute()
}

/** The order's columns that only repeat its steps: status, amount, and the three days. */
export async function refreshOrders(ctx: WriteCtx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return
  const states = [...(await loadOrderSteps(ctx, orderIds))].flatMap(([id, all]) => {
    const steps = all.filter(({ voided }) => !voided)
    const first = steps.find(({ kind }) => kind === 'ordered')
    // What an order came to in the end is said where it was closed with less than was ordered.
    const last = steps.findLast(({ kind, amountFen }) => amountFen !== null && kind !== 'cancelled')
    const amount = { fen: last?.amountFen, original: last?.originalMinor }
    return first ? [{ id, ...orderStanding(steps), orderedOn: first.on, ...amount }] : []
  })
  await sql`
    update sales_order o set status = s.status, planned_on = s."plannedOn", delivered_on = s."deliveredOn",
      ordered_on = s."orderedOn", original_minor = coalesce(s.original, o.original_minor),
      amount_fen = case when o.rate_micro is null then coalesce(s.fen, o.amount_fen)
        else booked_fen(coalesce(s.original, o.original_minor), o.rate_micro, o.rate_per) end,
      updated_at = ${at(ctx.tick)}, version = o.version + 1
    from jsonb_to_recordset(${json(states)}) as s (id uuid, status text, "plannedOn" date, "deliveredOn" date,
      "orderedOn" date, fen bigint, original bigint)
    where o.org_id = ${ctx.orgId} and o.id = s.id`.execute(ctx.db)
}

/** The orders, who sells them, and the contracts whose obligations they may fulfil. */
export async function touchOrders(
  ctx: WriteCtx,
  orders: readonly { id: string; responsibleId: string | null }[],
): Promise<void> {
  const contracts = await ctx.db
    .selectFrom('sales_order')
    .select('contract_id as id')
    .distinct()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${orders.map(({ id }) => id)}::uuid[])`)
    .where('contract_id', 'is not', null)
    .execute()
  const customers = await ctx.db
    .selectFrom('sales_order')
    .select('customer_id as id')
    .distinct()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${orders.map(({ id }) => id)}::uuid[])`)
    .execute()
  await touch(ctx, [
    ...contracts.map(({ id }) => ({ kind: 'contract', id: id! })),
    // An order is a sign of life (C240).
    ...customers.map(({ id }) => ({ kind: 'customer', id })),
    ...orders.map(({ id }) => ({ kind: 'order', id })),
    ...orders.flatMap(({ responsibleId }) => (responsibleId ? [{ kind: 'rep', id: responsibleId }] : [])),
  ])
}
