import { addMonths, dayFromNumber, dayNumber, type Instant, lastDayOf, monthOf } from '../calendar.ts'
import { sameLunarDay } from '../lunar.ts'
import { median } from '../stats/order.ts'
import { type DayIndex, dayIndexOf } from './day-index.ts'
import { periodsInSight, readOn, spanOf } from './fold.ts'
import type { Reading, Series } from './metric.ts'
import { newestPeriod, periodLevels } from './period.ts'
import type { Comparison, FieldValue, Threshold } from './rule.ts'

/** Where the line runs for one subject at one instant; null when too little is known to draw one. */
export type Line = { threshold: number | null; baseline: number | null; windowDays: number | null }

type Fields = Readonly<Record<string, FieldValue>>

const UNDRAWN: Line = { threshold: null, baseline: null, windowDays: null }

/** Lines that the subject's own facts and fields draw; those of peers and of chance are `lineOf`'s. */
export function lineAt(threshold: Threshold, series: Series, fields: Fields, at: Instant): Line {
  if (threshold.kind === 'fixed') return { ...UNDRAWN, threshold: threshold.value }
  if (threshold.kind === 'own-past') return ownPast(threshold, series, at)
  if (threshold.kind === 'own-gaps') return ownGaps(threshold, series, at)
  if (threshold.kind === 'earlier-month') return earlierMonth(threshold, series, at)
  if (threshold.kind !== 'field') return UNDRAWN
  const norm = fields[threshold.field]
  const value = typeof norm === 'number' ? (norm * threshold.pct) / 100 : threshold.otherwise
  return { ...UNDRAWN, threshold: value }
}

/** A rate is only compared when the current window alone holds its share of the cases asked for (law 11). */
export function hasEnough(threshold: Threshold, series: Series, reading: Reading): boolean {
  if (threshold.kind !== 'own-past' || series.def.fold.kind !== 'ratio') return true
  return reading.n >= Math.ceil(threshold.minN / threshold.windows)
}

/**
 * The mean of the same reading one, two, … windows ago, with all that is known by now, moved to the bad side
 * by the tolerance (C109). One division at the end keeps whole means exact, so that "equal to the mean" never
 * fires.
 */
function ownPast(threshold: Extract<Threshold, { kind: 'own-past' }>, series: Series, at: Instant): Line {
  const { windows, windowDays, tolerancePct, minN } = threshold
  const { values, n } = earlierValues(series, at, { windows, windowDays })
  if (values.length === 0 || n < minN) return { ...UNDRAWN, windowDays: windows * windowDays }
  const pct = series.def.bad === 'low' ? 100 - tolerancePct : 100 + tolerancePct
  const { sum, count } = usualOf(values, series)
  return { threshold: (sum * pct) / (count * 100), baseline: sum / count, windowDays: windows * windowDays }
}

/** Of a figure for periods, the windows are the periods before the newest one, however late that came. */
function earlierValues(
  series: Series,
  at: Instant,
  { windows, windowDays }: { windows: number; windowDays: number },
): { values: number[]; n: number } {
  const today = dayIndexOf(at)
  const { fold } = series.def
  if (fold.kind === 'period') {
    const levels = periodLevels(fold.back, periodsInSight(series, at), { day: today, most: windows + 1 })
    const values = levels.slice(0, -1).filter((level) => level !== null)
    return { values, n: values.length }
  }
  const values: number[] = []
  let n = 0
  for (let back = 1; back <= windows; back += 1) {
    const reading = readOn(series, at, today - back * windowDays)
    if (reading.value === null) continue
    values.push(reading.value)
    n += reading.n
  }
  return { values, n }
}

/**
 * The mean, as a sum and what it is divided by. Of money never beyond the median on the good side: one order
 * as large as a quarter must not make every month after it look bad (methods §1.8).
 */
function usualOf(values: readonly number[], { def }: Series): { sum: number; count: number } {
  const count = values.length
  const sum = values.reduce((total, value) => total + value, 0)
  if (def.unit !== 'fen') return { sum, count }
  const middle = median(values) * count
  return { sum: def.bad === 'low' ? Math.min(sum, middle) : Math.max(sum, middle), count }
}

/**
 * The same reading on the same day some months ago, with all that is known by now; the last day of a month
 * is held against the last day of the other, so that whole months meet whole months.
 */
