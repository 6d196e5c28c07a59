import { addDays, dayOf, type Instant, minuteOfDay, startOfDay } from '../calendar.ts'
import { isWorkday, type WorkCalendar } from '../workdays.ts'

/**
 * Minutes of the day between which a person is left alone; from > to runs over midnight, equal means never.
 */
export type QuietHours = { fromMinute: number; toMinute: number; workdaysOnly: boolean }

/** 21:00 to 08:00, and nothing on days off: severity 1 alone may break in. */
export const DEFAULT_QUIET_HOURS: QuietHours = { fromMinute: 21 * 60, toMinute: 8 * 60, workdaysOnly: true }

/** Longer than any run of days off; keeps the search finite on an empty calendar. */
const SEARCH_DAYS = 60

export function quietReason(
  quiet: QuietHours,
  calendar: WorkCalendar,
  at: Instant,
): 'quiet_hours' | 'day_off' | null {
  if (quiet.workdaysOnly && !isWorkday(calendar, dayOf(at))) return 'day_off'
  return isQuietMinute(quiet, minuteOfDay(at)) ? 'quiet_hours' : null
}

/**
 * The first instant after `at` at which the person may be disturbed again; `at` itself when it is not
 * quiet.
 */
export function quietEnds(quiet: QuietHours, calendar: WorkCalendar, at: Instant): Instant {
  if (quietReason(quiet, calendar, at) === null) return at
  const today = dayOf(at)
  for (let ahead = 0; ahead <= SEARCH_DAYS; ahead += 1) {
    const midnight = startOfDay(addDays(today, ahead))
    for (const candidate of [midnight, midnight + quiet.toMinute * 60_000]) {
      if (candidate > at && quietReason(quiet, calendar, candidate) === null) return candidate
    }
  }
  return startOfDay(addDays(today, SEARCH_DAYS)) + quiet.toMinute * 60_000
}

function isQuietMinute({ fromMinute, toMinute }: QuietHours, minute: number): boolean {
  if (fromMinute === toMinute) return false
  if (fromMinute < toMinute) return minute >= fromMinute && minute < toMinute
  return minute >= fromMinute || minute < toMinute
}
