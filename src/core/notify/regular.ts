import { addDays, type Day, firstDayOf, monthOf, startOfWeek } from '../calendar.ts'
import { isWorkday, type WorkCalendar, workdaysBetween } from '../workdays.ts'

/** After so many working days a report of the house would be yesterday's news: it waits for the next one. */
const LATEST_WORKDAY = 5

/**
 * The month whose report of missed losses may be told on this day, or null: from the first working day of the
 * month on, and within the first five, so that a server that was down still tells it.
 */
export function missMonthOn(day: Day, calendar: WorkCalendar): Day | null {
  const first = firstDayOf(monthOf(day))
  return isAmongFirst(day, first, calendar) ? first : null
}

/** The Monday of the week in which the one before may be summed up on this day, or null. */
export function findingsWeekOn(day: Day, calendar: WorkCalendar): Day | null {
  const monday = startOfWeek(day)
  return isAmongFirst(day, monday, calendar) ? monday : null
}

function isAmongFirst(day: Day, first: Day, calendar: WorkCalendar): boolean {
  if (!isWorkday(calendar, day)) return false
  return workdaysBetween(calendar, addDays(first, -1), day) <= LATEST_WORKDAY
}
