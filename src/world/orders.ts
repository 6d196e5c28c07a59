import { daysBetween } from '../core/calendar.ts'
import type { Frame } from './pace.ts'
import type { WorldDeal, WorldOrder } from './shapes.ts'

/** How long the planted order has been late on the last day of the history. */
export const LATE_ORDER_DAYS = 9

/**
 * One order per won deal, delivered as planned with the odd day too late. One of the larger ones of a month
 * ago is stuck in production: planned for nine days ago and not delivered (C049 C050).
 */
export function buildOrders(frame: Frame, deals: readonly WorldDeal[]): WorldOrder[] {
  const orders = deals.flatMap((deal) => orderOf(frame, deal))
  const stuck = stuckOf(frame, orders)
  return orders.map((order) =>
    order.number === stuck ? { ...order, plannedOn: frame.ago(LATE_ORDER_DAYS), deliveredOn: null } : order,
  )
}

export function lateOrderOf(orders: readonly WorldOrder[], frame: Frame): WorldOrder {
  return orders.find(({ deliveredOn, plannedOn }) => deliveredOn === null && plannedOn < frame.today)!
}

function orderOf(frame: Frame, deal: WorldDeal): WorldOrder[] {
  const won = deal.history.at(-1)!
  if (won.stage !== 'won' || won.occurredOn < frame.start) return []
  const random = frame.random(`order/${deal.code}`)
  const plannedOn = frame.pace.shift(won.occurredOn, random.int(8, 20))
  const slip = random.chance(0.06) ? random.int(1, 3) : -random.int(0, 2)
  const delivered = frame.pace.shift(plannedOn, slip)
  // Nothing but the planted order is late today: a slip that is still running is told as on time.
  const settled = plannedOn < frame.today && delivered >= frame.today ? plannedOn : delivered
  return [
    {
      number: deal.code.replace('SJ', 'DD'),
      customer: deal.customer,
      deal: deal.code,
      title: deal.product,
      amountFen: deal.amountFen,
      orderedOn: won.occurredOn,
      plannedOn,
      deliveredOn: settled < frame.today ? settled : null,
      responsible: deal.responsible,
    },
  ]
}

function stuckOf(frame: Frame, orders: readonly WorldOrder[]): string {
  const recent = orders.filter(({ orderedOn }) => {
    const age = daysBetween(orderedOn, frame.today)
    return age >= 20 && age <= 45
  })
  const largest = [...recent].sort((a, b) => Number(b.amountFen - a.amountFen))[0] ?? orders.at(-1)!
  return largest.number
}
