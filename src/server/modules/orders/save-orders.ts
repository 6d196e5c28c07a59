import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { type LineInput, priceLines } from '../../../core/quote/lines.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { invalid } from '../../platform/errors.ts'
import { loadOrderSteps, type OrderStepRow } from './order-rows.ts'
import {
  type NewOrderStep,
  refreshOrders,
  touchOrders,
  voidOrderSteps,
  writeOrderSteps,
} from './write-order-steps.ts'

export type OrderInput = {
  number: string
  customerId: string
  dealId: string | null
  contractId?: string | null | undefined
  title: string
  amountFen: bigint | null
  currency: string
  orderedOn: Day
  plannedOn: Day | null
  deliveredOn?: Day | null | undefined
  cancelledOn?: Day | null | undefined
  cancelReason?: string | null | undefined
  responsibleId: string | null
  remark?: string | undefined
  lines?: readonly LineInput[] | undefined
}

export type SavedOrder = { id: string; outcome: 'new' | 'changed' | 'same' }

type Existing = { id: string; number: string; title: string; fen: bigint; currency: string }

/**
 * Creates orders or brings known ones (by number) up to what is told: a new planned day is a change of plan,
 * a delivery that was not there is added; what people noted since stays (C048).
 */
export async function saveOrders(ctx: WriteCtx, inputs: readonly OrderInput[]): Promise<SavedOrder[]> {
  if (inputs.length === 0) return []
  const priced = inputs.map((input) => ({ ...input, ...amountOf(input) }))
  const known = await findExisting(
    ctx,
    inputs.map(({ number }) => number),
  )
  const stored = await loadOrderSteps(
    ctx,
    [...known.values()].map(({ id }) => id),
  )
  const steps: NewOrderStep[] = []
  const voided: OrderStepRow[] = []
  const fresh = new Map<string, { id: string; input: Priced }>()
  const outcomes: SavedOrder[] = []
  for (const input of priced) {
    const existing = known.get(input.number)
    const twin = fresh.get(input.number)
    if (twin) {
      outcomes.push({ id: twin.id, outcome: 'same' })
      continue
    }
    const id = existing?.id ?? newId(ctx.now)
    const difference = existing
      ? compareSteps(stored.get(existing.id)!, input, existing.fen !== input.totalFen)
      : { added: toldSteps(input), voided: [] }
    const isSame =
      existing !== undefined &&
      difference.added.length + difference.voided.length === 0 &&
      existing.title === input.title &&
      existing.fen === input.totalFen &&
      existing.currency === input.currency
    const { responsibleId } = input
    steps.push(
      ...difference.added.map((step) => ({
        ...step,
        orderId: id,
        responsibleId,
        isCorrection: difference.voided.length > 0,
      })),
    )
    voided.push(...difference.voided)
    if (!existing) fresh.set(input.number, { id, input })
    else if (!isSame) await changeOrder(ctx, existing.id, input)
    outcomes.push({ id, outcome: !existing ? 'new' : isSame ? 'same' : 'changed' })
  }
  await insertOrders(ctx, [...fresh.values()])
  await voidOrderSteps(
    ctx,
    voided.map(({ id }) => id),
  )
  await writeOrderSteps(ctx, steps)
  await refreshOrders(ctx, [...new Set(voided.map(({ orderId }) => orderId))])
  const changed = outcomes.map((one, index) => ({ ...one, responsibleId: inputs[index]!.responsibleId }))
  await touchOrders(
    ctx,
    changed.filter(({ outcome }) => outcome !== 'same'),
  )
  return outcomes
}

type Priced = OrderInput & ReturnType<typeof amountOf>

/** Lines decide the amount; an amount beside them must agree. */
function amountOf(input: OrderInput) {
  const priced = input.lines && input.lines.length > 0 ? priceLines(input.lines) : null
  if (priced && input.amountFen !== null && input.amountFen !== priced.totalFen) {
    throw invalid('parts_do_not_sum', { partsFen: priced.totalFen, totalFen: input.amountFen })
  }
  const totalFen = priced?.totalFen ?? input.amountFen
  if (totalFen === null || totalFen <= 0n) throw invalid('amount_not_positive')
  return { priced: priced?.lines ?? [], totalFen }
}

