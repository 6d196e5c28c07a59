import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { type BookedRate, isForeign } from '../../../core/exchange/rate.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { OrderStatus } from '../../../core/order/course.ts'
import { type LineInput, priceLines } from '../../../core/quote/lines.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'
import { type Booking, bookingsOf, rateIn } from '../rates/index.ts'
import { loadOrderSteps, type OrderStepRow } from './order-rows.ts'
import type { NewOrderStep } from './write-order-steps.ts'

export type OrderInput = {
  number: string
  customerId: string
  dealId: string | null
  contractId?: string | null | undefined
  title: string
  /** in the currency beside it, like the lines */
  amountFen: bigint | null
  currency: string
  /** what a file says it was booked at */
  toldRate?: BookedRate | null | undefined
  orderedOn: Day
  plannedOn: Day | null
  deliveredOn?: Day | null | undefined
  cancelledOn?: Day | null | undefined
  cancelReason?: string | null | undefined
  responsibleId: string | null
  remark?: string | undefined
  lines?: readonly LineInput[] | undefined
  /** own fields, checked already; what is not named stays */
  custom?: CustomValues | undefined
}

export type PricedOrder = OrderInput & ReturnType<typeof amountOf>

type Existing = {
  id: string
  number: string
  title: string
  fen: bigint
  /** in its own currency */
  amount: bigint
  status: OrderStatus
  currency: string
  rate: BookedRate | null
  contractId: string | null
  dealId: string | null
  responsibleId: string | null
  /** of its newest version, as `linesText` writes them */
  lines: string
}

export type OrderPlan = {
  input: PricedOrder
  /** null: not there yet */
  existingId: string | null
  /** the rate it is booked at, or why it cannot be */
  booking: Booking
  /** in foreign money from before rates were kept */
  isUnbooked: boolean
  /** yuan and status before; null: not there yet */
  former: { fen: bigint; status: OrderStatus } | null
  /** the same number earlier among these inputs; that one counts */
  isTwin: boolean
  /** who is told; who answered for it before while nobody is */
  responsibleId: string | null
  /** a file tells another amount, and nobody has corrected the order since */
  isRepriced: boolean
  /** a file tells other lines of it */
  isRelined: boolean
  added: Told[]
  voided: OrderStepRow[]
  outcome: 'new' | 'changed' | 'same'
}

/** What saving these orders would do, without writing: the saving and the preview of an import read it. */
export async function planOrders(ctx: ReadCtx, inputs: readonly OrderInput[]): Promise<OrderPlan[]> {
  const known = await findExisting(
    ctx,
    inputs.map(({ number }) => number),
  )
  const stored = await loadOrderSteps(
    ctx,
    [...known.values()].map(({ id }) => id),
  )
  const seen = new Set<string>()
  const plans = inputs.map((one): Omit<OrderPlan, 'booking'> => {
    const existing = known.get(one.number)
    const input = { ...one, ...agreedBy(one, existing), ...amountOf(one) }
    const isTwin = seen.has(input.number)
    seen.add(input.number)
    const responsibleId = input.responsibleId ?? existing?.responsibleId ?? ctx.actor.userId
    const former = existing ? { fen: existing.fen, status: existing.status } : null
    const isUnbooked = existing?.rate === null && isForeign(existing.currency)
    const plan = {
      input,
      existingId: existing?.id ?? null,
      isUnbooked,
      former,
      isTwin,
      responsibleId,
    }
    const steps = existing ? stored.get(existing.id)! : []
    const isCorrected = steps.some(({ kind, voided }) => kind === 'corrected' && !voided)
    const isTold = existing !== undefined && !isTwin && !isCorrected
    const isRepriced = isTold && existing.amount !== input.totalFen
    const isRelined = isTold && input.priced.length > 0 && existing.lines !== linesText(input.priced)
    const news = { ...plan, isRepriced, isRelined }
    if (isTwin) return { ...news, added: [], voided: [], outcome: 'same' }
    if (!existing) return { ...news, added: toldSteps(input), voided: [], outcome: 'new' }
    const difference = compareSteps(steps, input, isRepriced)
    const isSame =
      difference.added.length + difference.voided.length === 0 &&
      !isRelined &&
      existing.title === input.title &&
      existing.responsibleId === responsibleId
    return { ...news, ...difference, outcome: isSame ? 'same' : 'changed' }
  })
  const bookings = await bookingsOf(
    ctx,
    plans.map(({ input: { number, currency, orderedOn: day, toldRate: told }, added }) => ({
      ...{ number, currency, day, told },
      stored: known.get(number) ?? null,
      isAsStored: added.every(({ amountFen }) => amountFen === undefined),
    })),
  )
  return plans.map((plan, index) => ({ ...plan, booking: bookings[index]! }))
}

