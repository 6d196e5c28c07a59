import { type Day, dayNumber, type Instant } from '../calendar.ts'
import { contributingRows, hasSpan, readOn } from '../watch/fold.ts'
import type { Delta, Fold, PlainFold, Reading, Series } from '../watch/metric.ts'

/** From the first to the last day, both included. */
export type Stretch = { from: Day; to: Day }

export function daysOf({ from, to }: Stretch): number {
  return dayNumber(to) - dayNumber(from) + 1
}

/** Whether a figure is of what happened in a stretch; else it is as it stands at the end of it. */
export function isOverSpan(fold: Fold): boolean {
  return fold.kind === 'ratio' || fold.kind === 'gap' ? hasSpan(fold.den) : hasSpan(fold)
}

/**
 * The figure of a stretch of days in place of the window it has in rules (C170): of what happened in it, or
 * as it stood on its last day, from what was known at `known`. Before the first fact that was ever recorded
 * there is no data, which is not the same as nothing having happened.
 */
export function readOver(series: Series, stretch: Stretch, known: Instant): Reading {
  const over = spanned(series, stretch)
  const reading = readOn(over, known, dayNumber(stretch.to))
  if (reading.value !== null && reading.n === 0 && !hasBegun(series, stretch, known))
    return { ...reading, value: null, missing: 'no_data' }
  return reading
}

export type Side = 'num' | 'den'

/**
 * The rows behind one side of it, the largest first; of a figure that is no ratio all of them whatever the
 * side.
 */
export function rowsOver(series: Series, stretch: Stretch, known: Instant, side: Side): Delta[] {
  const over = spanned(series, stretch)
  const { fold } = over.def
  if (fold.kind !== 'ratio' && fold.kind !== 'gap')
    return contributingRows(over, known, dayNumber(stretch.to))
  const deltas = over.deltas
    .filter(({ part }) => part === undefined || part === side)
    .map(({ part: _, ...delta }) => delta)
  return contributingRows(
    { def: { ...over.def, fold: alone(fold[side]) }, deltas },
    known,
    dayNumber(stretch.to),
  )
}

/** Groups are only told apart as parts of a ratio. */
function alone(fold: PlainFold): Fold {
  return fold.kind === 'groups' ? { kind: 'ratio', num: fold, den: fold, scale: 1 } : fold
}

function spanned({ def, deltas }: Series, stretch: Stretch): Series {
  const days = daysOf(stretch)
  const { fold } = def
  const whole: Fold =
    fold.kind === 'ratio' || fold.kind === 'gap'
      ? { ...fold, num: withSpan(fold.num, days), den: withSpan(fold.den, days) }
      : withSpan(fold, days)
  return { def: { ...def, fold: whole }, deltas }
}

function withSpan(fold: PlainFold, span: number): PlainFold {
  return hasSpan(fold) ? ({ ...fold, span } as PlainFold) : fold
}

function hasBegun({ deltas }: Series, { from }: Stretch, known: Instant): boolean {
  const first = dayNumber(from)
  return deltas.some(({ at, on }) => at <= known && on <= first)
}
