import { describe, expect, it } from 'vitest'
import type { LeafFinding } from '../core/watch/evaluate.ts'
import { METRICS } from '../core/watch/metrics.ts'
import { PACK } from '../core/watch/pack.ts'
import { leavesOf } from '../core/watch/rule.ts'
import { findingSentence, ruleSentence, saidOn } from './watch.ts'

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

  it('never says that something crossed a line of nothing', () => {
    for (const { subject, condition } of PACK)
      for (const { metric, op, threshold } of leavesOf(condition)) {
        expect(ruleSentence({ subject, condition, pendingMinutes: 0 }).zh).not.toMatch(/超过 (0|¥0)( |$)/)
        if (op !== 'gt' || threshold.kind !== 'fixed' || threshold.value !== 0) continue
        const said = findingSentence(subject, leaf({ metric, value: 1, threshold: 0 }))
        expect(said.zh, `${subject}.${metric}`).not.toContain('预警线 0')
      }
    const [one, two] = [1, 2].map((value) =>
      findingSentence('contract', leaf({ metric: 'obligations_overdue', value, threshold: 0 })),
    )
    expect([one!.en, two!.en]).toEqual([
      '1 obligation past the day agreed',
      '2 obligations past the day agreed',
    ])
  })

  it('says the day its figures are of, and what their money has become', () => {
    const said = { zh: '有 ¥17.4万 逾期未收', en: '¥174k overdue' }
    const when = { on: '2026-04-26', today: '2026-11-27' } as const
    expect(saidOn(said, { on: '2026-11-27', today: '2026-11-27' }, 1n)).toEqual(said)
    expect(saidOn(said, when).zh).toBe('有 ¥17.4万 逾期未收（04-26 时）')
    expect(saidOn(said, when, 27_100_000n)).toEqual({
      zh: '有 ¥17.4万 逾期未收（04-26 时），现在 ¥27.1万',
      en: '¥174k overdue (on 04-26), now ¥271k',
    })
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

  it('tells a share of money as a rate however few amounts it comes of', () => {
    const progress = leaf({ metric: 'mtd_collections_bp', op: 'lt', value: 0, threshold: 8000, n: 1 })
    expect(findingSentence('rep', { ...progress, num: 0, den: 6_857_144 }).zh).not.toContain('个里')
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
