import { describe, expect, it } from 'vitest'
import { addDays, type Day, dayNumber, endOfDay, startOfDay } from '../calendar.ts'
import type { Delta, Series } from './metric.ts'
import { metricDef } from './metrics.ts'
import { excessOfLevel, levelOf, lineAt } from './threshold.ts'

const D: Day = '2026-03-02'

function rows(days: number[], value: number, rest: Partial<Delta> = {}): Delta[] {
  return days.map((day) => ({
    at: startOfDay(addDays(D, day)),
    on: dayNumber(addDays(D, day)),
    value,
    ...rest,
  }))
}

function seriesOf(subject: 'rep' | 'customer' | 'org', id: string, deltas: Delta[]): Series {
  return { def: metricDef(subject, id)!, deltas }
}

describe('own past', () => {
  const threshold = { kind: 'own-past', windows: 2, windowDays: 7, tolerancePct: 25, minN: 4 } as const
  // Days 0–6: four contacts, days 7–13: two; read at the end of day 20.
  const deltas = [...rows([0, 1, 2, 3], 1), ...rows([8, 9], 1), ...rows([15], 1)]

  it('is the mean of the windows before this one, moved to the bad side', () => {
    const line = lineAt(threshold, seriesOf('rep', 'follow_ups_week', deltas), {}, endOfDay(addDays(D, 20)))
    expect(line).toEqual({ threshold: 2.25, baseline: 3, windowDays: 14 })
  })

  it('draws no line under the minimum of cases', () => {
    const series = seriesOf('rep', 'follow_ups_week', deltas.slice(3))
    expect(lineAt(threshold, series, {}, endOfDay(addDays(D, 20))).threshold).toBeNull()
  })

  it('counts what was noted late from when it was known, and not before', () => {
    const late = { ...deltas[0]!, at: startOfDay(addDays(D, 25)) }
    const series = seriesOf('rep', 'follow_ups_week', [late, ...deltas])
    expect(lineAt(threshold, series, {}, endOfDay(addDays(D, 20))).baseline).toBe(3)
    expect(lineAt({ ...threshold, windows: 3 }, series, {}, endOfDay(addDays(D, 27))).baseline).toBeCloseTo(
      (1 + 2 + 5) / 3,
    )
  })
})

describe('own gaps', () => {
  it('is a share of the median gap, orders of one day counting once', () => {
    const threshold = { kind: 'own-gaps', pct: 200, minGaps: 3, atLeast: 0 } as const
    const series = seriesOf('customer', 'order_interval_days', rows([0, 10, 10, 22, 30], 1))
    expect(lineAt(threshold, series, {}, endOfDay(addDays(D, 30)))).toMatchObject({
      threshold: 20,
      baseline: 10,
    })
    expect(lineAt(threshold, series, {}, endOfDay(addDays(D, 29))).threshold).toBeNull()
  })
})

describe('a line from a field', () => {
  const threshold = { kind: 'field', field: 'termDays', pct: 150, otherwise: 45 } as const
  const series = seriesOf('customer', 'effective_term_days', [])
  it('is a share of the field, or the stated number without it', () => {
    expect(lineAt(threshold, series, { termDays: 60 }, 0).threshold).toBe(90)
    expect(lineAt(threshold, series, { termDays: null }, 0).threshold).toBe(45)
  })
})

describe('levels', () => {
  it('rise each time the excess doubles: seven days without contact worsen at 11, 18, 32', () => {
    const rises = []
    for (let value = 7, level = 0; value <= 40; value += 1) {
      const now = levelOf('gt', value, 7)
      if (now > level) rises.push(value)
      level = now
    }
    expect(rises).toEqual([11, 18, 32])
  })
  it('agree with the excess at which they begin, on both sides and at zero', () => {
    for (const line of [0, 1, 7, 45, 10_000]) {
      for (let level = 1; level < 8; level += 1) {
        const excess = excessOfLevel(line, level)
        expect(levelOf('gt', line + excess, line)).toBe(level)
        expect(levelOf('lt', line - excess, line)).toBe(level)
        expect(levelOf('gt', line + excess - 0.01, line)).toBe(level - 1)
      }
    }
  })
})
