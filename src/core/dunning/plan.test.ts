import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inScope } from '../watch/evaluate.ts'
import { PACK } from '../watch/pack.ts'
import type { Rule } from '../watch/rule.ts'
import { checkPlan, type PlanWish, rulesOf, rulesWithout } from './plan.ts'
import {
  firstDayOf,
  groupOf,
  groupsWithPlan,
  OWN_GROUPS,
  PLAN_GROUPS,
  planOf,
  ruleCode,
  STAGE_CODES,
  stageOfRule,
} from './stage.ts'

const DAYS = [-10, 0, 1, 7, 15, 30, 60]
const shipped = (): PlanWish[] => STAGE_CODES.map((stage, index) => ({ stage, from: DAYS[index]!, on: true }))
const withDays = (changes: Partial<Record<string, number>>): PlanWish[] =>
  shipped().map((one) => ({ ...one, from: changes[one.stage] ?? one.from }))

describe('a plan', () => {
  it.each([
    ['the shipped one', shipped(), true],
    ['days in another order', withDays({ letter: 3 }), 'plan_order'],
    ['two stages on one day', withDays({ letter: 7 }), 'plan_order'],
    ['a friendly word after the due day', withDays({ soon: 2 }), 'plan_side'],
    ['a call before it', withDays({ call: 0 }), 'plan_side'],
    ['nothing at all', shipped().map((one) => ({ ...one, on: false })), 'plan_empty'],
  ])('%s', (_name, wish, verdict) => {
    const checked = checkPlan(wish)
    expect(checked.ok || checked.code).toBe(verdict)
  })

  it('the shipped one changes no rule', () => {
    expect(rulesOf(PACK, 'all', shipped())).toEqual([])
  })

  it('a moved stage moves the end of the one before it, and nothing else', () => {
    const changed = rulesOf(PACK, 'all', withDays({ manager: 5 }))
    expect(changed.map(({ code }) => code)).toEqual(['instalment-overdue-1', 'instalment-overdue-7'])
    expect(firstDayOf(changed[1]!)).toBe(5)
    expect(JSON.stringify(changed[0]!.condition)).toContain(
      '"op":"lt","threshold":{"kind":"fixed","value":5}',
    )
  })

  it('a stage left out is off and the one before it goes on until the next', () => {
    const wish = shipped().map((one) => ({ ...one, on: one.stage !== 'letter' }))
    const changed = rulesOf(PACK, 'all', wish)
    const letter = changed.find(({ code }) => code === 'instalment-overdue-15')!
    expect(letter.mode).toBe('off')
    const rules = PACK.map((rule) => changed.find(({ code }) => code === rule.code) ?? rule)
    expect(planOf(rules, 'all').map(({ code }) => code)).not.toContain('letter')
    const before = changed.find(({ code }) => code === 'instalment-overdue-7')!
    expect(JSON.stringify(before.condition)).toContain('"value":30')
  })

  it('every debtor is dunned by exactly one of two plans', () => {
    const changed = rulesOf(PACK, 'key', withDays({ manager: 4 }))
    const rules = [...PACK.filter((rule) => !changed.some(({ code }) => code === rule.code)), ...changed]
    for (const keyLevel of ['key', 'normal'] as const) {
      const fields = { keyLevel, disputed: false, promise: null }
      const reached = rules.filter(
        ({ code, scope }) => code.startsWith('instalment-overdue-7') && inScope(scope!, fields),
      )
      expect(reached.map(({ code }) => code)).toEqual([
        keyLevel === 'key' ? 'instalment-overdue-7-key' : 'instalment-overdue-7',
      ])
    }
    expect(planOf(rules, 'key').find(({ code }) => code === 'manager')?.from).toBe(4)
    expect(planOf(rules, 'all').find(({ code }) => code === 'manager')?.from).toBe(7)
    expect(rulesOf(rules, 'key', withDays({ manager: 4 }))).toEqual([])
  })

  it('whatever groups get plans, change them and go back, every debtor is dunned by exactly one', () => {
    const merged = (stored: readonly Rule[], changed: readonly Rule[]) => [
      ...stored.filter((rule) => !changed.some(({ code }) => code === rule.code)),
      ...changed,
    ]
    const debtors = (['key', 'normal'] as const).flatMap((keyLevel) =>
      ['A', 'B', 'C', 'D', null].map((grade) => ({ keyLevel, grade })),
    )
    const step = fc.record({
      group: fc.constantFrom(...PLAN_GROUPS),
      manager: fc.integer({ min: 2, max: 14 }),
      isBack: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        let rules: readonly Rule[] = PACK
        for (const { group, manager, isBack } of steps) {
          const changed =
            isBack && group !== 'all'
              ? rulesWithout(rules, group)
              : rulesOf(rules, group, withDays({ manager }))
          rules = merged(rules, changed)
        }
        for (const debtor of debtors) {
          const fields = {
            keyLevel: debtor.keyLevel,
            creditGrade: debtor.grade,
            disputed: false,
            promise: null,
          }
          const reached = rules.filter(
            ({ code, mode, scope }) =>
              mode === 'on' && stageOfRule.get(code) === 'manager' && inScope(scope!, fields),
          )
          expect(reached.map(({ code }) => code)).toEqual([
            ruleCode('manager', groupOf(debtor, groupsWithPlan(rules))),
          ])
        }
        const back = OWN_GROUPS.reduce((all, group) => merged(all, rulesWithout(all, group)), rules)
        expect(groupsWithPlan(back)).toEqual([])
        const scopes = (all: readonly Rule[]) =>
          PACK.map(({ code }) => all.find((one) => one.code === code)!.scope)
        expect(scopes(back)).toEqual(scopes(PACK))
      }),
    )
  })

  it('a group that goes back to the plan of all leaves everybody to the rules as they were', () => {
    const merged = (stored: readonly Rule[], changed: readonly Rule[]) => [
      ...stored.filter((rule) => !changed.some(({ code }) => code === rule.code)),
      ...changed,
    ]
    const own = merged(PACK, rulesOf(PACK, 'key', withDays({ manager: 4 })))
    const back = merged(own, rulesWithout(own, 'key'))
    for (const rule of PACK) expect(back.find(({ code }) => code === rule.code)).toEqual(rule)
    expect(back.filter(({ code }) => code.endsWith('-key')).map(({ mode }) => mode)).not.toContain('on')
    expect(rulesWithout(back, 'key')).toEqual([])
    expect(planOf(merged(back, rulesOf(back, 'key', withDays({ manager: 5 }))), 'key')[3]?.from).toBe(5)
  })
})