function earlierMonth(
  threshold: Extract<Threshold, { kind: 'earlier-month' }>,
  series: Series,
  at: Instant,
): Line {
  const { months, tolerancePct, minN } = threshold
  const isByPeriod = series.def.fold.kind === 'period'
  const from = isByPeriod ? newestPeriod(periodsInSight(series, at))?.on : dayIndexOf(at)
  if (from === undefined) return UNDRAWN
  const day = sameDay(series, from, months)
  // A period of which nobody said anything is not spoken for by the one before it.
  if (isByPeriod && !isOfPeriod(series, at, day)) return UNDRAWN
  const reading = readOn(series, at, day)
  if (reading.value === null || reading.n < minN) return UNDRAWN
  const pct = series.def.bad === 'low' ? 100 - tolerancePct : 100 + tolerancePct
  return { threshold: (reading.value * pct) / 100, baseline: reading.value, windowDays: null }
}

function isOfPeriod(series: Series, at: Instant, day: DayIndex): boolean {
  const begun = periodsInSight(series, at).filter(({ on }) => on <= day)
  const newest = newestPeriod(begun)
  return newest !== null && day <= newest.period!.last
}

/**
 * Around the Spring Festival a year ago is the day as far from that year's festival (methods §1.2): three
 * weeks of feast in one window and none in the other would say nothing.
 */
function sameDay(series: Series, today: DayIndex, months: number): DayIndex {
  const day = dayFromNumber(today)
  const span = spanOf(series.def.fold)
  const lunar = span !== null && months % 12 === 0 ? sameLunarDay(day, months / 12, span) : null
  if (lunar !== null) return dayNumber(lunar)
  const last = lastDayOf(addMonths(monthOf(day), -months))
  const isMonthEnd = day === lastDayOf(monthOf(day))
  const same = `${last.slice(0, 8)}${day.slice(8)}`
  return dayNumber(isMonthEnd || same > last ? last : same)
}

/**
 * A share of the median gap between the subject's own facts (C240), less where they keep time (their spread
 * is under half of their mean), and with `longest` never less than nine in ten of the gaps there were
 * (methods §6.1). Facts of one day count once.
 */
function ownGaps(threshold: Extract<Threshold, { kind: 'own-gaps' }>, series: Series, at: Instant): Line {
  const today = dayIndexOf(at)
  const days = new Set<number>()
  for (const delta of series.deltas) {
    const known = delta.at <= at && (delta.until === undefined || at < delta.until)
    if (known && delta.part === undefined && delta.on <= today) days.add(delta.on)
  }
  const ordered = [...days].sort((a, b) => a - b)
  const gaps = ordered.slice(1).map((day, index) => day - ordered[index]!)
  if (gaps.length < threshold.minGaps) return UNDRAWN
  gaps.sort((a, b) => a - b)
  const middle = gaps.length >> 1
  const median = gaps.length % 2 === 1 ? gaps[middle]! : (gaps[middle - 1]! + gaps[middle]!) / 2
  const pct = threshold.regularPct !== undefined && isRegular(gaps) ? threshold.regularPct : threshold.pct
  const longest = threshold.longest ? quantile(gaps, 0.9) : 0
  const line = Math.max((median * pct) / 100, longest, threshold.atLeast)
  return { threshold: line, baseline: median, windowDays: null }
}

function isRegular(gaps: readonly number[]): boolean {
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
  return Math.sqrt(variance) < mean / 2
}

/** Of ordered values, between two of them by the way there, as PostgreSQL's percentile_cont has it. */
function quantile(ordered: readonly number[], share: number): number {
  const place = share * (ordered.length - 1)
  const below = Math.floor(place)
  const above = Math.min(below + 1, ordered.length - 1)
  return ordered[below]! + (ordered[above]! - ordered[below]!) * (place - below)
}

/**
 * How far beyond the line, in doublings: 0 at the line, then 1, 2, 3 … each time the excess doubles, in steps
 * that begin at half of the line (at 1 for a line at zero). An alert worsens when this rises, so a figure
 * that grows daily is announced a few times and not every morning.
 */
export function levelOf(op: Comparison, value: number, line: number): number {
  const excess = badExcess(op, value, line)
  return excess <= 0 ? 0 : Math.floor(Math.log2(excess / levelStep(line) + 1))
}

/** The excess at which level `level` begins. */
export function excessOfLevel(line: number, level: number): number {
  return levelStep(line) * (2 ** level - 1)
}

function badExcess(op: Comparison, value: number, line: number): number {
  if (op === 'gt' || op === 'gte') return value - line
  return op === 'lt' || op === 'lte' ? line - value : 0
}

function levelStep(line: number): number {
  return Math.max(Math.abs(line) / 2, 1)
}
