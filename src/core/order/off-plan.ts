import { type Day, daysBetween, type Instant } from '../calendar.ts'
import type { OrderStepKind } from './course.ts'

/** What was noted of an order, in its own currency, each with the time during which it was known. */
type Known = { at: Instant; until: Instant | null }
type PlanLine = { product: string; unit: string; quantityMilli: bigint; unitPriceFen: bigint }
export type PlanVersion = Known & { number: number; amountMinor: bigint; lines: readonly PlanLine[] }
export type PlanStep = Known & {
  kind: OrderStepKind
  on: Day
  plannedOn: Day | null
  quantityMilli: bigint | null
  /** what the order comes to from then on; null: as before */
  amountMinor: bigint | null
}
export type PlanInvoice = Known & { on: Day; minor: bigint }
export type OrderFacts = {
  versions: readonly PlanVersion[]
  steps: readonly PlanStep[]
  invoices: readonly PlanInvoice[]
}

/**
 * How far an order that is over came out from what was first confirmed (C272): quantity and price in basis
 * points of the plan, either way; the date in days later. null: it is not over, or there was no plan of it.
 */
export type OffPlan = {
  completedOn: Day
  quantityBp: number | null
  priceBp: number | null
  /** what is invoiced of it so far is less than it came to: a difference once nothing more follows */
  billedBp: number | null
  lateDays: number | null
}

/** So many days after the last delivery what is not invoiced is taken for not coming. */
export const BILLED_WITHIN_DAYS = 30

const is =
  (at: Instant) =>
  <T extends Known>(fact: T): boolean =>
    fact.at <= at && (fact.until === null || fact.until > at)

/** As it was known at an instant; steps and versions in the order they were noted. */
export function offPlanAt(facts: OrderFacts, at: Instant): OffPlan | null {
  const steps = facts.steps.filter(is(at))
  const completed = steps.find(({ kind }) => kind === 'completed')
  if (!completed || steps.some(({ kind }) => kind === 'cancelled')) return null
  const versions = facts.versions.filter(is(at))
  const first = versions[0]
  const last = versions.at(-1)
  if (!first || !last) return null
  const planned = steps.find(({ kind }) => kind === 'ordered')?.plannedOn ?? null
  const cameTo = steps.findLast(({ amountMinor }) => amountMinor !== null)?.amountMinor ?? last.amountMinor
  const billed = facts.invoices.filter(is(at)).reduce((sum, { minor }) => sum + minor, 0n)
  const expected = atFirstPrices(first, last, cameTo)
  return {
    completedOn: completed.on,
    quantityBp: quantityOff(first, last, steps, cameTo),
    priceBp: offBp(billed > cameTo ? billed : cameTo, expected),
    billedBp: billed > 0n && billed < cameTo ? offBp(billed, expected) : null,
    lateDays: planned === null ? null : Math.max(0, daysBetween(planned, completed.on)),
  }
}

/** Delivered against first ordered; a delivery without a quantity is all of it. Without lines by amount. */
function quantityOff(
  first: PlanVersion,
  last: PlanVersion,
  steps: readonly PlanStep[],
  cameTo: bigint,
): number | null {
  const ordered = quantityOf(first)
  if (ordered === 0n) return offBp(cameTo, first.amountMinor)
  const parts = steps.flatMap(({ quantityMilli }) => (quantityMilli === null ? [] : [quantityMilli]))
  const delivered = parts.length === 0 ? quantityOf(last) : parts.reduce((sum, part) => sum + part, 0n)
  return offBp(delivered, ordered)
}

/** What an order came to, had each product kept the price that was first confirmed. */
function atFirstPrices(first: PlanVersion, last: PlanVersion, cameTo: bigint): bigint {
  if (first.number === last.number) return cameTo
  const priceOf = new Map(first.lines.map((line) => [`${line.product} ${line.unit}`, line.unitPriceFen]))
  let planned = 0n
  let actual = 0n
  for (const { product, unit, quantityMilli, unitPriceFen } of last.lines) {
    planned += quantityMilli * (priceOf.get(`${product} ${unit}`) ?? unitPriceFen)
    actual += quantityMilli * unitPriceFen
  }
  return actual === 0n ? cameTo : (cameTo * planned) / actual
}

function quantityOf({ lines }: PlanVersion): bigint {
  return lines.reduce((sum, { quantityMilli }) => sum + quantityMilli, 0n)
}

function offBp(actual: bigint, planned: bigint): number | null {
  if (planned <= 0n) return null
  const off = actual > planned ? actual - planned : planned - actual
  return Number((off * 10_000n + planned / 2n) / planned)
}

/** Every instant at which something became known of an order, or was taken back. */
export function momentsOfOrder({ versions, steps, invoices }: OrderFacts): Instant[] {
  const all = [...versions, ...steps, ...invoices].flatMap(({ at, until }) =>
    until === null ? [at] : [at, until],
  )
  return [...new Set(all)].sort((a, b) => a - b)
}
