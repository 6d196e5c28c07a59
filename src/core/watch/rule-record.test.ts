import { describe, expect, it } from 'vitest'
import { DAY_MS, startOfDay } from '../calendar.ts'
import { fixed, shipped } from './pack-shape.ts'
import type { Rule } from './rule.ts'
import { decideDemotion, loudSinceOf, NO_VERDICTS, paceOf } from './rule-record.ts'

const NOW = startOfDay('2026-06-30')
const LONG_AGO = NOW - 60 * DAY_MS
const verdicts = (right: number, wrong: number) => ({ ...NO_VERDICTS, right, false: wrong })
const decide = (change: Partial<Parameters<typeof decideDemotion>[0]>) =>
  decideDemotion({ severity: 2, loudSince: LONG_AGO, verdicts: verdicts(3, 7), now: NOW, ...change })

describe('a rule that people find useless', () => {
  it('goes to the digest when fewer than two in five of ten verdicts say it was right', () => {
    expect(decide({})).toEqual({ kind: 'demote', useful: 3, judged: 10 })
    expect(decide({ verdicts: verdicts(4, 6) })).toEqual({ kind: 'stay', because: 'useful' })
  })

  it('counts too late and useless as not useful', () => {
    expect(decide({ verdicts: { right: 3, false: 0, late: 4, useless: 3 } }).kind).toBe('demote')
  })

  it('is left alone on nine verdicts, however bad', () => {
    expect(decide({ verdicts: verdicts(0, 9) })).toEqual({ kind: 'stay', because: 'too_few' })
  })

  it('has four weeks first, counted anew when somebody gives it its voice back', () => {
    expect(decide({ loudSince: NOW - 28 * DAY_MS + 1 })).toEqual({ kind: 'stay', because: 'not_long_enough' })
    expect(decide({ loudSince: NOW - 28 * DAY_MS }).kind).toBe('demote')
  })

  it('is never quietened by the machine when it is about what must be acted on at once', () => {
    expect(decide({ severity: 1 })).toEqual({ kind: 'ask', useful: 3, judged: 10 })
  })

  it('cannot be demoted while it disturbs nobody', () => {
    expect(decide({ loudSince: null })).toEqual({ kind: 'stay', because: 'not_loud' })
  })
})

describe('since when a rule is loud', () => {
  const rule = shipped({
    code: 'r',
    title: { zh: '', en: '' },
    subject: 'customer',
    condition: fixed('overdue_fen', 'gt', 0),
    severity: 2,
    moneyMetric: null,
  })
  const at = (day: number, change: Partial<Rule>) => ({ from: day * DAY_MS, rule: { ...rule, ...change } })

  it('is when it was last switched on or got its voice back, whatever else changed since', () => {
    expect(loudSinceOf([at(1, { mode: 'trial' }), at(5, {}), at(9, { severity: 3 })])).toBe(5 * DAY_MS)
    expect(loudSinceOf([at(1, {}), at(5, { digestOnly: true }), at(9, {})])).toBe(9 * DAY_MS)
    expect(loudSinceOf([at(1, {}), at(5, { digestOnly: true })])).toBeNull()
    expect(loudSinceOf([at(1, {}), at(5, { mode: 'off' })])).toBeNull()
  })
})

describe('how often a rule fires against how often it should', () => {
  const expected = { alerts: 52, days: 364 }

  it('flags four times and nothing at all, and forgives twice in a short time', () => {
    expect(paceOf({ alerts: 16, days: 28 }, expected)).toBe('more')
    expect(paceOf({ alerts: 8, days: 28 }, expected)).toBe('as-expected')
    expect(paceOf({ alerts: 0, days: 28 }, expected)).toBe('as-expected')
    expect(paceOf({ alerts: 0, days: 120 }, expected)).toBe('less')
  })

  it('says nothing after less than two weeks', () => {
    expect(paceOf({ alerts: 30, days: 13 }, expected)).toBe('unknown')
    expect(paceOf({ alerts: 30, days: 28 }, { alerts: 1, days: 7 })).toBe('unknown')
  })

  it('does not cry wolf: at the expected rate fewer than one in a hundred is flagged', () => {
    // Poisson counts of mean 4 in four weeks against a year of 52.
    let [p, flagged] = [Math.exp(-4), 0]
    for (let alerts = 0; alerts < 40; alerts += 1) {
      if (alerts > 0) p *= 4 / alerts
      if (paceOf({ alerts, days: 28 }, expected) !== 'as-expected') flagged += p
    }
    expect(flagged).toBeLessThan(0.01)
  })
})