/**
 * What stands agreed for an order: a file that names neither contract nor deal is held against those that the
 * order has, just as the page holds a correction.
 */
function agreedBy(told: OrderInput, stored: Existing | undefined) {
  return {
    contractId: told.contractId ?? stored?.contractId ?? null,
    dealId: told.dealId ?? stored?.dealId ?? null,
  }
}

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

/** The organisation's tick is held by whoever writes, so nothing need be locked here. */
async function findExisting(ctx: ReadCtx, numbers: readonly string[]): Promise<Map<string, Existing>> {
  const { rows } = await sql<Omit<Existing, 'rate'> & Parameters<typeof rateIn>[0]>`
    select o.id, o.number, o.title, o.amount_fen as fen, coalesce(o.original_minor, o.amount_fen) as amount, o.status, o.currency,
      o.rate_micro, o.rate_per, o.rate_day, o.contract_id as "contractId", o.deal_id as "dealId",
      o.responsible_id as "responsibleId", coalesce((
        select string_agg(l.product || '|' || l.unit || '|' || l.quantity_milli || '|' || l.unit_price_fen, chr(10) order by l.seq)
        from order_line l where l.org_id = o.org_id and l.order_id = o.id and l.version_id = (
          select v.id from order_version v where v.org_id = o.org_id and v.order_id = o.id and v.voided_at is null
          order by v.number desc limit 1)), '') as lines
    from sales_order o
    where o.org_id = ${ctx.orgId} and o.number = any(${numbers}) and o.voided_at is null`.execute(ctx.db)
  return new Map(rows.map((row) => [row.number, { ...row, rate: rateIn(row) }]))
}

function linesText(lines: readonly LineInput[]): string {
  return lines
    .map((line) => `${line.product}|${line.unit}|${line.quantityMilli}|${line.unitPriceFen}`)
    .join('\n')
}

/** As told, in the order's own currency. */
type Told = Omit<NewOrderStep, 'orderId' | 'responsibleId' | 'amount'> & { amountFen?: bigint }

function toldSteps(input: PricedOrder): Told[] {
  const steps: Told[] = [
    { kind: 'ordered', on: input.orderedOn, plannedOn: input.plannedOn, amountFen: input.totalFen },
  ]
  if (input.deliveredOn) steps.push({ kind: 'completed', on: input.deliveredOn })
  if (input.cancelledOn) steps.push({ kind: 'cancelled', on: input.cancelledOn, reason: input.cancelReason })
  return steps
}

/**
 * A changed day, plan or amount corrects the first step, which keeps what the file leaves out; a plan that
 * people have moved since is theirs, and so is what they have corrected.
 */
function compareSteps(
  all: readonly OrderStepRow[],
  input: PricedOrder,
  isRepriced: boolean,
): { added: Told[]; voided: OrderStepRow[] } {
  const stored = all.filter(({ voided }) => !voided)
  const first = stored.find(({ kind }) => kind === 'ordered')!
  const isMoved = stored.some(({ kind }) => kind === 'replanned')
  const end = stored.find(({ kind }) => kind === 'completed' || kind === 'cancelled')
  const [ordered, told] = toldSteps(input) as [Told, Told | undefined]
  const plannedOn = isMoved ? first.plannedOn : (ordered.plannedOn ?? first.plannedOn)
  const added: Told[] = []
  const voided: OrderStepRow[] = []
  if (isRepriced || plannedOn !== first.plannedOn || ordered.on !== first.on) {
    voided.push(first)
    added.push({ ...ordered, plannedOn })
  }
  if (told && (end?.kind !== told.kind || end.on !== told.on)) {
    if (end?.imported) voided.push(end)
    if (!end || end.imported) added.push(told)
  }
  return { added, voided }
}
