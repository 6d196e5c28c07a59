import { describe, expect, test } from 'vitest'
import { seeded } from '../stats/chance.ts'
import { limitsOf, type StatisticalThreshold, type Surprise } from './surprise.ts'
import { chanceOf, type Found, standingOut, toldOnce } from './week-findings.ts'

const THRESHOLD = {
  kind: 'statistical',
  falsePerYear: 26,
  series: 20,
  minWeeks: 12,
} as unknown as StatisticalThreshold
const LIMIT = limitsOf('count', THRESHOLD).average
const week = (score: number | null, more: Partial<Surprise> = {}): Surprise => ({
  alarm: 'calm',
  observed: 3,
  cases: 3,
  expected: 6,
  low: 2,
  high: 11,
  score,
  limit: LIMIT,
  weeks: 60,
  badWeeks: 1,
  isSingle: false,
  ...more,
})

describe('how surprising a week was', () => {
  test('is the lower tail of its score', () => {
    expect(chanceOf(week(-1.959964), 'count', THRESHOLD)).toBeCloseTo(0.025, 5)
    expect(chanceOf(week(0), 'count', THRESHOLD)).toBeCloseTo(0.5, 9)
  })
  test('is milder for a figure whose own past strays twice as far', () => {
    expect(chanceOf(week(-2, { limit: 2 * LIMIT }), 'count', THRESHOLD)).toBeCloseTo(0.158655, 5)
  })
  test('a week that says nothing is no test', () => {
    expect(chanceOf(week(null), 'count', THRESHOLD)).toBeNull()
    expect(chanceOf(week(-3, { alarm: 'thin' }), 'count', THRESHOLD)).toBeNull()
  })
})

describe('what stands out although so many figures were looked at', () => {
  const paper = [
    ...[0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262],
    ...[0.5719, 0.6528, 0.759, 1],
  ].map((p, index) => ({ key: `s${index}`, p }))

  test('four of the fifteen of the paper of 1995, the least likely first, in whatever order they come', () => {
    const keys = ['s0', 's1', 's2', 's3']
    expect(standingOut(paper, 0.05).map(({ key }) => key)).toEqual(keys)
    expect(standingOut([...paper].reverse(), 0.05).map(({ key }) => key)).toEqual(keys)
  })
  test('nothing where nothing was looked at, and nothing in a quiet week', () => {
    expect(standingOut([])).toEqual([])
    expect(standingOut([0.06, 0.3, 0.8].map((p, index) => ({ key: `${index}`, p })))).toEqual([])
  })
  test('of many quiet weeks of pure chance hardly one has a finding; uncorrected nearly every week would', () => {
    const chance = seeded(7)
    let withFinding = 0
    let uncorrected = 0
    for (let week = 0; week < 400; week += 1) {
      const tested = Array.from({ length: 60 }, (_, index) => ({ key: `${index}`, p: chance() }))
      if (standingOut(tested).length > 0) withFinding += 1
      if (tested.some(({ p }) => p <= 0.1)) uncorrected += 1
    }
    // Under pure chance a share q of the weeks has a (false) finding: 0.1 ± 3 standard errors of 400 weeks.
    expect(withFinding / 400).toBeLessThan(0.145)
    expect(withFinding / 400).toBeGreaterThan(0.055)
    expect(uncorrected).toBe(400)
  })
})

describe('one slump is told once', () => {
  const person = (id: string, p: number, more: Partial<Found> = {}): Found => ({
    ...{
      key: `rep:${id}`,
      p,
      kind: 'rep',
      subjectId: id,
      label: id,
      figure: 'follow_ups_week:lt',
      teamId: 'one',
    },
    mode: 'on',
    ...more,
  })
  const team = (id: string, p: number, more: Partial<Found> = {}): Found =>
    person(id, p, { key: `team:${id}`, kind: 'team', teamId: null, ...more })
  const told = (found: Found[]) => toldOnce(found).map(({ label, also }) => [label, also])

  test('a person who alone stands out and more clearly is why the team does', () => {
    expect(told([person('Li', 0.001), team('one', 0.01)])).toEqual([['Li', ['one']]])
  })
  test('where the team is clearer, or several of its people stand out, it is the team', () => {
    expect(told([team('one', 0.001), person('Li', 0.01)])).toEqual([['one', ['Li']]])
    expect(told([person('Li', 0.001), person('Wu', 0.004), team('one', 0.01)])).toEqual([
      ['one', ['Li', 'Wu']],
    ])
  })
  test('what a rule on trial found never takes the place of what is told', () => {
    const trial = { mode: 'trial' } as const
    expect(told([team('one', 0.001, trial), person('Li', 0.01)])).toEqual([['Li', ['one']]])
    expect(told([person('Li', 0.001, trial), team('one', 0.01)])).toEqual([['one', ['Li']]])
    expect(told([person('Li', 0.001, trial), team('one', 0.01, trial)])).toEqual([['Li', ['one']]])
    expect(told([team('one', 0.001, trial), person('Li', 0.01), person('Wu', 0.02)])).toEqual([
      ['Li', ['one']],
      ['Wu', []],
    ])
  })
  test('another figure, another team, or nobody of the team is another matter', () => {
    const found = [
      person('Li', 0.001),
      team('one', 0.002, { figure: 'total_conversion:lt' }),
      team('two', 0.003),
      person('Wu', 0.004, { teamId: null }),
    ]
    expect(told(found)).toEqual(found.map(({ label }) => [label, []]))
  })
})
