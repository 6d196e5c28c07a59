import {
  addMonths,
  CHINA_OFFSET_MS,
  DAY_MS,
  dayFromNumber,
  dayNumber,
  firstDayOf,
  type Instant,
  monthOf,
} from '../calendar.ts'

/** Days as integers: a sweep over years touches millions of them, so they are not spelled out as text. */
export type DayIndex = number

export function dayIndexOf(at: Instant): DayIndex {
  return Math.floor((at + CHINA_OFFSET_MS) / DAY_MS)
}

export function startOfDayIndex(day: DayIndex): Instant {
  return day * DAY_MS - CHINA_OFFSET_MS
}

export function endOfDayIndex(day: DayIndex): Instant {
  return startOfDayIndex(day + 1) - 1
}

export function mondayOf(day: DayIndex): DayIndex {
  return day - ((((day + 3) % 7) + 7) % 7)
}

export function firstOfMonth(day: DayIndex): DayIndex {
  return dayNumber(firstDayOf(monthOf(dayFromNumber(day))))
}

export function firstOfNextMonth(day: DayIndex): DayIndex {
  return dayNumber(firstDayOf(addMonths(monthOf(dayFromNumber(day)), 1)))
}
