import { LINE_FIELDS, PEER_FIELDS } from './check-rule.ts'
import { isTicking } from './fold.ts'
import { withNumberAt } from './knobs.ts'
import type { MetricDef, Unit } from './metric.ts'
import { metricDef, metricsFor } from './metrics.ts'
import {
  type Condition,
  type FieldTest,
  type Grid,
  isLeaf,
  type Leaf,
  leavesOf,
  type Rule,
  type Threshold,
} from './rule.ts'
import type { Bilingual, SubjectKind } from './subject.ts'

/** What a rule is put together from by choosing (C121): the choices, and where each of them begins. */

export type ThresholdKind = Threshold['kind']

/** Kinds of line that make sense for a figure, the plainest first. */
export function lineKindsFor(def: MetricDef): ThresholdKind[] {
  const kinds: ThresholdKind[] = ['fixed']
  if (!isTicking(def)) kinds.push('own-past', 'earlier-month')
  if (def.statistics) kinds.push('statistical')
  if (PEER_FIELDS[def.subject]) kinds.push('peers')
  if (LINE_FIELDS[def.subject] && def.unit === 'days') kinds.push('field')
  if (isTicking(def) && !def.gate) kinds.push('own-gaps')
  return kinds
}

/** By what else a line of this kind may be drawn: another group, another day of the record. */
export function lineFieldsFor(threshold: Threshold, subject: SubjectKind): readonly string[] {
  if (threshold.kind === 'peers') return PEER_FIELDS[subject] ?? []
  return threshold.kind === 'field' ? (LINE_FIELDS[subject] ?? []) : []
}

/** A line of this kind to begin with; the numbers are for people to change. */
export function firstLine(kind: ThresholdKind, def: MetricDef): Threshold {
  switch (kind) {
    case 'fixed':
      if (def.fold.kind === 'period') return { kind, value: firstOfPeriodFigure(def) }
      return { kind, value: def.unit === 'bp' ? 5_000 : def.unit === 'fen' ? 1_000_000 : 7 }
    case 'own-past':
      if (def.fold.kind === 'period') return { kind, windows: 6, windowDays: 30, tolerancePct: 10, minN: 3 }
      return { kind, windows: 3, windowDays: 30, tolerancePct: 30, minN: 12 }
    case 'earlier-month':
      return { kind, months: 12, tolerancePct: 20, minN: def.fold.kind === 'period' ? 1 : 5 }
    case 'own-gaps':
      return { kind, pct: 200, minGaps: 3, atLeast: 30 }
    case 'field':
      return { kind, field: LINE_FIELDS[def.subject]?.[0] ?? 'termDays', pct: 100, otherwise: 30 }
    case 'peers': {
      const field = PEER_FIELDS[def.subject]?.[0] ?? ''
      return { kind, field, percentile: def.bad === 'low' ? 10 : 90, tolerancePct: 20, minPeers: 5 }
    }
    case 'statistical':
      return { kind, falsePerYear: 4, series: def.subject === 'rep' ? 10 : 1, minWeeks: 12, shared: true }
  }
}

/** A rise or a fall by a tenth; of the figure itself nobody but the company knows what is much. */
function firstOfPeriodFigure({ unit, bad }: MetricDef): number {
  if (unit !== 'bp') return 0
  return bad === 'low' ? -1_000 : 1_000
}

export type LineNumber = {
  key: string
  label: Bilingual
  unit: Unit | 'pct'
  min: number
  max: number
  value: number
}

const NUMBERS: Record<string, { label: Bilingual; unit: Unit | 'pct'; min: number; max: number }> = {
  windows: { label: { zh: '看过去几段', en: 'Windows of the past' }, unit: 'count', min: 1, max: 24 },
  windowDays: { label: { zh: '每段几天', en: 'Days in each' }, unit: 'days', min: 1, max: 366 },
  tolerancePct: { label: { zh: '允许偏离', en: 'Tolerance' }, unit: 'pct', min: 0, max: 95 },
  minN: { label: { zh: '至少几个样本', en: 'Cases at least' }, unit: 'count', min: 1, max: 10_000 },
  months: { label: { zh: '和几个月前比', en: 'Months back' }, unit: 'count', min: 1, max: 24 },
  pct: { label: { zh: '百分之几', en: 'Percent' }, unit: 'pct', min: 100, max: 1_000 },
  minGaps: { label: { zh: '至少几次间隔', en: 'Intervals at least' }, unit: 'count', min: 2, max: 100 },
  atLeast: { label: { zh: '至少', en: 'At least' }, unit: 'days', min: 0, max: 3_660 },
  percentile: {
    label: { zh: '同组第几百分位', en: 'Percentile of the group' },
    unit: 'pct',
    min: 1,
    max: 99,
  },
  minPeers: { label: { zh: '至少几个可比', en: 'Peers at least' }, unit: 'count', min: 3, max: 1_000 },
  falsePerYear: {
    label: { zh: '每位主管每年最多误报几次', en: 'False alarms a year per manager' },
    unit: 'count',
    min: 1,
    max: 260,
  },
  series: {
    label: { zh: '一位主管盯几条线', en: 'Figures one manager watches' },
    unit: 'count',
    min: 1,
    max: 2_000,
  },
  minWeeks: { label: { zh: '至少几周历史', en: 'Weeks of past at least' }, unit: 'count', min: 9, max: 104 },
}

