import { describe, expect, it } from 'vitest'
import type { LeafFinding } from '../core/watch/evaluate.ts'
import { METRICS } from '../core/watch/metrics.ts'
import { PACK } from '../core/watch/pack.ts'
import { leavesOf } from '../core/watch/rule.ts'
import { findingSentence, ruleSentence } from './watch.ts'

function leaf(rest: Partial<LeafFinding>): LeafFinding {
  return {
    metric: 'follow_up_age',
    op: 'gt',
    truth: 'true',
    value: 8,
    threshold: 7,
    baseline: null,
    windowDays: null,
    n: 1,
    num: null,
    den: null,
    level: 0,
    missing: null,
    ...rest,
  }
}

describe('one plain sentence', () => {
  it('says what a salesperson would say', () => {
    expect(findingSentence('deal', leaf({}))).toEqual({
      zh: '已 8 天没有跟进',
      en: 'No follow-up for 8 days',
    })
    expect(findingSentence('instalment', leaf({ metric: 'overdue_days', value: 1 })).en).toBe('1 day overdue')
    expect(findingSentence('instalment', leaf({ metric: 'overdue_days', value: 0 })).zh).toBe('今天到期')
    expect(findingSentence('customer', leaf({ metric: 'overdue_fen', value: 12_800_000 })).zh).toBe(
      '有 ¥12.8万 逾期未收',
    )
  })

  it('tells few cases as cases and many as a rate (law 11)', () => {
    const rate = leaf({
      metric: 'stage_conversion_30d',
      op: 'lt',
      value: 4286,
      threshold: 5000,
      num: 3,
      den: 7,
      n: 7,
    })
    expect(findingSentence('org', rate).zh).toContain('7 个里 3 个')
    expect(findingSentence('org', { ...rate, num: 30, den: 70, n: 70 }).zh).toContain('42.9%')
  })

  it('admits it when there is no data', () => {
    expect(findingSentence('deal', leaf({ value: null })).en).toContain('no data')
  })
})

describe('a rule read out', () => {
  it('names subject, metric, comparison and line', () => {
    const rule = PACK.find(({ code }) => code === 'deal-no-follow-up')!
    expect(ruleSentence(rule)).toEqual({
      zh: '商机：未跟进天数超过 7 天',
      en: 'Deal: Days since last follow-up above 7 days',
    })
  })

  it('has words for every shipped rule and every metric in both languages', () => {
    for (const rule of PACK) {
      const { zh, en } = ruleSentence(rule)
      expect(`${zh}${en}`, rule.code).not.toMatch(/undefined|NaN|\[object/)
      for (const { metric } of leavesOf(rule.condition)) expect(zh, rule.code).not.toContain(metric)
      expect(en, rule.code).not.toMatch(/[一-鿿]/)
    }
    for (const def of METRICS) {
      const { zh, en } = findingSentence(
        def.subject,
        leaf({ metric: def.id, value: 3, threshold: 2, num: 1, den: 3, baseline: 2 }),
      )
      expect(`${zh}${en}`, def.id).not.toMatch(/undefined|NaN|null/)
    }
  })
})
