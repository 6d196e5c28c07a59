/**
 * Days and instants without `Date`: core must be a function of its arguments only (law 1).
 * A business day is a calendar day of the company, whose time zone is a fixed offset (China has no DST).
 */

/** ISO calendar day, "2026-11-23". */
export type Day = string
/** Month, "2026-11". */
export type Month = string
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

export const DAY_MS = 86_400_000
export const CHINA_OFFSET_MS = 8 * 3_600_000

/**
 * The days of a company’s life are some thousands and are turned into numbers and back millions of times:
 * both remember what they have worked out, up to a bound.
 */
const REMEMBERED_MAX = 50_000
const numbers = new Map<Day, number>()
const days = Array.from<Day | undefined>({ length: REMEMBERED_MAX })

/** Days since 1970-01-01 of a proleptic Gregorian date. */
export function dayNumber(day: Day): number {
  const known = numbers.get(day)
  if (known !== undefined) return known
  const number = daysFromCivil(day)
  if (numbers.size >= REMEMBERED_MAX) numbers.clear()
  numbers.set(day, number)
  return number
}

/** Hinnant's days_from_civil. */
function daysFromCivil(day: Day): number {
  const year = Number(day.slice(0, 4))
  const month = Number(day.slice(5, 7))
  const date = Number(day.slice(8, 10))
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

export function dayFromNumber(number: number): Day {
  const known = days[number]
  if (known !== undefined) return known
  const day = civilFromDays(number)
  if (number >= 0 && number < REMEMBERED_MAX && Number.isInteger(number)) days[number] = day
  return day
}

/** Hinnant's civil_from_days. */
function civilFromDays(number: number): Day {
  const z = number + 719_468
  const era = Math.floor(z / 146_097)
  const doe = z - era * 146_097
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  )
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const date = doy - Math.floor((153 * mp + 2) / 5) + 1
  const month = mp < 10 ? mp + 3 : mp - 9
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(date)}`
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dayFromNumber(dayNumber(text)) === text
}

export function addDays(day: Day, days: number): Day {
  return dayFromNumber(dayNumber(day) + days)
}

/** Whole days from `from` to `to`; positive when `to` is later. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from)
}

/** 1 = Monday … 7 = Sunday. */
export function weekday(day: Day): number {
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1
}

export function startOfWeek(day: Day): Day {
  return addDays(day, 1 - weekday(day))
}

export function monthOf(day: Day): Month {
  return day.slice(0, 7)
}

export function firstDayOf(month: Month): Day {
  return `${month}-01`
}

export function addMonths(month: Month, months: number): Month {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${pad((((index % 12) + 12) % 12) + 1)}`
}

export function lastDayOf(month: Month): Day {
  return addDays(firstDayOf(addMonths(month, 1)), -1)
}

/** The instant at which the company's day begins. */
export function startOfDay(day: Day): Instant {
  return dayNumber(day) * DAY_MS - CHINA_OFFSET_MS
}

/** The last instant of the company's day: what "as of a day" means everywhere. */
export function endOfDay(day: Day): Instant {
  return startOfDay(day) + DAY_MS - 1
}

export function dayOf(instant: Instant): Day {
  return dayFromNumber(Math.floor((instant + CHINA_OFFSET_MS) / DAY_MS))
}

/** Minutes since the start of the company's day. */
export function minuteOfDay(instant: Instant): number {
  return Math.floor((instant - startOfDay(dayOf(instant))) / 60_000)
}

/** "2026-11-23 08:30" in the company's time zone. */
export function formatInstant(instant: Instant): string {
  const minutes = minuteOfDay(instant)
  return `${dayOf(instant)} ${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}

function pad(n: number): string {
  return String(n).padStart(2, '0')
}
