import { describe, expect, it } from 'vitest'
import { checkRule } from './check-rule.ts'
import { knobsOf, turnKnobs } from './knobs.ts'
import { PACK } from './pack.ts'
import type { Rule } from './rule.ts'

const ruleOf = (code: string) => PACK.find((rule) => rule.code === code)!

describe('knobs', () => {
  it('a card offers the number a person would want to change', () => {
    expect(knobsOf(ruleOf('deal-no-follow-up'))).toMatchObject([
      { path: 'condition.threshold.value', unit: 'days', value: 7 },
    ])
    expect(knobsOf(ruleOf('instalment-overdue-7')).map(({ path, value }) => [path, value])).toEqual([
      ['condition.all.0.threshold.value', 7],
      ['condition.all.1.threshold.value', 15],
    ])
    expect(knobsOf(ruleOf('stage-conversion-below-mean'))).toMatchObject([{ unit: 'pct', value: 0 }])
  })

  it('turning one changes that number only, and the clear line keeps its distance', () => {
    const rule = ruleOf('over-limit')
    const turned = turnKnobs(rule, [{ path: 'condition.threshold.value', value: 12_000 }])
    expect(turned).toMatchObject({
      ok: true,
      value: { condition: { threshold: { value: 12_000 } }, clear: { threshold: { value: 11_500 } } },
    })
    expect(rule.condition).toMatchObject({ threshold: { value: 10_000 } })
  })

  it.each([
    ['condition.threshold.value', -1, 'out_of_range'],
    ['condition.threshold.value', 1.5, 'out_of_range'],
    ['condition.metric', 3, 'no_such_knob'],
    ['__proto__.value', 3, 'no_such_knob'],
  ])('%s = %d is refused: %s', (path, value, code) => {
    expect(turnKnobs(ruleOf('deal-no-follow-up'), [{ path, value }])).toMatchObject({ ok: false, code })
  })

  it('every knob of every shipped rule can be turned to its ends and leaves a valid rule', () => {
    for (const rule of PACK) {
      for (const knob of knobsOf(rule)) {
        for (const value of [knob.min, knob.max]) {
          const turned = turnKnobs(rule, [{ path: knob.path, value }])
          expect(turned.ok && checkRule(turned.value), `${rule.code} ${knob.path}`).toEqual([])
        }
      }
    }
  })
})

describe('checkRule', () => {
  const rule = ruleOf('deal-no-follow-up')
  it.each<[string, Partial<Rule>]>([
    [
      'unknown_metric',
      { condition: { metric: 'moon_phase', op: 'gt', threshold: { kind: 'fixed', value: 1 } } },
    ],
    [
      'bad_number',
      { condition: { metric: 'deal_age', op: 'gt', threshold: { kind: 'fixed', value: Number.NaN } } },
    ],
    ['money_needs_fen', { moneyMetric: 'deal_age' }],
    [
      'grid_too_fine',
      { subject: 'rep', moneyMetric: null, condition: ruleOf('rep-contacts-drop').condition },
    ],
    [
      'gaps_need_age',
      {
        condition: {
          metric: 'deal_amount_fen',
          op: 'gt',
          threshold: { kind: 'own-gaps', pct: 200, minGaps: 3, atLeast: 1 },
        },
      },
    ],
    ['value_missing', { scope: { field: 'keyLevel', op: 'eq' } }],
    ['value_missing', { scope: { any: [{ field: 'keyLevel', op: 'in', value: [] }] } }],
    ['dates_reversed', { validFrom: '2026-03-02', validTo: '2026-03-01' }],
    ['dates_reversed', { validFrom: '2026-02-30' }],
    ['ladder_order', { ladder: [...rule.ladder].reverse() }],
  ])('finds %s', (code, change) => {
    expect(checkRule({ ...rule, ...change }).map((problem) => problem.code)).toEqual([code])
  })
})
