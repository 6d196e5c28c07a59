import type { Fen } from '../money.ts'
import { type Balances, type LossRate, lossBpAt, rollRates, withLosses } from './provision.ts'

/** Which percentages hold: those that were typed, or those that the company's own losses make of them. */
export const PROVISION_METHODS = ['ageing', 'matrix'] as const
export type ProvisionMethod = (typeof PROVISION_METHODS)[number]

/** Ages of the matrix by days overdue, one period wide: what is not paid is in the next one after it. */
export const MATRIX_DAYS = 30
export const MATRIX_AGES: readonly (number | null)[] = [
  ...[null, 1, 31, 61, 91, 121, 151, 181, 211, 241, 271, 301, 331, 366],
]

/** Thirty receivables seen for a quarter weigh as much as the typed percentages (methods §5). */
const PRIOR_CASES = 90

/** What stood in each of `MATRIX_AGES` at the end of a period, and in how many receivables. */
export type MatrixPeriod = {
  open: Balances
  cases: readonly number[]
  lost: Balances
  /** of a segment: what is open now of whoever was in it a period ago; else the same as `open` */
  rolled?: Balances
}

/** What customers may be told apart by: those of one grade, or of one city. */
export const SEGMENTS = ['none', 'grade', 'city'] as const
export type Segment = (typeof SEGMENTS)[number]

export type MatrixLine = LossRate & {
  /** receivables of this age that were looked at, once for each period */
  n: number
}

/**
 * A provision matrix (ECL, simplified approach: IFRS 9 5.5.15, CAS 22): of each age how much rolls on in a
 * period, drawn towards what the typed percentages imply by m = (n·own + 90·typed) / (n + 90); the loss of an
 * age is the product of the later rates × what is lost in the end; an age of several periods has the mean of
 * theirs by what is open today; all × `forwardBp`, what is expected of the times to come. What is older is
 * never safer. Source: methods §5.
 */
export function lossMatrix(
  typed: readonly LossRate[],
  periods: readonly MatrixPeriod[],
  forwardBp: number,
): MatrixLine[] {
  const own = rollRates(
    periods.map(({ open }) => open),
    MATRIX_AGES,
    { lost: periods.map(({ lost }) => lost), after: periods.map(({ open, rolled = open }) => rolled) },
  )
  const cases = MATRIX_AGES.map((_, age) =>
    periods.slice(0, -1).reduce((sum, period) => sum + period.cases[age]!, 0),
  )
  const implied = impliedRates(typed)
  const rolls = MATRIX_AGES.map((from, age) => {
    const seen = own[age]!.rate
    const n = age === MATRIX_AGES.length - 1 || seen === null ? 0 : cases[age]!
    const rate = ((seen ?? 0) * n + implied[age]! * PRIOR_CASES) / (n + PRIOR_CASES)
    return { from, rate, n }
  })
  const losses = withLosses(rolls).map(({ loss }) => loss!)
  const open = periods.at(-1)?.open ?? MATRIX_AGES.map(() => 0n)
  let least = 0
  return typed.map(({ from }, index) => {
    const ages = agesOf(typed, index)
    const bp = Math.round(meanOf(losses, open, ages) * forwardBp)
    least = Math.min(10_000, Math.max(least, bp))
    return { from, bp: least, n: ages.reduce((sum, age) => sum + rolls[age]!.n, 0) }
  })
}

/**
 * The matrix of one segment: its own rates drawn towards those of the whole, with the weight by which the
 * whole is drawn towards what was typed. A segment without a case is the whole. What is expected of the
 * times to come is in the whole already (decision 0035).
 */
export function segmentMatrix(whole: readonly LossRate[], periods: readonly MatrixPeriod[]): MatrixLine[] {
  return lossMatrix(whole, periods, 10_000)
}

/** Rates by which the typed percentages follow from one another; the last is what is lost in the end. */
function impliedRates(typed: readonly LossRate[]): number[] {
  const losses = MATRIX_AGES.map((from) => lossBpAt(typed, from ?? 0) / 10_000)
  return losses.map((loss, age) => {
    const next = losses[age + 1]
    return next === undefined ? loss : next === 0 ? 0 : loss / next
  })
}

/** The ages of the matrix that lie in a typed one; a narrow one lies in one of the matrix. */
function agesOf(typed: readonly LossRate[], index: number): number[] {
  const from = typed[index]!.from ?? 0
  const before = typed[index + 1]?.from ?? Number.POSITIVE_INFINITY
  const within = MATRIX_AGES.flatMap((age, at) => ((age ?? 0) >= from && (age ?? 0) < before ? [at] : []))
  return within.length > 0 ? within : [MATRIX_AGES.findLastIndex((age) => (age ?? 0) <= from)]
}

function meanOf(losses: readonly number[], open: readonly Fen[], ages: readonly number[]): number {
  const all = ages.reduce((sum, age) => sum + Number(open[age]), 0)
  const weight = (age: number) => (all > 0 ? Number(open[age]) / all : 1 / ages.length)
  return ages.reduce((sum, age) => sum + losses[age]! * weight(age), 0)
}
