import { ok, type Result, refuse } from '../result.ts'
import type { Unit } from './metric.ts'
import { metricDef } from './metrics.ts'
import { COMPARE } from './operators.ts'
import type { PeerThreshold } from './peers.ts'
import { type Condition, isAboveNothing, isLeaf, type Leaf, type Rule } from './rule.ts'
import type { Bilingual } from './subject.ts'
import type { StatisticalThreshold } from './surprise.ts'

/** One number that the card of a rule offers to change. */
export type Knob = {
  path: string
  label: Bilingual
  unit: Unit | 'pct'
  value: number
  min: number
  max: number
}

type Place = { leaf: Leaf; path: string }

const TOP: Record<Unit, number> = {
  days: 3_660,
  workminutes: 540_000,
  fen: 100_000_000_000_000,
  count: 100_000,
  bp: 1_000_000,
  number: 1_000_000_000_000,
}

/** The numbers of the condition and the pending days, in the order they are written. */
export function knobsOf(rule: Rule): Knob[] {
  const places = placesOf(rule.condition, 'condition')
  const knobs = places.map(({ leaf, path }) => leafKnobs(rule, leaf, path))
  const shared = new Set(twice(knobs.flat().map((knob) => knob.label.zh)))
  return knobs.flatMap((some, index) =>
    some.map((knob) => (shared.has(knob.label.zh) ? withOperator(knob, places[index]!.leaf) : knob)),
  )
}

/** Two lines on one metric ("from 15 to 30 days") are only told apart by their operator. */
function withOperator(knob: Knob, leaf: Leaf): Knob {
  const { words } = COMPARE[leaf.op]
  const { zh, en } = knob.label
  return { ...knob, label: { zh: `${zh}${words.zh}`, en: `${en} ${words.en}` } }
}

function twice(labels: readonly string[]): string[] {
  return labels.filter((label, index) => labels.indexOf(label) !== index)
}

/**
 * The rule with some of its numbers changed; everything else, the clear condition too, keeps its distance to
 * them.
 */
export function turnKnobs(
  rule: Rule,
  turns: readonly { path: string; value: number }[],
): Result<Rule, 'no_such_knob' | 'out_of_range'> {
  const knobs = new Map(knobsOf(rule).map((knob) => [knob.path, knob]))
  let condition = rule.condition
  let clear = rule.clear
  for (const turn of turns) {
    const knob = knobs.get(turn.path)
    if (!knob) return refuse('no_such_knob', { path: turn.path })
    if (
      !(knob.unit === 'number' ? Number.isFinite : Number.isInteger)(turn.value) ||
      turn.value < knob.min ||
      turn.value > knob.max
    ) {
      return refuse('out_of_range', { path: turn.path, min: knob.min, max: knob.max })
    }
    if (clear && turn.path.endsWith('.value')) clear = shifted(clear, turn.value - knob.value)
    condition = withNumber(condition, turn.path.split('.').slice(1), turn.value)
  }
  return ok(clear ? { ...rule, condition, clear } : { ...rule, condition })
}

function leafKnobs(rule: Rule, leaf: Leaf, path: string): Knob[] {
  const def = metricDef(rule.subject, leaf.metric)
  const unit = def?.unit ?? 'count'
  const title = leaf.title ?? def?.title ?? { zh: leaf.metric, en: leaf.metric }
  const at = `${path}.threshold`
  const { threshold } = leaf
  if (threshold.kind === 'fixed') {
    if (unit === 'count' && isAboveNothing(leaf)) return []
    // What comes from outside may fall as well as rise, and stand below nothing.
    const min = def?.named ? -TOP[unit] : 0
    return [{ path: `${at}.value`, label: title, unit, value: threshold.value, min, max: TOP[unit] }]
  }
  if (threshold.kind === 'own-past' || threshold.kind === 'earlier-month') {
    const label =
      threshold.kind === 'own-past'
        ? { zh: '允许偏离均值', en: 'Tolerance around the mean' }
        : { zh: '允许偏离当时', en: 'Tolerance around that month' }
    return [
      { path: `${at}.tolerancePct`, label, unit: 'pct', value: threshold.tolerancePct, min: 0, max: 95 },
    ]
  }
  if (threshold.kind === 'statistical') return threshold.shared ? [] : chanceKnobs(threshold, at)
  if (threshold.kind === 'peers') return peerKnobs(threshold, at)
  const label =
    threshold.kind === 'own-gaps'
      ? { zh: '自身间隔的百分之几', en: 'Percent of the own interval' }
      : { zh: '标准的百分之几', en: 'Percent of the norm' }
  const pct: Knob = { path: `${at}.pct`, label, unit: 'pct', value: threshold.pct, min: 100, max: 1_000 }
  if (threshold.kind === 'own-gaps') {
    const least = { zh: '至少', en: 'At least' }
    return [
      pct,
      { path: `${at}.atLeast`, label: least, unit, value: threshold.atLeast, min: 0, max: TOP[unit] },
    ]
  }
  const otherwise = { zh: '没有标准时', en: 'Without a norm' }
  const value = threshold.otherwise
  return [pct, { path: `${at}.otherwise`, label: otherwise, unit, value, min: 0, max: TOP[unit] }]
}

