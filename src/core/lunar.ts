import { addDays, type Day, daysBetween } from './calendar.ts'

/** First day of the lunar year (春节). */
export const LUNAR_NEW_YEAR: Readonly<Record<number, Day>> = {
  2018: '2018-02-16',
  2019: '2019-02-05',
  2020: '2020-01-25',
  2021: '2021-02-12',
  2022: '2022-02-01',
  2023: '2023-01-22',
  2024: '2024-02-10',
  2025: '2025-01-29',
  2026: '2026-02-17',
  2027: '2027-02-06',
  2028: '2028-01-26',
  2029: '2029-02-13',
  2030: '2030-02-03',
  2031: '2031-01-23',
  2032: '2032-02-11',
  2033: '2033-01-31',
  2034: '2034-02-19',
  2035: '2035-02-08',
}

/**
 * Days from the lunar new year of the same calendar year (negative before it); null for a year not in the
 * table.
 */
export function daysFromNewYear(day: Day): number | null {
  const newYear = LUNAR_NEW_YEAR[Number(day.slice(0, 4))]
  return newYear === undefined ? null : daysBetween(newYear, day)
}

/** So many days before and after it the Spring Festival slows business down. */
const DRAG_DAYS = 20

/**
 * The day `years` ago that lies as far from that year's lunar new year, when the `span` days up to `day`
 * touch the slow weeks around it; null when they do not, or when a year is not in the table.
 */
export function sameLunarDay(day: Day, years: number, span: number): Day | null {
  const distance = daysFromNewYear(day)
  const then = LUNAR_NEW_YEAR[Number(day.slice(0, 4)) - years]
  if (distance === null || then === undefined) return null
  const touches = distance >= -DRAG_DAYS && distance - span < DRAG_DAYS
  return touches ? addDays(then, distance) : null
}

/** New Year's Eve and the six days after New Year's Day: nobody works, whatever calendar is loaded. */
export function isSpringFestival(day: Day): boolean {
  const distance = daysFromNewYear(day)
  return distance !== null && distance >= -1 && distance <= 6
}

/**
 * The slow weeks around the holiday, in days from the lunar new year, and how much of a normal working day
 * happens in them in most companies: business slows down before it and takes two weeks to wake up after it.
 */
export const SPRING_WEEKS = [
  { from: -21, to: -15, usual: 1 },
  { from: -14, to: -8, usual: 0.85 },
  { from: -7, to: -2, usual: 0.6 },
  { from: 7, to: 13, usual: 0.6 },
  { from: 14, to: 20, usual: 0.85 },
] as const

/** Which of `SPRING_WEEKS` a day lies in; -1: in none. */
export function springWeekOf(day: Day): number {
  const distance = daysFromNewYear(day)
  if (distance === null) return -1
  return SPRING_WEEKS.findIndex(({ from, to }) => distance >= from && distance <= to)
}

/** How much of a normal working day happens on this one in most companies, as far as the festival goes. */
export function springFestivalDrag(day: Day): number {
  return isSpringFestival(day) ? 0 : (SPRING_WEEKS[springWeekOf(day)]?.usual ?? 1)
}
