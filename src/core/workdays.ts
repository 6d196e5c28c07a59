import {
  addDays,
  CHINA_OFFSET_MS,
  DAY_MS,
  type Day,
  dayFromNumber,
  dayNumber,
  dayOf,
  type Instant,
  startOfDay,
  weekday,
} from './calendar.ts'

/**
 * The company's working calendar as plain data: exceptions to "Monday to Friday" and the years for which the
 * State Council's notice is loaded. Asking beyond a loaded year falls back to weekdays and fixed-date
 * statutory holidays, and the caller can see that from `coversYear`.
 */
export type WorkCalendar = {
  /** day → true (make-up working day) or false (holiday) */
  exceptions: ReadonlyMap<Day, boolean>
  years: ReadonlySet<number>
  /** working hours in minutes of the day */
  opensAt: number
  closesAt: number
}

const FIXED_HOLIDAYS = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'])

/** A calendar is never changed once it is made, and asked of the same days over and over. */
const answers = new WeakMap<WorkCalendar, Map<Day, boolean>>()

export function isWorkday(calendar: WorkCalendar, day: Day): boolean {
  let own = answers.get(calendar)
  if (!own) {
    own = new Map()
    answers.set(calendar, own)
  }
  let answer = own.get(day)
  if (answer === undefined) {
    answer = decideWorkday(calendar, day)
    own.set(day, answer)
  }
  return answer
}

function decideWorkday(calendar: WorkCalendar, day: Day): boolean {
  const exception = calendar.exceptions.get(day)
  if (exception !== undefined) return exception
  if (!coversYear(calendar, day) && FIXED_HOLIDAYS.has(day.slice(5))) return false
  return weekday(day) <= 5
}

export function coversYear(calendar: WorkCalendar, day: Day): boolean {
  return calendar.years.has(Number(day.slice(0, 4)))
}

/** The n-th working day after `day` (n ≥ 1), or before it (n ≤ -1); `day` itself for 0. */
export function addWorkdays(calendar: WorkCalendar, day: Day, n: number): Day {
  const direction = n < 0 ? -1 : 1
  let current = day
  let left = Math.abs(n)
  while (left > 0) {
    current = addDays(current, direction)
    if (isWorkday(calendar, current)) left -= 1
  }
  return current
}

/** Working days in (from, to]. */
export function workdaysBetween(calendar: WorkCalendar, from: Day, to: Day): number {
  let count = 0
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkday(calendar, day)) count += 1
  return count
}

/** The instant after `minutes` of working time have passed since `from`. SLA clocks run on this. */
export function addWorkingMinutes(calendar: WorkCalendar, from: Instant, minutes: number): Instant {
  let left = minutes
  let number = dayNumber(dayOf(from))
  let at = from
  for (;;) {
    const start = number * DAY_MS - CHINA_OFFSET_MS
    if (at < start) at = start
    if (isWorkday(calendar, dayFromNumber(number))) {
      const begin = Math.max(at, start + calendar.opensAt * 60_000)
      const available = Math.max(0, start + calendar.closesAt * 60_000 - begin) / 60_000
      if (left <= available) return begin + left * 60_000
      left -= available
    }
    number += 1
  }
}

/** The first instant at which more than `minutes` of working time have passed: at closing time, tomorrow. */
export function beyondWorkingMinutes(calendar: WorkCalendar, from: Instant, minutes: number): Instant {
  const reached = addWorkingMinutes(calendar, from, minutes)
  return Math.round(addWorkingMinutes(calendar, reached, 1 / 60_000))
}

/** Minutes of working time in [from, to]. */
export function workingMinutesBetween(calendar: WorkCalendar, from: Instant, to: Instant): number {
  let passed = 0
  for (let day = dayOf(from); startOfDay(day) < to; day = addDays(day, 1)) {
    if (!isWorkday(calendar, day)) continue
    const begin = Math.max(from, startOfDay(day) + calendar.opensAt * 60_000)
    const end = Math.min(to, startOfDay(day) + calendar.closesAt * 60_000)
    passed += Math.max(0, end - begin) / 60_000
  }
  return passed
}

/**
 * The working minutes before each day of a span and whether it is a working day, for whoever measures many
 * stretches at once: the minutes to a moment are those before its day and those of the day until then.
 */
export function openingTable(
  calendar: WorkCalendar,
  from: Day,
  to: Day,
): { before: number[]; isOpen: (0 | 1)[] } {
  const before: number[] = []
  const isOpen: (0 | 1)[] = []
  let passed = 0
  for (let day = from; day <= to; day = addDays(day, 1)) {
    before.push(passed)
    isOpen.push(isWorkday(calendar, day) ? 1 : 0)
    if (isOpen.at(-1)) passed += calendar.closesAt - calendar.opensAt
  }
  return { before, isOpen }
}

/** The moment of a day that is known without its time: when work begins. */
export function openingOf(calendar: WorkCalendar, day: Day): Instant {
  return startOfDay(day) + calendar.opensAt * 60_000
}

/** Until when a day lasts for whoever has something to do by it: the close of business. */
export function closingOf(calendar: WorkCalendar, day: Day): Instant {
  return startOfDay(day) + calendar.closesAt * 60_000
}

export const DEFAULT_CALENDAR: WorkCalendar = {
  exceptions: new Map(),
  years: new Set(),
  opensAt: 9 * 60,
  closesAt: 18 * 60,
}