/** The budget of false alarms is what people decide; how many figures share it is counted for them. */
function chanceKnobs({ falsePerYear, series }: StatisticalThreshold, at: string): Knob[] {
  const budget = { zh: '每年最多误报几次', en: 'False alarms a year at most' }
  const watched = { zh: '一位主管盯几条线', en: 'Figures one manager watches' }
  return [
    { path: `${at}.falsePerYear`, label: budget, unit: 'count', value: falsePerYear, min: 1, max: 260 },
    { path: `${at}.series`, label: watched, unit: 'count', value: series, min: 1, max: 2_000 },
  ]
}

function peerKnobs({ percentile, tolerancePct }: PeerThreshold, at: string): Knob[] {
  const rank = { zh: '同组第几百分位', en: 'Percentile of the group' }
  const label = { zh: '再允许偏离', en: 'Tolerance beyond it' }
  return [
    { path: `${at}.percentile`, label: rank, unit: 'pct', value: percentile, min: 1, max: 99 },
    { path: `${at}.tolerancePct`, label, unit: 'pct', value: tolerancePct, min: 0, max: 95 },
  ]
}

function placesOf(condition: Condition, path: string): Place[] {
  if (isLeaf(condition)) return [{ leaf: condition, path }]
  if ('not' in condition) return placesOf(condition.not, `${path}.not`)
  const [key, parts] = 'all' in condition ? ['all', condition.all] : ['any', condition.any]
  return parts.flatMap((part, index) => placesOf(part, `${path}.${key}.${index}`))
}

/** The rule with one number of its condition changed, whether or not its card offers that one. */
export function withNumberAt(rule: Rule, path: string, value: number): Rule {
  const turned = turnKnobs(rule, [{ path, value }])
  if (turned.ok) return turned.value
  return { ...rule, condition: withNumber(rule.condition, path.split('.').slice(1), value) }
}

/** Every line of a condition and where it stands in the rule. */
export function linesOf(rule: Rule): { leaf: Leaf; path: string }[] {
  return placesOf(rule.condition, 'condition')
}

/** Follows a path inside plain data and replaces the number at its end, copying what lies on the way. */
function withNumber<T>(node: T, path: readonly string[], value: number): T {
  const [head, ...rest] = path
  if (head === undefined) return value as T
  if (Array.isArray(node)) {
    return node.map((part, index) => (String(index) === head ? withNumber(part, rest, value) : part)) as T
  }
  return { ...node, [head]: withNumber((node as Record<string, unknown>)[head], rest, value) }
}

/** The clear line moves with the line, so that a raised limit does not make the alert clear at once. */
function shifted(condition: Condition, by: number): Condition {
  if (isLeaf(condition)) {
    if (condition.threshold.kind !== 'fixed') return condition
    return { ...condition, threshold: { kind: 'fixed', value: condition.threshold.value + by } }
  }
  if ('not' in condition) return { not: shifted(condition.not, by) }
  if ('all' in condition) return { all: condition.all.map((part) => shifted(part, by)) }
  return { any: condition.any.map((part) => shifted(part, by)) }
}
