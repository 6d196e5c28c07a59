import type { Instant } from '../calendar.ts'
import { changePoints } from '../stats/change-point.ts'
import { xmrLimits } from '../stats/charts.ts'
import { median } from '../stats/order.ts'
import type { WorkCalendar } from '../workdays.ts'
import type { Away } from './away.ts'
import { type DayIndex, dayIndexOf } from './day-index.ts'
import type { Series, StatisticsKind } from './metric.ts'
import { SHORT_WEEK } from './surprise.ts'
import { type Week, weeksUntil } from './weeks.ts'

/** A quarter of weeks: of fewer nothing can be said about what was before. */
const FEWEST_WEEKS = 13
/** What a change has to explain, in variances times ln n (methods §1.7). */
const PRICE = 3

/**
 * The first day of the week since which a figure has stood on its bad side of what it was before: its whole
 * weeks per working time, split where that explains most. It explains an alert and raises none. null where
 * the figure is not one of weeks, its past is short, or nothing has changed.
 */
export function changedSince(
  series: Series,
  at: Instant,
  { calendar, away }: { calendar: WorkCalendar; away?: readonly Away[] | undefined },
): DayIndex | null {
  const { statistics: kind, bad, fold } = series.def
  if (kind === undefined || fold.kind === 'period') return null
  const weeks = weeksUntil(series, calendar, at, away)
  if (weeks.length < FEWEST_WEEKS) return null
  const normal = median(weeks.map(({ exposure }) => exposure))
  const read = weeks.flatMap((week, index) => {
    const value = kind !== 'gauge' && week.exposure < SHORT_WEEK * normal ? null : rateOf(week, kind)
    return value === null ? [] : [{ value, back: weeks.length - 1 - index }]
  })
  const values = read.map(({ value }) => value)
  if (values.length < FEWEST_WEEKS) return null
  const { sigma } = xmrLimits(values)
  const starts = changePoints(values, PRICE * sigma ** 2 * Math.log(values.length))
  const last = starts.at(-1)
  if (last === undefined || sigma === 0) return null
  const before = meanOf(values.slice(starts.at(-2) ?? 0, last))
  const after = meanOf(values.slice(last))
  if (bad === 'low' ? after >= before : after <= before) return null
  return dayIndexOf(at) - 7 * read[last]!.back - 6
}

/** One week as one number: events per working day, share of the decided, typical length, level. */
function rateOf({ sum, n, hits, values, level, exposure }: Week, kind: StatisticsKind): number | null {
  if (kind === 'gauge') return level
  if (kind === 'count') return exposure > 0 ? sum / exposure : null
  if (n === 0 || values.length === 0) return null
  return kind === 'proportion' ? hits / n : meanOf(values.map(Math.log1p))
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