const TOP: Record<Unit, number> = {
  days: 3_660,
  workminutes: 540_000,
  fen: 100_000_000_000_000,
  count: 100_000,
  bp: 1_000_000,
  number: 1_000_000_000_000,
}

/** The numbers of a line that people may change, in the unit of the figure where they are in it. */
export function lineNumbers(
  threshold: Threshold,
  { unit, fold }: Pick<MetricDef, 'unit' | 'fold'>,
): LineNumber[] {
  const isBudgeted = threshold.kind === 'statistical' && threshold.shared === true
  return Object.entries(threshold).flatMap(([key, value]): LineNumber[] => {
    if (typeof value !== 'number' || (key === 'windowDays' && fold.kind === 'period')) return []
    if (isBudgeted && (key === 'falsePerYear' || key === 'series')) return []
    const known = NUMBERS[key]
    if (known) return [{ key, value, ...known }]
    const label = key === 'value' ? { zh: '预警线', en: 'Line' } : { zh: '没有标准时', en: 'Without a norm' }
    return [{ key, value, label, unit, min: -TOP[unit], max: TOP[unit] }]
  })
}

/** The first figure of a kind of subject, on its bad side. */
export function firstLeaf(subject: SubjectKind, metric = metricsFor(subject)[0]!.id): Leaf {
  return leafOn(metricDef(subject, metric)!)
}

/** The same of a figure whose name the company gives. */
export function leafOn(def: MetricDef): Leaf {
  const leaf: Leaf = {
    metric: def.id,
    op: def.bad === 'low' ? 'lt' : 'gt',
    threshold: firstLine('fixed', def),
  }
  return def.named ? { ...leaf, title: def.title } : leaf
}

export type PlainCondition = { join: 'all' | 'any'; leaves: Leaf[] }

/** A condition as one row per figure, when it is as plain as that; null for trees within trees. */
export function plainCondition(condition: Condition): PlainCondition | null {
  if (isLeaf(condition)) return { join: 'all', leaves: [condition] }
  if ('not' in condition) return null
  const [join, parts] =
    'all' in condition ? (['all', condition.all] as const) : (['any', condition.any] as const)
  return parts.every(isLeaf) ? { join, leaves: parts } : null
}

export function conditionOf({ join, leaves }: PlainCondition): Condition {
  if (leaves.length === 1) return leaves[0]!
  return join === 'all' ? { all: leaves } : { any: leaves }
}

/** Over again on the other side of the same line: what an alert may wait for before it is over. */
export function clearingOf(leaf: Leaf): Leaf {
  const { title, metric, op, threshold } = leaf
  const back = { gt: 'lte', gte: 'lt', lt: 'gte', lte: 'gt', eq: 'ne', ne: 'eq' } as const
  return { metric, op: back[op], threshold, ...(title ? { title } : {}) }
}

/** The finest grid a condition may be read on: what moves by itself is not looked at with every fact. */
export function gridFor(subject: SubjectKind, condition: Condition, wish: Grid): Grid {
  const kinds = leavesOf(condition).map(({ threshold }) => threshold.kind)
  if (kinds.includes('statistical')) return 'week'
  const isStill = kinds.every((kind) => kind === 'fixed' || kind === 'field' || kind === 'own-gaps')
  return wish === 'change' && (!isStill || subject === 'team') ? 'day' : wish
}

/** How much sooner a rule proposed from a case speaks: at three quarters of its first fixed line. */
const SOONER = 0.75

/**
 * A rule that would have spoken earlier than the one a case came from: fixed lines moved to the good side,
 * no waiting, silent until its record has been seen. Lines that move by themselves are left to their knobs.
 */
export function earlier<R extends Omit<Rule, 'version'>>(rule: R, code: string): R {
  const { clear: _clear, family: _family, ...rest } = rule
  return {
    ...rest,
    code,
    title: { zh: `${rule.title.zh}（更早）`, en: `${rule.title.en} (earlier)` },
    condition: sooner(rule.condition),
    pendingMinutes: Math.floor((rule.pendingMinutes * SOONER) / 1_440) * 1_440,
    mode: 'trial',
  } as unknown as R
}

