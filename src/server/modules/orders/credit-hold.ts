import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { CreditVerdict } from '../../../core/credit/exposure.ts'
import { bookAmount } from '../../../core/exchange/rate.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { recordEvents } from '../../platform/events.ts'
import { heldBack, judgeDelivery, judgeOrders, type OrderInQuestion, saveHolds } from '../credit/index.ts'
import { rateOf } from '../rates/index.ts'
import type { OrderPlan } from './plan-orders.ts'

type Planned = { id: string; plan: OrderPlan }

/**
 * What credit says to orders that are about to be saved (C021 C022): new ones, and open ones whose amount
 * changes. History that an import brings along was decided before and is not asked again.
 */
export async function judgePlans(
  ctx: WriteCtx,
  planned: readonly Planned[],
): Promise<Map<string, CreditVerdict>> {
  const asked = planned.flatMap(({ id, plan }): OrderInQuestion[] => {
    const { input, isTwin, outcome, former, isRepriced } = plan
    if (isTwin || outcome === 'same' || input.cancelledOn || isHistory(ctx, input.orderedOn)) return []
    const isOpen = former === null || former.status === 'open' || former.status === 'partial'
    const isAsked = former === null || (isOpen && isRepriced)
    const { customerId, contractId } = input
    return isAsked ? [{ id, customerId, contractId, amountFen: yuanOf(plan) }] : []
  })
  await refuseGrowth(ctx, planned)
  const verdicts = await judgeOrders(ctx, asked)
  // A file tells what has happened elsewhere: its orders come in and wait. A person is told at once.
  if (ctx.source === null) {
    for (const { id, customerId } of asked) {
      const verdict = verdicts.get(id)!
      if (verdict.hold === 'blocked')
        throw heldBack(verdict, { kind: 'customer', id: customerId, customerId })
    }
  }
  return verdicts
}

/** What has left the house cannot be held any more: it gets a larger amount only within what was granted. */
async function refuseGrowth(ctx: WriteCtx, planned: readonly Planned[]): Promise<void> {
  const grown = planned.flatMap(({ plan }): OrderInQuestion[] => {
    const { input, former, isTwin, isRepriced } = plan
    if (isTwin || !isRepriced || former?.status !== 'delivered' || isHistory(ctx, input.orderedOn)) return []
    const growth = yuanOf(plan) - former.fen
    // An id of its own: what was approved for the order was approved for the amount it had.
    const { customerId, contractId } = input
    return growth > 0n ? [{ id: newId(ctx.now), customerId, contractId, amountFen: growth }] : []
  })
  const verdicts = await judgeOrders(ctx, grown)
  for (const { id, customerId } of grown) {
    const verdict = verdicts.get(id)!
    if (verdict.hold !== 'none') throw heldBack(verdict, { kind: 'customer', id: customerId, customerId })
  }
}

/** Credit is given in yuan. */
function yuanOf({ input, booking }: OrderPlan): bigint {
  return bookAmount(input.totalFen, input.currency, rateOf(booking)).fen
}

/** What an import brings along from before the company went live was decided then. */
export function isHistory({ source, now }: WriteCtx, orderedOn: Day): boolean {
  return source?.historyDelayDays != null && orderedOn <= (source.historyUntil ?? dayOf(now))
}

/** Keeps the verdicts, and tells of orders that had left the house before anybody was asked. */
export async function keepVerdicts(
  ctx: WriteCtx,
  planned: readonly Planned[],
  verdicts: ReadonlyMap<string, CreditVerdict>,
): Promise<void> {
  await saveHolds(ctx, verdicts)
  const held = planned.filter(({ id, plan }) => !plan.isTwin && (verdicts.get(id)?.hold ?? 'none') !== 'none')
  await recordEvents(
    ctx,
    held.map(({ id, plan: { input } }) => ({
      kind: input.deliveredOn ? 'credit.bypassed' : 'credit.held',
      subject: { kind: 'order', id },
      customerId: input.customerId,
      summary: { number: input.number },
    })),
  )
}

type Told = { number: string; amountFen: bigint | null; isDelivered: boolean }

type Deliverable = {
  id: string
  number: string
  customer_id: string
  amount_fen: bigint
  credit_hold: string | null
  price_hold: boolean
}

/** Nothing leaves the house on an order that is held, or while the customer is too long overdue. */
export async function requireDeliverable(ctx: WriteCtx, order: Deliverable): Promise<void> {
  // Nor at a price that nobody has agreed to (C050 C073).
  if (order.price_hold) throw conflict('order_price_held')
  const verdict = await judgeDelivery(ctx, {
    id: order.id,
    customerId: order.customer_id,
    amountFen: order.amount_fen,
  })
  if (verdict.hold !== 'none')
    throw heldBack(verdict, { kind: 'order', id: order.id, customerId: order.customer_id })
}

/**
 * Orders that came back to life, or got a former amount again, are asked like new ones. Where one has left
 * the house already nothing can hold it: what is still open for that customer is asked instead.
 */
export async function judgeAgain(ctx: WriteCtx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return
  const { rows } = await sql<OrderInQuestion>`
    select o.id, o.customer_id as "customerId", o.amount_fen as "amountFen" from sales_order o
    where o.org_id = ${ctx.orgId} and o.voided_at is null and o.status in ('open', 'partial')
      and (o.id = any(${orderIds}::uuid[]) or o.customer_id in (select g.customer_id from sales_order g
        where g.org_id = o.org_id and g.id = any(${orderIds}::uuid[]) and g.status = 'delivered' and g.voided_at is null))
    order by o.ordered_on, o.recorded_at, o.id`.execute(ctx.db)
  await saveHolds(ctx, await judgeOrders(ctx, rows))
}

/**
 * Rows of a file that would take goods past a hold: a delivery on an order that is held, or a larger amount
 * of one that was delivered.
 */
export async function heldNumbers(ctx: ReadCtx, told: readonly Told[]): Promise<ReadonlySet<string>> {
  if (told.length === 0) return new Set()
  const numbers = told.map(({ number }) => number)
  const { rows } = await sql<{ number: string; fen: bigint; isHeld: boolean; isDelivered: boolean }>`
    select o.number, coalesce(o.original_minor, o.amount_fen) as fen, (o.credit_hold is not null or o.price_hold) as "isHeld", o.status = 'delivered' as "isDelivered"
    from sales_order o where o.org_id = ${ctx.orgId} and o.number = any(${numbers}) and o.voided_at is null`.execute(
    ctx.db,
  )
  const known = new Map(rows.map((row) => [row.number, row]))
  const past = told.filter(({ number, isDelivered, amountFen }) => {
    const order = known.get(number)
    if (order === undefined) return false
    return order.isDelivered ? (amountFen ?? 0n) > order.fen : isDelivered && order.isHeld
  })
  return new Set(past.map(({ number }) => number))
}
