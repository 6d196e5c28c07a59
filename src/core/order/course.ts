import { type Day, daysBetween } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'

export const ORDER_STEPS = [
  'ordered',
  'corrected',
  'replanned',
  'delivered',
  'completed',
  'cancelled',
] as const
export type OrderStepKind = (typeof ORDER_STEPS)[number]
export const ORDER_STATUSES = ['open', 'partial', 'delivered', 'cancelled'] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

export type OrderRefusal =
  | 'order_finished'
  | 'date_in_future'
  | 'delivery_before_order'
  | 'planned_before_order'
  | 'reason_required'
  | 'planned_missing'
  | 'nothing_changed'

export type OrderStep = {
  kind: Exclude<OrderStepKind, 'ordered' | 'corrected'>
  on: Day
  plannedOn?: Day | null | undefined
  reason?: string | null | undefined
}

export type OrderStanding = { status: OrderStatus; orderedOn: Day; plannedOn: Day | null }

/** May this happen to the order now? Returns the state it leads to (C048). */
export function decideOrderStep(
  order: OrderStanding,
  step: OrderStep,
  today: Day,
): Result<OrderStatus, OrderRefusal> {
  if (isFinished(order.status)) return refuse('order_finished')
  if (step.on > today) return refuse('date_in_future')
  if (step.on < order.orderedOn) return refuse('delivery_before_order')
  if (step.kind === 'completed') return ok('delivered')
  if (step.kind === 'delivered') return ok('partial')
  if (!step.reason?.trim()) return refuse('reason_required')
  if (step.kind === 'cancelled') return ok('cancelled')
  if (!step.plannedOn) return refuse('planned_missing')
  if (step.plannedOn < order.orderedOn) return refuse('planned_before_order')
  return ok(order.status)
}

/** May what was confirmed be written again (C210)? A correction says why; one without a change is none. */
export function decideCorrection(
  status: OrderStatus,
  { reason, isChanged }: { reason: string; isChanged: boolean },
): Result<null, OrderRefusal> {
  if (isFinished(status)) return refuse('order_finished')
  if (!isChanged) return refuse('nothing_changed')
  return reason.trim() === '' ? refuse('reason_required') : ok(null)
}

export function isFinished(status: OrderStatus): boolean {
  return status === 'delivered' || status === 'cancelled'
}

export type CourseStep = { kind: OrderStepKind; on: Day; plannedOn: Day | null }

/** Where these steps, in order, have led. */
export function orderStanding(
  steps: readonly CourseStep[],
): Omit<OrderStanding, 'orderedOn'> & { deliveredOn: Day | null } {
  let status: OrderStatus = 'open'
  let plannedOn: Day | null = null
  let deliveredOn: Day | null = null
  for (const step of steps) {
    if (step.kind === 'ordered' || step.kind === 'replanned') plannedOn = step.plannedOn
    else if (step.kind !== 'corrected') {
      status = step.kind === 'completed' ? 'delivered' : step.kind === 'delivered' ? 'partial' : 'cancelled'
      if (step.kind === 'completed') deliveredOn = step.on
    }
  }
  return { status, plannedOn, deliveredOn }
}

/** Days behind the plan: of a finished order when completed, of an open one today; early is 0 (C272). */
export function lateDays(
  order: { status: OrderStatus; plannedOn: Day | null; deliveredOn: Day | null },
  today: Day,
): number {
  if (order.plannedOn === null || order.status === 'cancelled') return 0
  return Math.max(0, daysBetween(order.plannedOn, order.deliveredOn ?? today))
}
