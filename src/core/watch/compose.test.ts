import { describe, expect, it } from 'vitest'
import { checkRule } from './check-rule.ts'
import {
  canBeTeam,
  conditionOf,
  draftRule,
  earlier,
  firstLeaf,
  firstLine,
  gridFor,
  lineKindsFor,
  lineNumbers,
  onTeams,
  plainCondition,
} from './compose.ts'
import { METRICS } from './metrics.ts'
import { PACK } from './pack.ts'
import type { Rule } from './rule.ts'
import { SUBJECT_KINDS } from './subject.ts'

describe('a rule put together by choosing', () => {
  it.each(SUBJECT_KINDS)('is sound from the first choice on: %s', (kind) => {
    expect(checkRule({ ...draftRule('own-1', kind), version: 1 })).toEqual([])
  })

  it('is sound with every line that is offered for a figure, on the grid that line needs', () => {
    const seen = new Set<string>()
    for (const def of METRICS) {
      for (const kind of lineKindsFor(def)) {
        const leaf = { ...firstLeaf(def.subject, def.id), threshold: firstLine(kind, def) }
        const grid = gridFor(def.subject, leaf, 'change')
        const rule: Rule = { ...draftRule('own-1', def.subject), version: 1, condition: leaf, grid }
        expect(checkRule(rule), `${def.subject}.${def.id} ${kind}`).toEqual([])
        expect(lineNumbers(leaf.threshold, def).length, kind).toBeGreaterThan(0)
        seen.add(kind)
      }
    }
    expect([...seen].sort()).toEqual([
      'earlier-month',
      'field',
      'fixed',
      'own-gaps',
      'own-past',
      'peers',
      'statistical',
    ])
  })

  it('shows a plain condition as rows and gives the same condition back; a nested one is left alone', () => {
    const [one, two] = [firstLeaf('customer'), firstLeaf('customer', 'overdue_fen')]
    for (const condition of [one, { all: [one, two] }, { any: [one, two] }]) {
      expect(conditionOf(plainCondition(condition)!)).toEqual(condition)
    }
    expect(plainCondition({ all: [one, { any: [one, two] }] })).toBeNull()
    expect(plainCondition({ not: one })).toBeNull()
  })
})

describe('a rule one level up', () => {
  it('reads the same figure on teams, one for each manager, and is sound', () => {
    const onReps = PACK.filter((rule) => canBeTeam(rule))
    expect(onReps.map(({ code }) => code)).toContain('rep-follow-ups-unusual')
    for (const rule of onReps) {
      const team = onTeams(rule, 'own-9')
      expect(team).toMatchObject({ subject: 'team', mode: 'trial', responsible: 'subject-responsible' })
      expect(checkRule(team), rule.code).toEqual([])
    }
    expect(canBeTeam(PACK.find(({ subject }) => subject === 'customer')!)).toBe(false)
  })
})

describe('a rule proposed from a case', () => {
  it('speaks sooner, is silent, and stands on its own', () => {
    const overdue = PACK.find(({ code }) => code === 'instalment-overdue-30')!
    const sooner = earlier(overdue, 'own-9')
    expect(sooner).toMatchObject({
      code: 'own-9',
      mode: 'trial',
      title: { zh: `${overdue.title.zh}（更早）` },
    })
    expect(sooner.family).toBeUndefined()
    expect(sooner.clear).toBeUndefined()
    expect(checkRule(sooner)).toEqual([])
    const line = (op: 'gt' | 'lt', value: number) => {
      const condition = { metric: 'overdue_days', op, threshold: { kind: 'fixed', value } } as const
      const next = earlier({ ...overdue, condition }, 'own-9').condition
      return 'metric' in next && next.threshold.kind === 'fixed' ? next.threshold.value : null
    }
    expect([line('gt', 40), line('lt', 40)]).toEqual([30, 50])
  })
})
