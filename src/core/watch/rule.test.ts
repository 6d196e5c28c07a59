import { describe, expect, it } from 'vitest'
import { isEverInScope } from './ever-in-scope.ts'
import { fixed, shipped } from './pack-shape.ts'
import { lookBackOf, type Rule, type Threshold } from './rule.ts'

function ruleWith(threshold: Threshold, clear?: Rule['clear']): Rule {
  return shipped({
    code: 'x',
    title: { zh: '', en: '' },
    subject: 'customer',
    condition: { all: [{ metric: 'contacts_4w', op: 'lt', threshold }, fixed('open_fen', 'gt', 0)] },
    ...(clear ? { clear } : {}),
    severity: 3,
    moneyMetric: null,
  })
}

describe('how far back a line is drawn from', () => {
  const ownPast: Threshold = { kind: 'own-past', windows: 3, windowDays: 28, tolerancePct: 0, minN: 1 }

  it('is told per metric, the longest of all rules', () => {
    const earlier: Threshold = { kind: 'earlier-month', months: 12, tolerancePct: 0, minN: 1 }
    expect(lookBackOf([ruleWith(ownPast)])).toEqual(new Map([['contacts_4w', 84]]))
    expect(lookBackOf([ruleWith(ownPast), ruleWith(earlier)])).toEqual(new Map([['contacts_4w', 403]]))
  })

  it('reaches the same day of the earlier month, whatever months lie between', () => {
    const earlier: Threshold = { kind: 'earlier-month', months: 1, tolerancePct: 0, minN: 1 }
    // 31 March is held against the last of February, 28 March too: never more than two long months.
    expect(lookBackOf([ruleWith(earlier)]).get('contacts_4w')).toBeGreaterThanOrEqual(31 + 28)
  })

  it('is everything where the own gaps are the line, in a clear condition as well', () => {
    const gaps: Threshold = { kind: 'own-gaps', pct: 200, minGaps: 3, atLeast: 14 }
    const clear = { metric: 'follow_up_age', op: 'lt', threshold: gaps } as const
    expect(lookBackOf([ruleWith(ownPast, clear)]).get('follow_up_age')).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('being in scope at any time', () => {
  const scope = { field: 'keyLevel', op: 'eq', value: 'key' } as const

  it('looks at every change that is known of, also one to come', () => {
    const normal = { at: 1, until: 5, value: 'normal' }
    expect(isEverInScope(scope, {})).toBe(false)
    expect(isEverInScope(scope, { keyLevel: [normal] })).toBe(false)
    expect(isEverInScope(scope, { keyLevel: [normal, { at: 5, value: 'key' }] })).toBe(true)
    expect(isEverInScope(null, { keyLevel: [normal] })).toBe(true)
  })

  it('knows that a field had no value before its first and has none after its end', () => {
    const not = { field: 'keyLevel', op: 'empty' } as const
    expect(isEverInScope(not, { keyLevel: [{ at: 1, value: 'key' }] })).toBe(true)
    const both = { all: [not, { field: 'other', op: 'eq', value: 1 }] } as const
    const other = [{ at: 0, value: 1 }]
    expect(
      isEverInScope({ all: [...both.all] }, { keyLevel: [{ at: 0, until: 9, value: 'key' }], other }),
    ).toBe(true)
    expect(isEverInScope({ all: [...both.all] }, { keyLevel: [{ at: 0, value: 'key' }], other })).toBe(false)
  })
})
