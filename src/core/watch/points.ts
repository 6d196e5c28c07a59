import { DAY_MS, type Instant } from '../calendar.ts'
import {
  type DayIndex,
  dayIndexOf,
  endOfDayIndex,
  firstOfNextMonth,
  mondayOf,
  startOfDayIndex,
} from './day-index.ts'
import { hasSpan, isAhead } from './fold.ts'
import type { Delta, PlainFold, Series, Span } from './metric.ts'
import type { Grid } from './rule.ts'

/**
 * All instants at which facts alone may change the finding: becoming known (the first thing known of a
 * subject makes it watched, even if its day is still to come), entering (its day begun), being voided,
 * leaving a window; those after `after`. What the passing of days does to an age is not listed here; see
 * `nextCrossing`.
 */
export function factPoints(series: Series, into: Set<Instant>, after: Instant): void {
  const { def, deltas } = series
  const { fold } = def
  for (const delta of deltas) {
    if (def.gate && delta.part === 'gate') addPoints(delta, GATE, into, after)
    else if (fold.kind !== 'ratio' && fold.kind !== 'gap') addPoints(delta, fold, into, after)
    else {
      if (delta.part !== 'den') addPoints(delta, fold.num, into, after)
      if (delta.part !== 'num') addPoints(delta, fold.den, into, after)
    }
  }
}

const GATE: PlainFold = { kind: 'sum' }

function addPoints(delta: Delta, fold: PlainFold, into: Set<Instant>, after: Instant): void {
  if (delta.until !== undefined && delta.until <= delta.at) return
  if (delta.at > after) into.add(delta.at)
  if (delta.until !== undefined && delta.until > after) into.add(delta.until)
  const enters = isAhead(fold) ? delta.at : Math.max(delta.at, startOfDayIndex(delta.on))
  if (delta.until !== undefined && delta.until <= enters) return
  if (enters > after) into.add(enters)
  if (fold.kind === 'period' && delta.period) {
    const fallsSilent = startOfDayIndex(delta.period.through + 1)
    if (fallsSilent > enters && fallsSilent > after) into.add(fallsSilent)
  }
  if (hasSpan(fold)) {
    const leaves = startOfDayIndex(dayAfterSpan(fold.span, delta.on))
    if (leaves > enters && leaves > after) into.add(leaves)
  }
}

/** The first day on which a fact of day `on` is no longer in the window. */
export function dayAfterSpan(span: Span, on: DayIndex): DayIndex {
  if (span === 'week') return mondayOf(on) + 7
  if (span === 'month') return firstOfNextMonth(on)
  return on + span
}

/**
 * The instant whose knowledge a rule uses at `at`: itself, or the last end of a day or week that has passed.
 */
export function gridFloor(grid: Grid, at: Instant): Instant {
  if (grid === 'change') return at
  const tomorrow = dayIndexOf(at + 1)
  return endOfDayIndex((grid === 'day' ? tomorrow : mondayOf(tomorrow)) - 1)
}

/** The next instant after `at` from which on the mere passing of time may say something else. */
export function nextTurn(grid: Grid, at: Instant): Instant {
  return grid === 'change' ? startOfDayIndex(dayIndexOf(at) + 1) : nextGridPoint(grid, at)
}

/** The first grid instant after `at`. */
export function nextGridPoint(grid: 'day' | 'week', at: Instant): Instant {
  return gridFloor(grid, at) + (grid === 'day' ? DAY_MS : 7 * DAY_MS)
}
