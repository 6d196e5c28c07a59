import type { Instant } from '../calendar.ts'
import type { WorkCalendar } from '../workdays.ts'
import { type Away, isAwayOn } from './away.ts'
import { type DayIndex, dayIndexOf } from './day-index.ts'
import { arrivedBy, LATEST_DAYS, weightOn, workOn } from './exposure.ts'
import { periodsInSight, readOn } from './fold.ts'
import type { Delta, Series } from './metric.ts'
import { periodLevels } from './period.ts'
import { springProfile } from './spring.ts'

/**
 * One week of a figure as it is known: `sum` of `n` facts, `hits` of them for a share; for durations their
 * values; for a level the reading at the week's end. `exposure` is how much working time the week offers, in
 * full working days, of which a share may not have been entered yet.
 */
export type Week = {
  sum: number
  n: number
  hits: number
  values: number[]
  level: number | null
  exposure: number
  /** share of the week's facts that will have been entered by now */
  arrived: number
}

/** Beyond two years back nothing is remembered: a memory of 0.96 a week has then forgotten 98 %. */
export const MEMORY_WEEKS = 104

/** Of a level, half a year is compared, and reading one means adding up the whole past. */
const LEVEL_WEEKS = 30

/**
 * The whole weeks that end on the day of `at`, oldest first, beginning with the first that is known from its
 * first day on. Reads nothing but what is known at `at`.
 */
export function weeksUntil(
  series: Series,
  calendar: WorkCalendar,
  at: Instant,
  away: readonly Away[] = [],
): Week[] {
  const today = dayIndexOf(at)
  const visible = series.deltas.filter(
    (delta) =>
      delta.at <= at &&
      (delta.until === undefined || at < delta.until) &&
      delta.part !== 'gate' &&
      delta.on <= today,
  )
  const first = visible.reduce((least, { on }) => Math.min(least, on), Number.POSITIVE_INFINITY)
  if (!Number.isFinite(first)) return []
  const count = Math.min(MEMORY_WEEKS, Math.floor((today - first + 1) / 7))
  const weeks = emptyWeeks(count, today, {
    visible,
    weight: weightBy({ series, visible, calendar }, { today, count }, (day) => isAwayOn(away, at, day)),
  })
  for (const delta of visible) {
    const week = weeks[count - 1 - Math.floor((today - delta.on) / 7)]
    if (week) addTo(week, delta)
  }
  if (series.def.statistics === 'gauge') {
    for (let index = Math.max(0, count - LEVEL_WEEKS); index < count; index += 1)
      weeks[index]!.level = readOn(series, at, today - 7 * (count - 1 - index)).value
  }
  return weeks
}

/**
 * Of a figure that comes once in a period, its periods stand for the weeks: a month's price told four times
 * would look as if it never moved. None while the newest should have been followed by another.
 */
export function periodsUntil(series: Series, back: number, at: Instant): Week[] {
  const levels = periodLevels(back, periodsInSight(series, at), { day: dayIndexOf(at), most: LEVEL_WEEKS })
  return levels.map((level) => {
    const n = level === null ? 0 : 1
    return { sum: 0, n, hits: 0, values: [], level, exposure: 1, arrived: 1 }
  })
}

function addTo(week: Week, delta: Delta): void {
  if (delta.part === 'num') week.hits += delta.value
  if (delta.part !== 'den') week.values.push(delta.value)
  if (delta.part === 'num') return
  week.sum += delta.value
  week.n += delta.n ?? 1
}

type Watched = { series: Series; visible: readonly Delta[]; calendar: WorkCalendar }
type Span = { today: DayIndex; count: number }

/**
 * What a day offers: nothing where whoever it is about is away; around the Spring Festival what this figure's
 * own former years say. Only counts can tell: of the others a week weighs what it does in most companies.
 */
function weightBy(
  { series, visible, calendar }: Watched,
  { today, count }: Span,
  isAway: (day: DayIndex) => boolean,
): (day: DayIndex) => number {
  const unaway = (weight: (day: DayIndex) => number) => (day: DayIndex) => (isAway(day) ? 0 : weight(day))
  if (series.def.statistics !== 'count') return unaway((day) => weightOn(calendar, day))
  const from = today - 7 * count + 1
  const facts = new Float64Array(7 * count)
  for (const { on, part, value } of visible) if (on >= from && part !== 'num') facts[on - from]! += value
  const countOn = (day: DayIndex) => facts[day - from]!
  const work = unaway((day) => workOn(calendar, day))
  const spring = springProfile({ countOn, workOn: work, from, to: today - LATEST_DAYS })
  return unaway((day) => weightOn(calendar, day, spring))
}

type Setting = { visible: readonly Delta[]; weight: (day: DayIndex) => number }

function emptyWeeks(count: number, today: DayIndex, { visible, weight: weightOf }: Setting): Week[] {
  const arrived = arrivedBy(visible, today)
  return Array.from({ length: count }, (_, index) => {
    const last = today - 7 * (count - 1 - index)
    let offered = 0
    let entered = 0
    for (let day = last - 6; day <= last; day += 1) {
      const weight = weightOf(day)
      offered += weight
      entered += weight * arrived(today - day)
    }
    const share = offered > 0 ? entered / offered : 1
    return { sum: 0, n: 0, hits: 0, values: [], level: null, exposure: entered, arrived: share }
  })
}
