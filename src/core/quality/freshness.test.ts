import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, weekday } from '../calendar.ts'
import { DEFAULT_CALENDAR, isWorkday, type WorkCalendar } from '../workdays.ts'
import { freshnessOf } from './freshness.ts'

/** Monday. */
const TODAY = '2026-03-16'
const everyWorkday = (until: string, days = 40) =>
  Array.from({ length: days }, (_, index) => addDays(until, index - days + 1)).filter(
    (day) => weekday(day) <= 5,
  )

describe('a source', () => {
  it('fed every working day is fresh over the weekend, and old on the third day without anything', () => {
    const fed = everyWorkday('2026-03-13')
    expect(freshnessOf(fed, '2026-03-15', DEFAULT_CALENDAR)).toMatchObject({
      state: 'fresh',
      sinceWorkdays: 0,
    })
    expect(freshnessOf(fed, '2026-03-17', DEFAULT_CALENDAR)).toMatchObject({
      state: 'fresh',
      sinceWorkdays: 2,
    })
    expect(freshnessOf(fed, '2026-03-18', DEFAULT_CALENDAR)).toMatchObject({
      state: 'old',
      lastOn: '2026-03-13',
      sinceWorkdays: 3,
      usualWorkdays: 1,
      longestWorkdays: 1,
    })
  })

  it('fed once a week is not missed after a week', () => {
    const fed = [49, 42, 35, 28, 21, 14, 7].map((days) => addDays(TODAY, -days))
    expect(freshnessOf(fed, TODAY, DEFAULT_CALENDAR)).toMatchObject({ state: 'fresh', usualWorkdays: 5 })
    expect(freshnessOf(fed.slice(0, -1), TODAY, DEFAULT_CALENDAR)).toMatchObject({ state: 'old' })
  })

  it('has no pace when it was fed a few times only, and none at all when never', () => {
    const few = freshnessOf(['2025-12-01', '2025-12-08'], TODAY, DEFAULT_CALENDAR)
    expect(few).toMatchObject({ state: 'unknown', n: 1, usualWorkdays: null, lastOn: '2025-12-08' })
    expect(freshnessOf([], TODAY, DEFAULT_CALENDAR)).toMatchObject({ state: 'unknown', sinceWorkdays: null })
  })

  it('rests when the company does', () => {
    const holidays = Array.from({ length: 9 }, (_, index) => addDays('2026-02-15', index))
    const calendar: WorkCalendar = {
      ...DEFAULT_CALENDAR,
      exceptions: new Map(holidays.map((day) => [day, false])),
      years: new Set([2026]),
    }
    const fed = everyWorkday('2026-02-14')
    expect(freshnessOf(fed, '2026-02-25', calendar).state).toBe('fresh')
    expect(freshnessOf(fed, '2026-02-25', DEFAULT_CALENDAR).state).toBe('old')
  })

  it('is never called old within what was usual for it', () => {
    const days = fc.uniqueArray(fc.nat(119), { minLength: 2 })
    fc.assert(
      fc.property(days, (offsets) => {
        const fed = offsets.map((offset) => addDays(TODAY, offset - 119)).sort()
        const found = freshnessOf(fed, TODAY, DEFAULT_CALENDAR)
        if (found.state !== 'old') return
        expect(found.sinceWorkdays!).toBeGreaterThan(found.longestWorkdays!)
        expect(found.usualWorkdays!).toBeLessThanOrEqual(found.longestWorkdays!)
        expect(isWorkday(DEFAULT_CALENDAR, TODAY)).toBe(true)
      }),
    )
  })
})
