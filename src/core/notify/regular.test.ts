import { describe, expect, test } from 'vitest'
import { DEFAULT_CALENDAR, type WorkCalendar } from '../workdays.ts'
import { findingsWeekOn, missMonthOn } from './regular.ts'

/**
 * 2026: 1 to 8 October off, 10 October worked, the company closed for 2 to 6 November; the first of August
 * is a Saturday.
 */
const CALENDAR: WorkCalendar = {
  ...DEFAULT_CALENDAR,
  years: new Set([2026]),
  exceptions: new Map([
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((day) => [`2026-10-0${day}`, false] as [string, boolean]),
    ['2026-10-10', true],
    // A closure of its own: Monday to Friday off.
    ...[2, 3, 4, 5, 6].map((day) => [`2026-11-0${day}`, false] as [string, boolean]),
  ]),
}

describe('when a month’s report of missed losses is told', () => {
  test.each([
    ['2026-07-31', null, 'the end of a month'],
    ['2026-08-01', null, 'a Saturday'],
    ['2026-08-02', null, 'a Sunday'],
    ['2026-08-03', '2026-08-01', 'the first working day'],
    ['2026-08-07', '2026-08-01', 'the server was down for a week'],
    ['2026-08-10', null, 'too late'],
    ['2026-10-08', null, 'still a holiday'],
    ['2026-10-09', '2026-10-01', 'the first working day after the holiday'],
    ['2026-10-10', '2026-10-01', 'a Saturday that is worked'],
  ])('%s → %s: %s', (day, month, _why) => {
    expect(missMonthOn(day, CALENDAR)).toBe(month)
  })
})

describe('when last week is summed up', () => {
  test.each([
    ['2026-08-03', '2026-08-03', 'Monday'],
    ['2026-08-04', '2026-08-03', 'Monday was missed'],
    ['2026-08-08', null, 'Saturday'],
    ['2026-10-05', null, 'a Monday off'],
    ['2026-11-10', '2026-11-02', 'all were off the week before: the one before that'],
    ['2026-11-16', '2026-11-16', 'the week after goes on as ever'],
    ['2026-10-09', '2026-10-05', 'the first working day of its week'],
  ])('%s → %s: %s', (day, monday, _why) => {
    expect(findingsWeekOn(day, CALENDAR)).toBe(monday)
  })
})
