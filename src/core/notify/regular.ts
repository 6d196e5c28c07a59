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

/** Longer than any company closes; beyond it a week is history. */
const WEEKS_BACK = 8

/**
 * The Monday after the week that may be summed up on this day, or null: the newest week before this one in
 * which anybody worked. After a week of holidays that is the week before the holidays.
 */
export function findingsWeekOn(day: Day, calendar: WorkCalendar): Day | null {
  if (!isWorkday(calendar, day)) return null
  for (let back = 0; back < WEEKS_BACK; back += 1) {
    const monday = addDays(startOfWeek(day), -7 * back)
    if (workdaysBetween(calendar, addDays(monday, -8), addDays(monday, -1)) > 0) return monday
  }
  return null
}

function isAmongFirst(day: Day, first: Day, calendar: WorkCalendar): boolean {
  if (!isWorkday(calendar, day)) return false
  return workdaysBetween(calendar, addDays(first, -1), day) <= LATEST_WORKDAY
}
