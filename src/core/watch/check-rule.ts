import { isDay } from '../calendar.ts'
import { isTicking } from './fold.ts'
import { metricDef } from './metrics.ts'
import { FIELD } from './operators.ts'
import { type Condition, isLeaf, type Leaf, type Rule, type Scope } from './rule.ts'
import type { SubjectKind } from './subject.ts'

export type RuleProblem = {
  path: string
  code:
    | 'unknown_metric'
    | 'grid_too_fine'
    | 'gaps_need_age'
    | 'value_missing'
    | 'money_needs_fen'
    | 'dates_reversed'
    | 'ladder_order'
    | 'bad_number'
    | 'needs_direction'
    | 'no_chance'
    | 'no_peers'
  detail?: string
}

/**
 * What is wrong with a rule beyond its shape; a rule with problems is refused on every path that writes one.
 */
export function checkRule(rule: Rule): RuleProblem[] {
  const problems = checkCondition(rule, rule.condition, 'condition')
  if (rule.clear) problems.push(...checkCondition(rule, rule.clear, 'clear'))
  if (rule.scope) problems.push(...checkScope(rule.scope, 'scope'))
  if (rule.moneyMetric !== null && metricDef(rule.subject, rule.moneyMetric)?.unit !== 'fen') {
    problems.push({ path: 'moneyMetric', code: 'money_needs_fen', detail: rule.moneyMetric })
  }
  const { validFrom, validTo } = rule
  const areDays = [validFrom, validTo].every((day) => day === undefined || isDay(day))
  if (!areDays || (validFrom && validTo && validFrom > validTo)) {
    problems.push({ path: 'validTo', code: 'dates_reversed' })
  }
  const minutes = rule.ladder.map((rung) => rung.afterWorkingMinutes)
  if (minutes.some((value, index) => index > 0 && value < minutes[index - 1]!)) {
    problems.push({ path: 'ladder', code: 'ladder_order' })
  }
  return problems
}

function checkCondition(rule: Rule, condition: Condition, path: string): RuleProblem[] {
  if (isLeaf(condition)) return checkLeaf(rule, condition, path)
  if ('not' in condition) return checkCondition(rule, condition.not, `${path}.not`)
  const [key, parts] = 'all' in condition ? ['all', condition.all] : ['any', condition.any]
  return parts.flatMap((part, index) => checkCondition(rule, part, `${path}.${key}.${index}`))
}

function checkLeaf(rule: Rule, leaf: Leaf, path: string): RuleProblem[] {
  const def = metricDef(rule.subject, leaf.metric)
  if (!def) return [{ path: `${path}.metric`, code: 'unknown_metric', detail: leaf.metric }]
  const { threshold } = leaf
  const numbers = Object.values(threshold).filter((value) => typeof value === 'number')
  if (numbers.some((value) => !Number.isFinite(value)))
    return [{ path: `${path}.threshold`, code: 'bad_number' }]
  // What is held against the past moves every day: it is read on a grid, or every midnight would be a change.
  // Nobody marks a team when one of its people does something, and what peers do would be a change for all.
  const isMoving = threshold.kind !== 'fixed' && threshold.kind !== 'field' && threshold.kind !== 'own-gaps'
  if ((isMoving || rule.subject === 'team') && rule.grid === 'change')
    return [{ path: 'grid', code: 'grid_too_fine' }]
  if (threshold.kind === 'statistical') return checkStatistical(rule, leaf, path)
  if (threshold.kind === 'peers' && !PEER_FIELDS[rule.subject]?.includes(threshold.field))
    return [{ path: `${path}.threshold`, code: 'no_peers', detail: threshold.field }]
  if (threshold.kind === 'own-gaps' && !isTicking(def))
    return [{ path: `${path}.threshold`, code: 'gaps_need_age' }]
  return []
}

/** By what the subjects of a kind are grouped when they are held against each other (C120). */
export const PEER_FIELDS: Partial<Record<SubjectKind, readonly string[]>> = {
  rep: ['team'],
  customer: ['keyLevel', 'city', 'creditGrade'],
}

/** Days that the records of a kind state themselves, for lines that are a share of them (C041). */
export const LINE_FIELDS: Partial<Record<SubjectKind, readonly string[]>> = {
  customer: ['termDays'],
  instalment: ['termDays'],
  deal: ['stageNormDays'],
}

/** Its weeks are whole and do not overlap, one side is bad, and few subjects have enough of them. */
function checkStatistical(rule: Rule, { metric, op }: Leaf, path: string): RuleProblem[] {
  if (rule.grid !== 'week') return [{ path: 'grid', code: 'grid_too_fine' }]
  if (op === 'eq' || op === 'ne') return [{ path: `${path}.op`, code: 'needs_direction' }]
  const hasChance = metricDef(rule.subject, metric)?.statistics !== undefined
  return hasChance ? [] : [{ path: `${path}.threshold`, code: 'no_chance', detail: metric }]
}

function checkScope(scope: Scope, path: string): RuleProblem[] {
  if ('field' in scope) {
    const isGood = FIELD[scope.op].accepts(scope.value)
    return isGood ? [] : [{ path: `${path}.value`, code: 'value_missing', detail: scope.field }]
  }
  if ('not' in scope) return checkScope(scope.not, `${path}.not`)
  const [key, parts] = 'all' in scope ? ['all', scope.all] : ['any', scope.any]
  return parts.flatMap((part, index) => checkScope(part, `${path}.${key}.${index}`))
}
