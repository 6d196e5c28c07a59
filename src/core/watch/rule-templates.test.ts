import { describe, expect, it } from 'vitest'
import { TRADES } from '../deal/pipeline-templates.ts'
import { checkRule } from './check-rule.ts'
import { gridFor, plainCondition } from './compose.ts'
import { PACK } from './pack.ts'
import { tellingOf } from './proven.ts'
import type { Rule } from './rule.ts'
import { RULE_TEMPLATES } from './rule-templates.ts'

describe.each(RULE_TEMPLATES.map((one) => [one.rule.code, one] as const))(
  'template %s',
  (_code, { rule, why }) => {
    it('is a sound rule, silent, that the editor can show as rows', () => {
      expect(checkRule({ ...rule, version: 1 })).toEqual([])
      expect(rule.mode).toBe('trial')
      expect(plainCondition(rule.condition)).not.toBeNull()
      expect(gridFor(rule.subject, rule.condition, rule.grid)).toBe(rule.grid)
    })

    it('has its name, its reason and its tasks in both languages, each in its own', () => {
      for (const { zh, en } of [rule.title, why, ...rule.playbook.map(({ title }) => title)]) {
        expect(zh).toMatch(/[\u4e00-\u9fff]/)
        expect(en).toMatch(/^[ -~]+$/)
      }
      // The reason says more than the name does, and not in the words of another template.
      expect(RULE_TEMPLATES.filter((one) => [one.why.zh, one.rule.title.zh].includes(why.zh))).toHaveLength(1)
      expect(rule.title.zh.length).toBeLessThanOrEqual(60)
    })
  },
)

it('has some for every trade, under codes and names of their own', () => {
  for (const trade of TRADES) {
    expect(RULE_TEMPLATES.filter((one) => one.trade === trade).length, trade).toBeGreaterThanOrEqual(3)
  }
  const codes = [...RULE_TEMPLATES.map(({ rule }) => rule.code), ...PACK.map(({ code }) => code)]
  expect(new Set(codes).size).toBe(codes.length)
  const names = [...RULE_TEMPLATES.map(({ rule }) => rule.title.zh), ...PACK.map(({ title }) => title.zh)]
  expect(new Set(names).size).toBe(names.length)
})

it('asks for something else than a rule that ships', () => {
  // Neither the order of its words nor a longer wait makes another rule of it.
  const askedBy = ({ subject, scope, condition, grid }: Omit<Rule, 'version'>) =>
    tellingOf({ ...PACK[0]!, subject, scope, condition, grid, pendingMinutes: 0 })
  const shippedAlready = new Set(PACK.map(askedBy))
  const asked = RULE_TEMPLATES.map(({ rule }) => askedBy(rule))
  expect(asked.filter((one) => shippedAlready.has(one))).toEqual([])
  expect(new Set(asked).size).toBe(asked.length)
})