/** A rule with one number changed, under a name of its own and silent: what a report of misses proposes. */
export function moved<R extends Omit<Rule, 'version'>>(
  rule: R,
  code: string,
  { path, to }: { path: string; to: number },
): R {
  const { version: _version, family: _family, ...next } = withNumberAt({ ...rule, version: 0 }, path, to)
  const title = { zh: `${rule.title.zh}（更早）`, en: `${rule.title.en} (earlier)` }
  return { ...next, code, title, mode: 'trial' } as unknown as R
}

function sooner(condition: Condition): Condition {
  if (isLeaf(condition)) {
    const { threshold, op } = condition
    if (threshold.kind !== 'fixed' || op === 'eq' || op === 'ne') return condition
    const isHigh = op === 'gt' || op === 'gte'
    const value = Math.round(threshold.value * (isHigh === threshold.value >= 0 ? SOONER : 2 - SOONER))
    return { ...condition, threshold: { kind: 'fixed', value } }
  }
  if ('not' in condition) return condition
  return 'all' in condition ? { all: condition.all.map(sooner) } : { any: condition.any.map(sooner) }
}

/** Whether the same condition can be read on teams, where there are more cases behind every figure. */
export function canBeTeam(rule: Pick<Rule, 'subject' | 'condition'>): boolean {
  const leaves = leavesOf(rule.condition)
  const isOnTeams = leaves.every(
    ({ metric, threshold }) => metricDef('team', metric) && threshold.kind !== 'peers',
  )
  return rule.subject === 'rep' && isOnTeams
}

/** The rule one level up: one figure for each team instead of one for each person. */
export function onTeams<R extends Omit<Rule, 'version'>>(rule: R, code: string): R {
  const { clear: _clear, family: _family, scope: _scope, ...rest } = rule
  return {
    ...rest,
    code,
    title: { zh: `${rule.title.zh}（按团队）`, en: `${rule.title.en} (by team)` },
    subject: 'team',
    scope: null,
    condition: watchedAlone(rule.condition),
    grid: gridFor('team', rule.condition, rule.grid),
    responsible: 'subject-responsible',
    moneyMetric: rule.moneyMetric && metricDef('team', rule.moneyMetric) ? rule.moneyMetric : null,
    mode: 'trial',
  } as unknown as R
}

/** A manager has one team to watch where there were ten people. */
function watchedAlone(condition: Condition): Condition {
  if (isLeaf(condition)) {
    const { threshold } = condition
    return threshold.kind === 'statistical'
      ? { ...condition, threshold: { ...threshold, series: 1 } }
      : condition
  }
  if ('not' in condition) return { not: watchedAlone(condition.not) }
  return 'all' in condition
    ? { all: condition.all.map(watchedAlone) }
    : { any: condition.any.map(watchedAlone) }
}

/** Fields of a subject that a rule can be limited by, with the values there are. */
export const SCOPE_CHOICES: Partial<Record<SubjectKind, readonly ScopeChoice[]>> = {
  customer: [
    {
      test: { field: 'keyLevel', op: 'eq', value: 'key' },
      label: { zh: '只看重点客户', en: 'Key customers only' },
    },
    {
      test: { field: 'keyLevel', op: 'ne', value: 'key' },
      label: { zh: '只看普通客户', en: 'Other customers only' },
    },
    {
      test: { field: 'termDays', op: 'filled' },
      label: { zh: '只看约定了账期的', en: 'Only with an agreed term' },
    },
  ],
  instalment: [
    {
      test: { field: 'disputed', op: 'ne', value: true },
      label: { zh: '没有争议的', en: 'Not in dispute' },
    },
    {
      test: { field: 'promise', op: 'ne', value: 'standing' },
      label: { zh: '客户没有约定付款日的', en: 'No promised day ahead' },
    },
    {
      test: { field: 'promise', op: 'empty' },
      label: { zh: '没有付款承诺，也没有失约的', en: 'Nothing promised, nothing broken' },
    },
    {
      test: { field: 'promise', op: 'eq', value: 'broken' },
      label: { zh: '承诺了付款却失约的', en: 'A promise was broken' },
    },
  ],
}

export type ScopeChoice = { test: FieldTest; label: Bilingual }

/** A rule to begin with: silent, until its record has been seen. */
export function draftRule(code: string, subject: SubjectKind): Omit<Rule, 'version'> {
  return {
    code,
    title: { zh: '', en: '' },
    subject,
    scope: null,
    condition: firstLeaf(subject),
    grid: gridFor(subject, firstLeaf(subject), 'change'),
    pendingMinutes: 0,
    coolDownDays: 7,
    severity: 2,
    responsible: subject === 'org' || subject === 'stage' ? 'boss' : 'subject-responsible',
    informed: [],
    ladder: [],
    playbook: [],
    moneyMetric: metricsFor(subject).find(({ unit, bad }) => unit === 'fen' && bad === 'high')?.id ?? null,
    mode: 'trial',
  }
}
