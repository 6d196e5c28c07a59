import { type RawBuilder, sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import type { OrderStepKind } from '../../../core/order/course.ts'
import type { Permission } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { rateIn } from '../rates/index.ts'
import type { OrderOf } from './judge-order.ts'

/** An order is in scope by its own responsible person or through its customer; `o` is its alias. */
export function orderScope(ctx: ReadCtx, permission: Permission): RawBuilder<boolean> {
  const users = visibleUsers(ctx, permission)
  if (users === null) return sql<boolean>`true`
  return sql<boolean>`(o.responsible_id = any(${users}::uuid[]) or o.customer_id in (${scopedCustomerIds(ctx, permission)}))`
}

/** Locks an order for writing; not there and not yours are the same answer. */
export async function getOrderRow(ctx: WriteCtx, id: string) {
  const row = await ctx.db
    .selectFrom('sales_order as o')
    .selectAll('o')
    .where('o.org_id', '=', ctx.orgId)
    .where('o.id', '=', id)
    .where('o.voided_at', 'is', null)
    .where(orderScope(ctx, 'order.write'))
    .forUpdate('o')
    .executeTakeFirst()
  if (!row) throw notFound('order')
  return row
}

/** What judging its prices needs to know of an order. */
export function orderOf(row: Awaited<ReturnType<typeof getOrderRow>>): OrderOf {
  return {
    id: row.id,
    customerId: row.customer_id,
    dealId: row.deal_id,
    contractId: row.contract_id,
    currency: row.currency,
    rate: rateIn(row),
  }
}

export type OrderStepRow = {
  id: string
  orderId: string
  kind: OrderStepKind
  on: Day
  plannedOn: Day | null
  amountFen: bigint | null
  originalMinor: bigint | null
  quantityMilli: bigint | null
  reason: string | null
  /** the note whose signature it is */
  noteId: string | null
  actorName: string | null
  imported: boolean
  voided: boolean
}

/** The steps of some orders in the order they were noted, those taken back marked. */
export async function loadOrderSteps(
  ctx: ReadCtx,
  orderIds: readonly string[],
): Promise<Map<string, OrderStepRow[]>> {
  const steps = new Map<string, OrderStepRow[]>(orderIds.map((id) => [id, []]))
  if (orderIds.length === 0) return steps
  const { rows } = await sql<OrderStepRow>`
    select s.id, s.order_id as "orderId", s.kind, s.occurred_on as on, s.planned_on as "plannedOn",
      s.amount_fen as "amountFen", s.original_minor as "originalMinor", s.quantity_milli as "quantityMilli", s.reason, s.note_id as "noteId", u.name as "actorName", s.batch_id is not null as imported,
      s.voided_at is not null as voided
    from order_step s left join app_user u on u.org_id = s.org_id and u.id = s.actor
    where s.org_id = ${ctx.orgId} and s.order_id = any(${orderIds}::uuid[])
    order by s.occurred_on, array_position(array['ordered', 'corrected', 'replanned', 'delivered', 'completed', 'cancelled'], s.kind), s.recorded_at, s.id`.execute(
    ctx.db,
  )
  for (const row of rows) steps.get(row.orderId)!.push(row)
  return steps
}
