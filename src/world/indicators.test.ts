import { describe, expect, it } from 'vitest'
import { addDays, type Day, startOfWeek } from '../core/calendar.ts'
import { buildCompany } from './company.ts'
import { buildIndicators } from './indicators.ts'

/** A weekday, a weekend and a month's end: the demo begins on any day. */
describe.each(['2026-11-27', '2026-08-01', '2026-06-30'] as Day[])(
  'what comes from outside on %s',
  (today) => {
    const company = buildCompany({ seed: 'outside', today, size: 'half' })
    const [enquiries, steel] = buildIndicators(company)

    it('is there for every whole period up to the last, and for none that has not ended', () => {
      const weeks = enquiries!.values.map(({ on }) => on)
      expect(weeks.at(-1)).toBe(addDays(startOfWeek(today), -7))
      expect(new Set(weeks).size).toBe(weeks.length)
      expect(weeks.every((on) => startOfWeek(on) === on)).toBe(true)
      expect(steel!.values.at(-1)!.on < `${today.slice(0, 7)}-01`).toBe(true)
      expect(steel!.values.length).toBe(24)
    })

    it('enquiries tell of the deals to come and not of those that were', () => {
      const begun = new Map<Day, number>()
      for (const { history } of company.deals) {
        const week = startOfWeek(history[0]!.occurredOn)
        begun.set(week, (begun.get(week) ?? 0) + 1)
      }
      const around = (on: Day, from: number) =>
        [0, 1, 2, 3].reduce((sum, more) => sum + (begun.get(addDays(on, 7 * (from + more))) ?? 0), 0)
      const known = enquiries!.values.slice(4, -12)
      const ahead = correlation(known.map(({ on, value }) => [value, around(on, 2)]))
      const behind = correlation(known.map(({ on, value }) => [value, around(on, -5)]))
      expect(ahead).toBeGreaterThan(0.8)
      expect(ahead).toBeGreaterThan(behind + 0.2)
    })

    it('at the end fewer ask while steel is dearer', () => {
      const values = enquiries!.values.map(({ value }) => value)
      expect(values.at(-1)! / values.at(-7)!).toBeLessThan(0.8)
      const price = steel!.values.map(({ value }) => value)
      expect(price.at(-1)! / price.at(-4)!).toBeGreaterThan(1.06)
    })
  },
)

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (of: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length
  const [x, y] = [mean(0), mean(1)]
  const sum = (f: (pair: readonly [number, number]) => number) =>
    pairs.reduce((all, pair) => all + f(pair), 0)
  const both = sum((pair) => (pair[0] - x) * (pair[1] - y))
  return both / Math.sqrt(sum((pair) => (pair[0] - x) ** 2) * sum((pair) => (pair[1] - y) ** 2))
}
