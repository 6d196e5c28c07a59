import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type Day, startOfDay } from '../calendar.ts'
import { DEFAULT_CALENDAR, type WorkCalendar } from '../workdays.ts'
import { CLOCK_DAY, dayBeginnings, waitedMinutes, waitsOf } from './clock.ts'
import type { StepKind } from './course.ts'

const MONDAY: Day = '2026-03-02'
const HOUR = 3_600_000
const on = (days: number, hour: number) => startOfDay(addDays(MONDAY, days)) + hour * HOUR
const step = (kind: StepKind, at: number) => ({ kind, at })
const minutes = (steps: { kind: StepKind; at: number }[], now: number, calendar = DEFAULT_CALENDAR) =>
  waitedMinutes(waitsOf(steps), calendar, now)

describe('the response clock (C058)', () => {
  it('runs in working time: nights, weekends and holidays do not count', () => {
    const asked = [step('asked', on(4, 10))] // Friday 10:00
    expect(minutes(asked, on(4, 23))).toBe(8 * 60)
    expect(minutes(asked, on(6, 12))).toBe(8 * 60)
    expect(minutes(asked, on(7, 10))).toBe(CLOCK_DAY)
    const holiday: WorkCalendar = { ...DEFAULT_CALENDAR, exceptions: new Map([[addDays(MONDAY, 7), false]]) }
    expect(minutes(asked, on(7, 18), holiday)).toBe(8 * 60)
  })

  it('counts a working day as one day whatever hours the company keeps', () => {
    const short: WorkCalendar = { ...DEFAULT_CALENDAR, opensAt: 9 * 60, closesAt: 17 * 60 }
    expect(minutes([step('asked', on(0, 9))], on(1, 9), short)).toBe(CLOCK_DAY)
  })

  it('stops at the first quote sent; later ones change nothing', () => {
    const steps = [step('asked', on(0, 9)), step('sent', on(1, 9)), step('sent', on(8, 9))]
    expect(minutes(steps, on(20, 9))).toBe(CLOCK_DAY)
    expect(waitsOf(steps)).toEqual([{ from: on(0, 9), to: on(1, 9) }])
  })

  it('stands still while we wait for the customer', () => {
    const steps = [
      step('asked', on(0, 9)),
      step('paused', on(1, 9)),
      step('resumed', on(9, 9)),
      step('sent', on(10, 9)),
    ]
    expect(minutes(steps, on(9, 9))).toBe(CLOCK_DAY)
    expect(minutes(steps, on(30, 9))).toBe(2 * CLOCK_DAY)
  })

  it('three working days exactly are not more than three: the fourth begins a millisecond later', () => {
    const beginnings = dayBeginnings(waitsOf([step('asked', on(0, 10))]), DEFAULT_CALENDAR)
    expect(beginnings.slice(0, 4)).toEqual([0, 1, 2, 3].map((days) => on(days, 10) + 1))
    // Three days that end with the working day: the fourth begins when the next one opens.
    const atNine = dayBeginnings(waitsOf([step('asked', on(0, 9))]), DEFAULT_CALENDAR)
    expect(atNine[3]).toBe(on(3, 9) + 1)
  })

  it('begins no day that a pause or the sending came before', () => {
    const steps = [step('asked', on(0, 10)), step('paused', on(2, 12)), step('resumed', on(7, 9))]
    // Two days and two hours before the pause, so seven hours are left of the third day.
    expect(dayBeginnings(waitsOf(steps), DEFAULT_CALENDAR)[3]).toBe(on(7, 16) + 1)
    const sent = [step('asked', on(0, 10)), step('sent', on(3, 10))]
    expect(dayBeginnings(waitsOf(sent), DEFAULT_CALENDAR)).toHaveLength(3)
  })

  it('the days begun are the minutes waited, rounded up', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 * 24 * 4 }), { minLength: 2, maxLength: 8 }),
        (gaps) => {
          let at = on(0, 8)
          const times = gaps.map((gap) => (at += gap * 60_000))
          const kinds: StepKind[] = ['asked', 'paused', 'resumed', 'paused', 'resumed', 'paused', 'resumed']
          const steps = times.slice(0, -1).map((time, index) => step(kinds[index]!, time))
          const now = times.at(-1)!
          const begun = dayBeginnings(waitsOf(steps), DEFAULT_CALENDAR).filter((instant) => instant <= now)
          expect(begun.length).toBe(Math.ceil(minutes(steps, now) / CLOCK_DAY))
        },
      ),
    )
  })
})
