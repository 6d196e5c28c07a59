import { describe, expect, it } from 'vitest'
import { dayNumber } from '../calendar.ts'
import { seeded } from '../stats/chance.ts'
import { type BudgetFact, budgetLines, shareOf, strayedBy, underBudget } from './budget.ts'
import { endOfDayIndex, startOfDayIndex } from './day-index.ts'
import { evaluate, type History } from './evaluate.ts'
import type { Delta } from './metric.ts'
import { metricDef } from './metrics.ts'
import { CHANCE_RULES } from './pack-chance.ts'
import { leavesOf, type Rule } from './rule.ts'
import { limitsOf, type StatisticalThreshold, strayedAt } from './surprise.ts'

const RULE: Rule = { ...CHANCE_RULES.find(({ code }) => code === 'rep-follow-ups-unusual')!, mode: 'on' }
const MONDAY = dayNumber('2025-03-03')

function fact(at: number, perWeek: number, series: number, strayedPct = 100): BudgetFact {
  return { at, perWeek, most: series, lines: { [RULE.code]: { series, own: 10, strayedPct } } }
}

function thresholdOf(rule: Rule): StatisticalThreshold {
  const { threshold } = leavesOf(rule.condition)[0]!
  if (threshold.kind !== 'statistical') throw new RangeError('no line of chance')
  return threshold
}

describe('the alert budget', () => {
  it('draws the line that was in force at the moment asked, and before any the rule’s own', () => {
    const facts = [fact(100, 0.5, 120), fact(200, 0.5, 40)]
    const at = (moment: number) => thresholdOf(underBudget(RULE, facts, moment))
    expect([at(99).falsePerYear, at(99).series]).toEqual([4, 10])
    expect([at(100).falsePerYear, at(100).series]).toEqual([26, 120])
    expect([at(250).falsePerYear, at(250).series]).toEqual([26, 40])
  })

  it('is stricter on each figure the more there are to watch (methods §1.4: 120 at half a week, L 2.5)', () => {
    const limit = (perWeek: number, series: number, strayedPct = 100) =>
      limitsOf('count', thresholdOf(underBudget(RULE, [fact(0, perWeek, series, strayedPct)], 1))).average
    expect(limit(0.5 / 0.8, 120)).toBeCloseTo(2.5, 1)
    expect(limit(0.5, 400)).toBeGreaterThan(limit(0.5, 120))
    expect(limit(0.25, 120)).toBeGreaterThan(limit(0.5, 120))
    expect(limit(0.5, 120, 200)).toBeGreaterThan(limit(0.5, 120))
  })

  it('never lets one figure cry wolf more than once a year, however much is left', () => {
    const { falsePerYear, series } = thresholdOf(underBudget(RULE, [fact(0, 10, 4)], 1))
    expect(falsePerYear / series).toBe(1)
    expect(shareOf(fact(0, 10, 4), RULE.code)).toEqual({ perWeek: 10 / 52, isCapped: true })
  })

  it('leaves a rule with numbers of its own alone', () => {
    const { shared: _shared, ...own } = thresholdOf(RULE)
    const rule: Rule = { ...RULE, condition: { metric: 'follow_ups_week', op: 'lt', threshold: own } }
    expect(underBudget(rule, [fact(0, 1, 300)], 1)).toBe(rule)
  })

  it('goes by the busiest of those whom a rule tells', () => {
    const { most, lines } = budgetLines([
      {
        code: 'a',
        byPerson: new Map([
          ['lin', 3],
          ['wang', 10],
        ]),
        strayedPct: 100,
      },
      { code: 'b', byPerson: new Map([['wang', 10]]), strayedPct: 120 },
      { code: 'c', byPerson: new Map([['boss', 1]]), strayedPct: 100 },
    ])
    expect(most).toBe(20)
    expect(lines).toEqual({
      a: { series: 20, own: 10, strayedPct: 100 },
      b: { series: 20, own: 10, strayedPct: 120 },
      c: { series: 1, own: 1, strayedPct: 100 },
    })
  })

  it('is kept by an evaluation at the point of the week whose knowledge it reads', () => {
    const deltas: Delta[] = []
    for (let week = 0; week < 40; week += 1)
      for (let one = 0; one < (week === 39 ? 8 : 18 + (week % 3)); one += 1) {
        const on = MONDAY + 7 * week + (one % 5)
        deltas.push({ at: startOfDayIndex(on), on, value: 1 })
      }
    const def = metricDef('rep', 'follow_ups_week')!
    const base: History = {
      subject: { kind: 'rep', id: 's' },
      series: new Map([[def.id, { def, deltas }]]),
      fields: {},
    }
    const sunday = endOfDayIndex(MONDAY + 7 * 40 - 1)
    const limit = (budget: BudgetFact[], at: number) =>
      evaluate(RULE, { ...base, budget }, at).headline!.surprise!.limit
    const strict = fact(sunday + 1, 0.02, 200)
    expect(limit([], sunday + 5)).toBe(limit([strict], sunday + 5))
    expect(limit([{ ...strict, at: sunday }], sunday + 5)).toBeGreaterThan(limit([], sunday))
  })
})

describe('its own history', () => {
  it('moves the line out where it strays further than promised, and never in', () => {
    expect(strayedBy({ episodes: 0, expected: 10 })).toBe(100)
    expect(strayedBy({ episodes: 1, expected: 1 })).toBe(100)
    expect(strayedBy({ episodes: 10, expected: 4 })).toBe(200)
    expect(strayedBy({ episodes: 500, expected: 4 })).toBe(300)
  })

  it('is counted on the good side: a slump of the past moves no line', () => {
    const def = metricDef('rep', 'follow_ups_week')!
    const weeks = (level: (week: number) => number) => {
      const chance = seeded(7)
      const deltas: Delta[] = []
      for (let week = 0; week < 100; week += 1)
        for (let one = 0; one < Math.round(level(week) + 4 * (chance() - 0.5)); one += 1) {
          const on = MONDAY + 7 * week + (one % 5)
          deltas.push({ at: startOfDayIndex(on), on, value: 1 })
        }
      return { def, deltas }
    }
    const threshold = { ...thresholdOf(RULE), falsePerYear: 1, series: 10 }
    const count = (level: (week: number) => number) =>
      strayedAt(weeks(level), endOfDayIndex(MONDAY + 699), { threshold, side: 'low', calendar: undefined })
    // Twenty in the week of the Spring Festival as well is more than usual.
    const { episodes } = count(() => 20)
    expect(count((week) => (week >= 92 ? 5 : 20)).episodes).toBe(episodes)
    expect(count((week) => (week >= 92 ? 60 : 20)).episodes).toBeGreaterThan(episodes)
    expect(count(() => 20).expected).toBeCloseTo(0.1, 2)
  })
})
