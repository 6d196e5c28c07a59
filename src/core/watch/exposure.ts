import { dayFromNumber } from '../calendar.ts'
import { isSpringFestival, SPRING_WEEKS, springWeekOf } from '../lunar.ts'
import { isWorkday, type WorkCalendar } from '../workdays.ts'
import { type DayIndex, dayIndexOf } from './day-index.ts'
import type { Delta } from './metric.ts'

/**
 * How much of a full working day a day offers: nothing on a day off, less around the Spring Festival, by as
 * much as in most companies or as `spring` has learnt. A slow week before the holiday is then no slump
 * (methods: the calendar matters more than the statistic).
 */
export function weightOn(calendar: WorkCalendar, day: DayIndex, spring?: readonly number[]): number {
  const { isWork, week } = dayOn(calendar, day)
  return !isWork ? 0 : week < 0 ? 1 : (spring?.[week] ?? SPRING_WEEKS[week]!.usual)
}

/** 1 on a working day, whatever the season; the days of the festival itself are none. */
export function workOn(calendar: WorkCalendar, day: DayIndex): number {
  return dayOn(calendar, day).isWork ? 1 : 0
}

type DayKind = { isWork: boolean; week: number }

function dayOn(calendar: WorkCalendar, day: DayIndex): DayKind {
  let days = known.get(calendar)
  if (!days) {
    days = new Map()
    known.set(calendar, days)
  }
  let kind = days.get(day)
  if (!kind) {
    const date = dayFromNumber(day)
    kind = { isWork: isWorkday(calendar, date) && !isSpringFestival(date), week: springWeekOf(date) }
    days.set(day, kind)
  }
  return kind
}

const known = new WeakMap<WorkCalendar, Map<DayIndex, DayKind>>()

/** Facts are entered late: what is looked at for how late, and up to how many days count as late. */
const LEARNT_FROM_DAYS = 120
export const LATEST_DAYS = 30
const FEWEST_FACTS = 20

/**
 * The share of facts that have been entered once a day lies `age` days back, learnt from this figure's own
 * facts of the last months that are old enough to have all arrived. With too few of them everything counts
 * as entered at once. Facts known before their day count as in time.
 */
export function arrivedBy(deltas: readonly Delta[], today: DayIndex): (age: number) => number {
  const counts = new Float64Array(LATEST_DAYS + 1)
  let all = 0
  for (const delta of deltas) {
    if (delta.on > today - LATEST_DAYS || delta.on <= today - LEARNT_FROM_DAYS) continue
    const delay = Math.min(LATEST_DAYS, Math.max(0, dayIndexOf(delta.at) - delta.on))
    counts[delay]! += delta.n ?? 1
    all += delta.n ?? 1
  }
  if (all < FEWEST_FACTS) return () => 1
  const shares = new Float64Array(LATEST_DAYS + 1)
  let sum = 0
  for (let age = 0; age <= LATEST_DAYS; age += 1) {
    sum += counts[age]!
    shares[age] = sum / all
  }
  return (age) => (age >= LATEST_DAYS ? 1 : shares[age]!)
}