async function findExisting(ctx: WriteCtx, numbers: readonly string[]): Promise<Map<string, Existing>> {
  const { rows } = await sql<Existing>`
    select o.id, o.number, o.title, o.amount_fen as fen, o.currency from sales_order o
    where o.org_id = ${ctx.orgId} and o.number = any(${numbers}) and o.voided_at is null for update`.execute(
    ctx.db,
  )
  return new Map(rows.map((row) => [row.number, row]))
}

type Told = Omit<NewOrderStep, 'orderId' | 'responsibleId'>

function toldSteps(input: Priced): Told[] {
  const steps: Told[] = [
    { kind: 'ordered', on: input.orderedOn, plannedOn: input.plannedOn, amountFen: input.totalFen },
  ]
  if (input.deliveredOn) steps.push({ kind: 'completed', on: input.deliveredOn })
  if (input.cancelledOn) steps.push({ kind: 'cancelled', on: input.cancelledOn, reason: input.cancelReason })
  return steps
}

/** A changed plan or amount corrects the first step; a plan that people have moved since is theirs. */
function compareSteps(
  all: readonly OrderStepRow[],
  input: Priced,
  isRepriced: boolean,
): { added: Told[]; voided: OrderStepRow[] } {
  const stored = all.filter(({ voided }) => !voided)
  const plan = stored.findLast(({ kind }) => kind === 'ordered' || kind === 'replanned')
  const end = stored.find(({ kind }) => kind === 'completed' || kind === 'cancelled')
  const [ordered, told] = toldSteps(input) as [Told, Told | undefined]
  const added: Told[] = []
  const voided: OrderStepRow[] = []
  const isReplanned = input.plannedOn !== null && plan?.plannedOn !== input.plannedOn
  if (plan?.kind === 'ordered' && (isReplanned || isRepriced)) {
    voided.push(plan)
    added.push(ordered)
  }
  if (told && (end?.kind !== told.kind || end.on !== told.on)) {
    if (end?.imported) voided.push(end)
    if (!end || end.imported) added.push(told)
  }
  return { added, voided }
}

async function insertOrders(ctx: WriteCtx, orders: readonly { id: string; input: Priced }[]): Promise<void> {
  if (orders.length === 0) return
  await ctx.db
    .insertInto('sales_order')
    .values(
      orders.map(({ id, input }) => ({
        org_id: ctx.orgId,
        id,
        number: input.number,
        customer_id: input.customerId,
        deal_id: input.dealId,
        contract_id: input.contractId ?? null,
        title: input.title,
        amount_fen: input.totalFen,
        currency: input.currency,
        ordered_on: input.orderedOn,
        planned_on: input.plannedOn,
        status: 'open',
        responsible_id: input.responsibleId,
        remark: input.remark ?? '',
        known_at: at(knownAt(ctx, input.orderedOn)),
        recorded_at: at(ctx.tick),
        updated_at: at(ctx.tick),
        batch_id: ctx.source?.batchId ?? null,
      })),
    )
    .execute()
  await insertLines(ctx, orders)
}

async function insertLines(ctx: WriteCtx, orders: readonly { id: string; input: Priced }[]): Promise<void> {
  const lines = orders.flatMap(({ id, input }) =>
    input.priced.map((line, seq) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      order_id: id,
      seq,
      product: line.product,
      quantity_milli: line.quantityMilli,
      unit: line.unit,
      unit_price_fen: line.unitPriceFen,
      amount_fen: line.amountFen,
    })),
  )
  if (lines.length > 0) await ctx.db.insertInto('order_line').values(lines).execute()
}

async function changeOrder(ctx: WriteCtx, id: string, input: Priced): Promise<void> {
  await ctx.db
    .updateTable('sales_order')
    .set((eb) => ({
      title: input.title,
      amount_fen: input.totalFen,
      currency: input.currency,
      ...(input.responsibleId ? { responsible_id: input.responsibleId } : {}),
      updated_at: at(ctx.tick),
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
}
