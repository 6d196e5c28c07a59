import { describe, expect, it } from 'vitest'
import { addDays } from '../core/calendar.ts'
import { daysFromNewYear, isSpringFestival, LUNAR_NEW_YEAR, springFestivalDrag } from '../core/lunar.ts'
import { DEFAULT_CALENDAR } from '../core/workdays.ts'
import { createFrame } from './pace.ts'
import { createRandom } from './random.ts'

describe('the lunar new year', () => {
  it('is a winter day of its own year', () => {
    for (const [year, day] of Object.entries(LUNAR_NEW_YEAR)) {
      expect(day.slice(0, 4)).toBe(year)
      expect(day >= `${year}-01-21` && day <= `${year}-02-20`).toBe(true)
    }
  })

  it('is a holiday from the eve to the sixth day after, with slow weeks on both sides', () => {
    expect(daysFromNewYear('2026-02-17')).toBe(0)
    expect([-2, -1, 6, 7].map((days) => isSpringFestival(addDays('2026-02-17', days)))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(springFestivalDrag('2026-02-12')).toBe(0.6)
    expect(springFestivalDrag('2026-02-26')).toBe(0.6)
    expect(springFestivalDrag('2026-04-01')).toBe(1)
  })
})

describe('the pace of work', () => {
  const exceptions = new Map([
    ['2026-02-14', true],
    ['2026-02-16', false],
    ['2026-02-23', false],
  ])
  const calendar = { ...DEFAULT_CALENDAR, exceptions, years: new Set([2026]) }
  const { pace } = createFrame(1, '2026-11-23', calendar)

  it('follows the loaded calendar', () => {
    expect(pace.works('2026-02-14')).toBe(true)
    expect(pace.works('2026-02-23')).toBe(false)
    expect(pace.works('2026-11-22')).toBe(false)
  })

  it('counts working days across the Spring Festival', () => {
    expect(pace.shift('2026-02-13', 1)).toBe('2026-02-14')
    expect(pace.shift('2026-02-13', 2)).toBe('2026-02-24')
    expect(pace.shift('2026-02-24', -1)).toBe('2026-02-14')
    expect(pace.onOrBefore('2026-02-20')).toBe('2026-02-14')
  })

  it('refuses days outside of the world', () => {
    expect(() => pace.works('2040-01-01')).toThrow(RangeError)
  })
})

describe('seeded randomness', () => {
  it('gives a fork the same stream whatever was drawn before', () => {
    const fresh = createRandom('seed').fork('part')
    const used = createRandom('seed')
    used.next()
    used.int(1, 6)
    expect(used.fork('part').next()).toBe(fresh.next())
    expect(createRandom('seed').fork('other').next()).not.toBe(createRandom('seed').fork('part').next())
  })

  it('has the moments it promises', () => {
    const random = createRandom('moments')
    const draws = Array.from({ length: 20_000 }, () => random.next())
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length
    const counts = Array.from({ length: 20_000 }, () => random.poisson(3))
    const below = Array.from({ length: 20_000 }, () => random.around(10, 0.5)).filter((value) => value < 10)
    expect(mean).toBeCloseTo(0.5, 2)
    expect(counts.reduce((sum, value) => sum + value, 0) / counts.length).toBeCloseTo(3, 1)
    expect(below.length / 20_000).toBeCloseTo(0.5, 1)
  })
})
