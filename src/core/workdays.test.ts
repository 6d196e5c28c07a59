import { describe, expect, test } from 'vitest'
import { addDays } from './calendar.ts'
import {
  addWorkdays,
  addWorkingMinutes,
  closingOf,
  DEFAULT_CALENDAR,
  isWorkday,
  openingOf,
  openingTable,
  workdaysBetween,
  workingMinutesBetween,
} from './workdays.ts'

/** National Day 2026 as published: 1 to 7 October off, Saturday 10 October worked instead. */
const calendar = {
  ...DEFAULT_CALENDAR,
  years: new Set([2026]),
  exceptions: new Map([
    ...[1, 2, 3, 4, 5, 6, 7].map((n) => [`2026-10-0${n}`, false] as const),
    ['2026-10-10', true] as const,
  ]),
}

describe('working days', () => {
  test.each([
    ['2026-09-30', 0, '2026-09-30'],
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-10-09', 1, '2026-10-10'],
    ['2026-10-08', -1, '2026-09-30'],
    ['2026-10-12', -2, '2026-10-09'],
  ])('%s and %i', (day, n, expected) => {
    expect(addWorkdays(calendar, day, n)).toBe(expected)
  })

  test('the table of a span tells what counting from its first day tells', () => {
    const from = '2026-09-24'
    const { before, isOpen } = openingTable(calendar, from, '2026-10-14')
    expect(before).toHaveLength(21)
    for (const [index, minutes] of before.entries()) {
      const day = addDays(from, index)
      expect(minutes).toBe(
        workingMinutesBetween(calendar, openingOf(calendar, from), openingOf(calendar, day)),
      )
      const through = workingMinutesBetween(calendar, openingOf(calendar, day), closingOf(calendar, day))
      expect(isOpen[index]! * 540).toBe(through)
    }
  })

  test('adding and counting agree', () => {
    for (const n of [1, 2, 5, 20])
      expect(workdaysBetween(calendar, '2026-09-28', addWorkdays(calendar, '2026-09-28', n))).toBe(n)
  })

  test('a year that is not loaded keeps the holidays whose date is fixed by law', () => {
    expect(isWorkday(calendar, '2027-10-01')).toBe(false)
    expect(isWorkday(calendar, '2027-10-08')).toBe(true)
  })

  test('working minutes wait for the morning and skip the holidays', () => {
    const at = Date.parse('2026-09-30T17:30:00+08:00')
    expect(new Date(addWorkingMinutes(calendar, at, 60)).toISOString()).toBe('2026-10-08T01:30:00.000Z')
  })
})
