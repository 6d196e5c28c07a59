import { describe, expect, it } from 'vitest'
import { dayNumber } from '../calendar.ts'
import { PACK } from '../watch/pack.ts'
import { fixed, shipped } from '../watch/pack-shape.ts'
import type { Rule } from '../watch/rule.ts'
import { bestOf, candidatesFor, foreseenBy, isAbout, type Loss } from './miss.ts'

const ON = dayNumber('2026-06-01')
const loss: Loss = { kind: 'overdue-60', subjectId: 'i', customerId: 'c', on: ON }
const rule = (change: Partial<Rule>): Rule =>
  shipped({
    code: 'r',
    title: { zh: '', en: '' },
    subject: 'instalment',
    condition: fixed('overdue_days', 'gte', 30),
    severity: 2,
    moneyMetric: null,
    ...change,
  })
const own = rule({})
const ofCustomer = rule({ subject: 'customer', condition: fixed('overdue_fen', 'gt', 1_000) })
const forgotten = rule({ subject: 'customer', condition: fixed('follow_up_age', 'gt', 30) })

describe('a loss', () => {
  it('was foreseen by the first warning about the thing itself or its customer, within its time', () => {
    const warn = (who: string, days: number, by = own) => ({ rule: by, subjectId: who, on: ON - days })
    expect(foreseenBy(loss, [warn('i', 5), warn('i', 30), warn('c', 12, ofCustomer)])?.on).toBe(ON - 30)
    expect(foreseenBy(loss, [warn('c', 12, ofCustomer)])?.on).toBe(ON - 12)
  })

  it('was not foreseen on its own day, long before, about somebody else or about another trouble', () => {
    const warn = (subjectId: string, days: number, by = own) => ({ rule: by, subjectId, on: ON - days })
    expect(foreseenBy(loss, [warn('i', 0)])).toBeNull()
    expect(foreseenBy(loss, [warn('i', 91)])).toBeNull()
    expect(foreseenBy(loss, [warn('other', 5)])).toBeNull()
    expect(foreseenBy(loss, [warn('c', 5, forgotten)])).toBeNull()
  })

  it('is what some shipped rule is about, whatever its kind', () => {
    for (const kind of ['bad-debt', 'overdue-60', 'deal-lost', 'churn'] as const)
      expect(
        PACK.some((one) => isAbout(one, kind)),
        kind,
      ).toBe(true)
  })
})

describe('what might have seen it', () => {
  const movesOf = (change: Partial<Rule>, kind: Loss['kind'] = 'overdue-60') =>
    candidatesFor([rule(change)], [kind]).map(({ move }) => move && [move.from, move.to])

  it('is a silent rule as it is, and any rule with its line moved to the sooner side', () => {
    expect(movesOf({ mode: 'trial' })).toEqual([null, [30, 8], [30, 15], [30, 23]])
    expect(movesOf({})).toEqual([
      [30, 8],
      [30, 15],
      [30, 23],
    ])
  })

  it('is a habit read from fewer orders, or a shorter silence than before', () => {
    const condition: Rule['condition'] = {
      metric: 'order_interval_days',
      op: 'gt',
      threshold: { kind: 'own-gaps', pct: 200, minGaps: 3, atLeast: 14 },
    }
    const found = candidatesFor([rule({ subject: 'customer', condition })], ['churn'])
    expect(found.map(({ move }) => move)).toEqual([
      { path: 'condition.threshold.minGaps', from: 3, to: 2 },
      { path: 'condition.threshold.pct', from: 200, to: 150 },
    ])
    expect(found.map(({ rule: { condition: moved } }) => moved)).toEqual([
      { ...condition, threshold: { ...condition.threshold, minGaps: 2 } },
      { ...condition, threshold: { ...condition.threshold, pct: 150 } },
    ])
  })

  it('is tried as if it were on, and only where it is about the loss', () => {
    expect(
      candidatesFor([rule({ mode: 'off' })], ['overdue-60']).every(({ rule: one }) => one.mode === 'on'),
    ).toBe(true)
    expect(candidatesFor([rule({ mode: 'off' })], ['churn'])).toEqual([])
  })

  it('is shown best first, without what another does for fewer alerts', () => {
    const tried = (caught: number[], alerts: number) => ({ alerts, caught })
    const shown = bestOf(
      [tried([], 1), tried([1], 50), tried([1, 2], 40), tried([2], 5), tried([1, 2, 3], 200), tried([3], 90)],
      3,
    )
    expect(shown.map(({ caught, alerts }) => [caught, alerts])).toEqual([
      [[1, 2, 3], 200],
      [[1, 2], 40],
      [[2], 5],
    ])
  })
})
