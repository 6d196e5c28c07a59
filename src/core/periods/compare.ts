import { type Cases, countsExact, fisherExact } from '../stats/exact.ts'
import type { Fold, MetricDef, Reading } from '../watch/metric.ts'

/** Under so many cases a share is told by its counts and has no change in per cent (law 11). */
export const FEW_CASES = 10
/** What chance alone makes in fewer than one of twenty comparisons is told as a change. */
export const SURE = 0.05

/** How much later stands above earlier: in the unit of the figure, in basis points of it, and as a factor. */
export type Change = { by: number; relativeBp: number | null; factor: number | null }

/**
 * A change in the words of the source case (C243–C246): 2.5 % → 1.2 % is −52 %, 33 % → 68 % is +106 % or
 * 2.06 times. From nothing there is no change in per cent.
 */
export function changeOf(earlier: number, later: number): Change {
  if (earlier === 0) return { by: later, relativeBp: null, factor: null }
  const factor = later / earlier
  return { by: later - earlier, relativeBp: Math.round((factor - 1) * 10_000), factor }
}

export type Verdict = 'better' | 'worse' | 'chance' | 'same' | 'untested' | 'no_data'

export type Compared = {
  change: Change | null
  /** how often chance alone would make as much of a difference; null where no test is honest */
  p: number | null
  verdict: Verdict
  /** so few cases in one of the two that there is no change in per cent */
  isFew: boolean
}

type Side = { reading: Reading /** working days of the stretch */; workdays: number }

/**
 * Two periods of one figure, held against each other (C170). Shares of counted cases go by Fisher's exact
 * test, counts by the exact test of two rates over the working days; amounts and durations hang on single
 * large rows and are not tested.
 */
export function comparePeriods(def: MetricDef, a: Side, b: Side): Compared {
  const [earlier, later] = [a.reading.value, b.reading.value]
  if (earlier === null || later === null) return { change: null, p: null, verdict: 'no_data', isFew: false }
  const cases = casesOf(def, a.reading, b.reading)
  const isFew = cases?.some(({ n }) => n < FEW_CASES) ?? false
  // By the counts, not by the rounded shares that are shown.
  const exact = cases ? changeOf(cases[0].k / cases[0].n, cases[1].k / cases[1].n) : null
  const shown = changeOf(earlier, later)
  const change = {
    by: shown.by,
    relativeBp: isFew ? null : (exact ?? shown).relativeBp,
    factor: isFew ? null : (exact ?? shown).factor,
  }
  const p = cases ? fisherExact(...cases) : isCount(def) ? countsExact(timed(a), timed(b)) : null
  return { change, p, verdict: verdictOf(def, later - earlier, p), isFew }
}

function verdictOf({ bad }: Pick<MetricDef, 'bad'>, by: number, p: number | null): Verdict {
  if (p === null) return by === 0 ? 'same' : 'untested'
  if (p >= SURE) return by === 0 ? 'same' : 'chance'
  return by > 0 === (bad === 'low') ? 'better' : 'worse'
}

/** Of a share of counted cases, how many of how many; null for every other figure. */
function casesOf(def: MetricDef, a: Reading, b: Reading): [Cases, Cases] | null {
  if (!isShareOfCases(def)) return null
  const of = ({ num = 0, den = 0 }: Reading) => ({ k: Math.min(num, den), n: den })
  return [of(a), of(b)]
}

export function isShareOfCases({
  unit,
  ofMoney,
  fold,
}: Pick<MetricDef, 'unit' | 'ofMoney' | 'fold'>): boolean {
  return unit === 'bp' && !ofMoney && fold.kind === 'ratio' && fold.scale === 10_000
}

function isCount({ unit, fold }: { unit: MetricDef['unit']; fold: Fold }): boolean {
  return unit === 'count' && fold.kind === 'window'
}

function timed({ reading, workdays }: Side) {
  return { count: reading.value ?? 0, time: workdays }
}
