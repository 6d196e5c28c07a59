import { describe, expect, test } from 'vitest'
import { addDays, type Day, dayNumber } from '../calendar.ts'
import { SPRING_WEEKS } from '../lunar.ts'
import type { WorkCalendar } from '../workdays.ts'
import { startOfDayIndex } from './day-index.ts'
import type { Delta } from './metric.ts'
import { metricDef } from './metrics.ts'
import { springProfile } from './spring.ts'
import { weeksUntil } from './weeks.ts'

const NEW_YEAR: Day = '2025-01-29'
const from = dayNumber('2024-06-01')
const USUAL = SPRING_WEEKS.map(({ usual }) => usual)
/** Monday to Friday, from 1970-01-01, a Thursday. */
const workOn = (day: number) => ((((day + 3) % 7) + 7) % 7 < 5 ? 1 : 0)
const bandOf = (day: number) => {
  const distance = day - dayNumber(NEW_YEAR)
  return SPRING_WEEKS.findIndex((week) => distance >= week.from && distance <= week.to)
}

/** `perDay` facts on a working day, and of those this share in each of the slow weeks. */
const lived = (perDay: number, shares: readonly number[], to: Day) =>
  springProfile({
    ...{ from, to: dayNumber(to), workOn },
    countOn: (day) => workOn(day) * perDay * (shares[bandOf(day)] ?? 1),
  })

describe('the weeks around the Spring Festival', () => {
  test('are what most companies have until a year has shown otherwise', () => {
    expect(lived(10, [1, 1, 1, 1, 1], '2024-12-01')).toEqual(USUAL)
    // The year is not over: a week counts when all of it has been entered.
    expect(lived(10, [1, 1, 1, 1, 1], '2025-01-20').slice(2)).toEqual(USUAL.slice(2))
  })

  test('are halfway to what one year of many facts has shown', () => {
    const [, , before] = lived(20_000, [1, 1, 1, 1, 1], '2025-12-01')
    expect(before).toBeCloseTo(0.8, 2)
  })

  test('of a handful of facts hardly move', () => {
    const [, , before] = lived(0.2, [1, 1, 1, 1, 1], '2025-12-01')
    expect(before! - 0.6).toBeLessThan(0.02)
    expect(before! - 0.6).toBeGreaterThan(0)
  })

  test('may bring more than a normal week: accounts are settled before the holiday', () => {
    const [, , before, after] = lived(20_000, [1, 1, 2.4, 0.2, 0.85], '2025-12-01')
    expect(before).toBeCloseTo(1.5, 2)
    expect(after).toBeCloseTo(0.4, 2)
  })

  test('say nothing where hardly anything is known around them', () => {
    const late = springProfile({
      ...{ from: dayNumber('2025-01-08'), to: dayNumber('2025-02-25'), workOn, countOn: () => 50 },
    })
    expect(late).toEqual(USUAL)
  })
})

describe('weeks of a figure', () => {
  const calendar: WorkCalendar = { exceptions: new Map(), years: new Set(), opensAt: 540, closesAt: 1080 }
  const weekBefore = { from: dayNumber('2026-02-10'), to: dayNumber('2026-02-15') }
  const deltas = (share: number): Delta[] =>
    Array.from({ length: 640 }, (_, index) => from + index).flatMap((on) =>
      Array.from({ length: Math.round(workOn(on) * 100 * (bandOf(on) === 2 ? share : 1)) }, () => ({
        ...{ on, at: startOfDayIndex(on) + 1, value: 1 },
      })),
    )
  const exposureOf = (id: string, share: number) => {
    const series = { def: metricDef('org', id)!, deltas: deltas(share) }
    return weeksUntil(series, calendar, startOfDayIndex(weekBefore.to + 1) - 1).at(-1)!.exposure
  }

  test('of counts weigh by their own last year, others as in most companies', () => {
    expect(exposureOf('follow_ups_week', 0.1)).toBeLessThan(exposureOf('follow_ups_week', 1.5) / 2)
    expect(exposureOf('quote_response_mean', 0.1)).toBe(exposureOf('quote_response_mean', 1.5))
  })

  test('do not change by what comes after', () => {
    const series = { def: metricDef('org', 'follow_ups_week')!, deltas: deltas(1) }
    const at = startOfDayIndex(dayNumber(addDays('2025-06-01', 0)))
    const then = { ...series, deltas: series.deltas.filter((delta) => delta.at <= at) }
    expect(weeksUntil(series, calendar, at)).toEqual(weeksUntil(then, calendar, at))
  })
})
