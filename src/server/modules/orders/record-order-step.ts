import { type Day, dayOf } from '../../../core/calendar.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import { decideOrderStep, type OrderStatus, type OrderStep } from '../../../core/order/course.ts'
import { may } from '../../../core/permission.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, invalid, notFound, refused } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { checkGiven } from '../custom-fields/index.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { giveNumber } from '../numbers/index.ts'
import { amountByNotes } from './by-note.ts'
import { judgeAgain, requireDeliverable } from './credit-hold.ts'
import { getOrderRow, loadOrderSteps } from './order-rows.ts'
import type { OrderInput } from './plan-orders.ts'
import { saveOrders } from './save-orders.ts'
import { refreshOrders, touchOrders, voidOrderSteps, writeOrderSteps } from './write-order-steps.ts'

type Reply = { id: string; version: number }

export type OrderForm = Omit<
  OrderInput,
  | 'number'
  | 'dealId'
  | 'amountFen'
  | 'plannedOn'
  | 'responsibleId'
  | 'deliveredOn'
  | 'cancelledOn'
  | 'cancelReason'
  | 'custom'
> & {
  /** left out: the next of the company's own series */
  number?: string | null | undefined
  dealId?: string | null | undefined
  amountFen?: bigint | null | undefined
  plannedOn?: Day | null | undefined
  responsibleId?: string | null | undefined
  custom?: Given | undefined
}

/** What a form says of own fields. */
type Given = Readonly<Record<string, unknown>>

/**
 * Notes an order; a number is used once (C048). `asksOwn` false: nobody has a form of it before them, so the
 * own fields that must be filled in are asked for when it is next edited.
 */
export async function createOrder(
  ctx: WriteCtx,
  form: OrderForm,
  { asksOwn = true }: { asksOwn?: boolean } = {},
): Promise<Reply> {
  if (form.orderedOn > dayOf(ctx.now)) throw invalid('date_in_future')
  if (form.plannedOn && form.plannedOn < form.orderedOn) throw invalid('planned_before_order')
  const customer = await scopedCustomerIds(ctx, 'order.write')
    .select('scoped.responsible_id')
    .where('scoped.id', '=', form.customerId)
    .executeTakeFirst()
  if (!customer) throw notFound('customer')
  if (form.dealId) await requireOfCustomer(ctx, 'deal', form.dealId, form.customerId)
  if (form.contractId) await requireOfCustomer(ctx, 'contract', form.contractId, form.customerId)
  const custom = asksOwn ? await checkGiven(ctx, 'order', {}, form.custom ?? {}) : {}
  const number = await giveNumber(ctx, 'order', form.number)
  const taken = await ctx.db
    .selectFrom('sales_order')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('number', '=', number)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  if (taken) throw conflict('duplicate_document', { number })
  const [saved] = await saveOrders(ctx, [
    {
      ...form,
      number,
      custom,
      dealId: form.dealId ?? null,
      amountFen: form.amountFen ?? null,
      plannedOn: form.plannedOn ?? null,
      responsibleId: chosen(ctx, form.responsibleId) ?? customer.responsible_id ?? ctx.actor.userId,
    },
  ])
  await recordEvent(ctx, {
    kind: 'order.ordered',
    subject: { kind: 'order', id: saved!.id },
    customerId: form.customerId,
    summary: { number },
  })
  return { id: saved!.id, version: 2 }
}

/** Deal and contract must be of this customer, which is in scope already. */
async function requireOfCustomer(
  ctx: WriteCtx,
  table: 'deal' | 'contract',
  id: string,
  customerId: string,
): Promise<void> {
  const row = await ctx.db
    .selectFrom(table)
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('customer_id', '=', customerId)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw notFound(table)
}

