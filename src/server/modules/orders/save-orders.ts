import { bookAmount } from '../../../core/exchange/rate.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { bringOwn } from '../custom-fields/index.ts'
import { bookedColumns, bookNow, rateColumns, rateOf, requireBookings } from '../rates/index.ts'
import { judgedPlans, requireAgreedCurrency } from './agreed-currency.ts'
import { judgePlans, keepVerdicts } from './credit-hold.ts'
import { type OrderInput, type OrderPlan, planOrders } from './plan-orders.ts'
import { priceOrders } from './price-gate.ts'
import {
  type NewOrderStep,
  refreshOrders,
  touchOrders,
  voidOrderSteps,
  writeOrderSteps,
} from './write-order-steps.ts'

export type SavedOrder = { id: string; outcome: 'new' | 'changed' | 'same' }

/**
 * Creates orders or brings known ones (by number) up to what is told: a new planned day is a change of plan,
 * a delivery that was not there is added; what people noted since stays (C048).
 */
export async function saveOrders(ctx: WriteCtx, inputs: readonly OrderInput[]): Promise<SavedOrder[]> {
  if (inputs.length === 0) return []
  const plans = await planOrders(ctx, inputs)
  requireBookings(plans.map(({ booking }) => booking))
  await requireAgreedCurrency(
    ctx,
    judgedPlans(ctx, plans).map(({ input }) => input),
  )
  const steps: NewOrderStep[] = []
  const fresh = new Map<string, FreshOrder>()
  const saved: SavedOrder[] = []
  for (const plan of plans) {
    const { input, existingId, isTwin, responsibleId, added, voided, outcome } = plan
    const id = existingId ?? fresh.get(input.number)?.id ?? newId(ctx.now)
    saved.push({ id, outcome })
    if (isTwin) continue
    const isCorrection = voided.length > 0
    steps.push(
      ...added.map(({ amountFen, ...step }) => ({
        ...{ ...step, orderId: id, responsibleId, isCorrection },
        ...(amountFen == null ? {} : { amount: bookAmount(amountFen, input.currency, rateOf(plan.booking)) }),
      })),
    )
    const order = { id, plan }
    if (outcome === 'new') fresh.set(input.number, order)
    else if (outcome === 'changed') await changeOrder(ctx, order)
  }
  for (const { existingId, added, booking, isUnbooked } of plans) {
    const isPriced = added.some(({ amountFen }) => amountFen != null)
    if (existingId && isUnbooked && isPriced) await bookNow(ctx, 'sales_order', existingId, rateOf(booking))
  }
  const planned = plans.map((plan, index) => ({ id: saved[index]!.id, plan }))
  const verdicts = await judgePlans(ctx, planned)
  await insertOrders(ctx, [...fresh.values()])
  await priceOrders(ctx, planned)
  const voided = plans.flatMap((plan) => plan.voided)
  await voidOrderSteps(
    ctx,
    voided.map(({ id }) => id),
  )
  await writeOrderSteps(ctx, steps)
  await refreshOrders(ctx, [...new Set(voided.map(({ orderId }) => orderId))])
  await keepVerdicts(ctx, planned, verdicts)
  const changed = saved.map((one, index) => ({ ...one, responsibleId: plans[index]!.responsibleId }))
  await touchOrders(
    ctx,
    changed.filter(({ outcome }) => outcome !== 'same'),
  )
  return bringOwn(ctx, 'order', saved, inputs)
}

type FreshOrder = { id: string; plan: OrderPlan }

async function insertOrders(ctx: WriteCtx, orders: readonly FreshOrder[]): Promise<void> {
  if (orders.length === 0) return
  await ctx.db
    .insertInto('sales_order')
    .values(
      orders.map(({ id, plan: { input, responsibleId, booking } }) => ({
        org_id: ctx.orgId,
        id,
        number: input.number,
        customer_id: input.customerId,
        deal_id: input.dealId,
        contract_id: input.contractId ?? null,
        title: input.title,
        ...bookedColumns(bookAmount(input.totalFen, input.currency, rateOf(booking))),
        ...rateColumns(rateOf(booking)),
        currency: input.currency,
        ordered_on: input.orderedOn,
        planned_on: input.plannedOn,
        status: 'open',
        responsible_id: responsibleId,
        remark: input.remark ?? '',
        custom: json(input.custom ?? {}),
        known_at: at(knownAt(ctx, input.orderedOn)),
        recorded_at: at(ctx.tick),
        updated_at: at(ctx.tick),
        batch_id: ctx.source?.batchId ?? null,
      })),
    )
    .execute()
}

/** Amount and days repeat the steps, which are written after this. */
async function changeOrder(ctx: WriteCtx, { id, plan: { input, responsibleId } }: FreshOrder): Promise<void> {
  await ctx.db
    .updateTable('sales_order')
    .set((eb) => ({
      title: input.title,
      responsible_id: responsibleId,
      updated_at: at(ctx.tick),
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
}