export async function updateOrder(
  ctx: WriteCtx,
  id: string,
  form: {
    title: string
    remark: string
    responsibleId?: string | null | undefined
    custom?: Given | undefined
  },
): Promise<Reply> {
  const order = await getOrderRow(ctx, id)
  expectVersion(ctx, order.version)
  const responsibleId = chosen(ctx, form.responsibleId) ?? order.responsible_id
  const custom = form.custom && (await checkGiven(ctx, 'order', order.custom as CustomValues, form.custom))
  await ctx.db
    .updateTable('sales_order')
    .set({
      title: form.title,
      remark: form.remark,
      responsible_id: responsibleId,
      ...(custom ? { custom: json(custom) } : {}),
      updated_at: at(ctx.tick),
      version: order.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await tell(ctx, order, 'order.updated')
  return { id, version: order.version + 1 }
}

export type OrderStepForm = {
  kind: OrderStep['kind']
  on?: Day | undefined
  plannedOn?: Day | null | undefined
  quantityMilli?: bigint | null | undefined
  reason?: string | null | undefined
}

/** A new day, a delivery, or the end: load → decide (core) → one step, one event (C048 C049). */
export async function recordOrderStep(ctx: WriteCtx, id: string, form: OrderStepForm): Promise<Reply> {
  const order = await getOrderRow(ctx, id)
  const today = dayOf(ctx.now)
  const step: OrderStep = { ...form, on: form.on ?? today }
  const standing = {
    status: order.status as OrderStatus,
    orderedOn: order.ordered_on,
    plannedOn: order.planned_on,
  }
  const decided = decideOrderStep(standing, step, today)
  if (!decided.ok) throw refused(decided)
  const amount = await amountByNotes(ctx, order, step.kind)
  if (step.kind === 'delivered' || step.kind === 'completed') await requireDeliverable(ctx, order)
  await writeOrderSteps(ctx, [
    {
      orderId: id,
      kind: step.kind,
      on: step.on,
      responsibleId: order.responsible_id,
      plannedOn: step.kind === 'replanned' ? step.plannedOn : null,
      quantityMilli: step.kind === 'delivered' || step.kind === 'completed' ? form.quantityMilli : null,
      reason: form.reason || null,
      ...(amount === null ? {} : { amount }),
    },
  ])
  await tell(ctx, order, `order.${step.kind}`)
  return { id, version: order.version + 1 }
}

/** Takes the newest step back; the order itself stays, and a plan is replaced by another, not taken back. */
export async function undoOrderStep(ctx: WriteCtx, id: string, stepId: string): Promise<Reply> {
  const order = await getOrderRow(ctx, id)
  const steps = (await loadOrderSteps(ctx, [id])).get(id)!.filter(({ voided }) => !voided)
  if (!steps.some((step) => step.id === stepId)) throw notFound('order_step')
  const last = steps.at(-1)!
  if (last.id !== stepId || last.kind === 'ordered' || last.kind === 'replanned')
    throw conflict('step_not_last')
  if (last.noteId !== null) throw conflict('step_of_note')
  await voidOrderSteps(ctx, [stepId])
  await refreshOrders(ctx, [id])
  await judgeAgain(ctx, [id])
  await tell(ctx, order, 'order.undone')
  return { id, version: order.version + 1 }
}

type OrderRow = Awaited<ReturnType<typeof getOrderRow>>

async function tell(ctx: WriteCtx, order: OrderRow, kind: string): Promise<void> {
  await recordEvent(ctx, {
    kind,
    subject: { kind: 'order', id: order.id },
    customerId: order.customer_id,
    summary: { number: order.number },
  })
  await touchOrders(ctx, [{ id: order.id, responsibleId: order.responsible_id }])
  if (order.contract_id) await touch(ctx, [{ kind: 'contract', id: order.contract_id }])
}

/** Oneself, or anybody for those who may assign; otherwise the choice is not taken. */
function chosen(ctx: WriteCtx, responsibleId: string | null | undefined): string | null {
  if (!responsibleId) return null
  return responsibleId === ctx.actor.userId || may(ctx.actor.roles, 'customer.assign') ? responsibleId : null
}
