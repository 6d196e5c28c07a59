import type { Day, Instant } from '../calendar.ts'
import type { Role } from '../permission.ts'
import type { Bilingual, SubjectKind } from './subject.ts'

export const COMPARISONS = ['gt', 'gte', 'lt', 'lte', 'eq', 'ne'] as const
export type Comparison = (typeof COMPARISONS)[number]

/**
 * Where the line is. `own-past` is the mean of the same reading over earlier windows of the same subject,
 * moved by a tolerance; `own-gaps` is a share of the median gap between the subject's own earlier facts
 * (hiatus, C240); `field` takes it from the subject itself (the norm of the deal's stage, C041);
 * `earlier-month` is the reading on the same day some months ago, moved by a tolerance: one month for those
 * who insist, three or twelve where the season repeats. A `statistical` one that is `shared` draws on the
 * alert budget of the company; its own two numbers hold as long as none is known.
 */
export type Threshold =
  | { kind: 'fixed'; value: number }
  | { kind: 'own-past'; windows: number; windowDays: number; tolerancePct: number; minN: number }
  | {
      kind: 'own-gaps'
      pct: number
      minGaps: number
      atLeast: number
      regularPct?: number | undefined
      longest?: true | undefined
    }
  | { kind: 'field'; field: string; pct: number; otherwise: number }
  | { kind: 'earlier-month'; months: number; tolerancePct: number; minN: number }
  | { kind: 'peers'; field: string; percentile: number; tolerancePct: number; minPeers: number }
  | { kind: 'statistical'; falsePerYear: number; series: number; minWeeks: number; shared?: true }

/**
 * With `minN`, fewer cases than that behind the figure say "not enough data" (law 11). `title` is what a
 * figure of the company's own was called when the rule was written.
 */
export type Leaf = {
  metric: string
  op: Comparison
  threshold: Threshold
  minN?: number
  title?: Bilingual
}
export type Condition = Leaf | { all: Condition[] } | { any: Condition[] } | { not: Condition }

export const FIELD_OPERATORS = [
  'eq',
  'ne',
  'in',
  'not-in',
  'gt',
  'gte',
  'lt',
  'lte',
  'empty',
  'filled',
] as const
export type FieldOperator = (typeof FIELD_OPERATORS)[number]
export type FieldValue = string | number | boolean | null
export type FieldTest = { field: string; op: FieldOperator; value?: FieldValue | FieldValue[] }
export type Scope = FieldTest | { all: Scope[] } | { any: Scope[] } | { not: Scope }

/** Who answers: a role of the record, or a role of the company. */
export type Addressee = 'subject-responsible' | 'backup' | 'manager' | Role

export type LadderStep = { afterWorkingMinutes: number; unless: 'acknowledged' | 'resolved'; to: Addressee }
export type PlaybookStep = { title: Bilingual; to: Addressee; dueWorkingMinutes: number }

export const RULE_MODES = ['on', 'trial', 'off'] as const
export type RuleMode = (typeof RULE_MODES)[number]

/** 1 = act at once, 2 = act today, 3 = keep an eye on it. */
export type Severity = 1 | 2 | 3

/**
 * When a rule looks: at every change of its facts and every instant at which time alone may change the
 * answer, or only at the end of each day or of each week (statistics are read on a grid).
 */
export type Grid = 'change' | 'day' | 'week'

export type Rule = {
  code: string
  version: number
  /** steps of one course of action: an alert of a later step takes over from the earlier one (C087) */
  family?: string
  title: Bilingual
  note?: Bilingual
  subject: SubjectKind
  scope: Scope | null
  condition: Condition
  /** what must hold before an open alert clears; without it, the condition no longer holding */
  clear?: Condition
  grid: Grid
  pendingMinutes: number
  coolDownDays: number
  severity: Severity
  responsible: Addressee
  informed: Addressee[]
  ladder: LadderStep[]
  playbook: PlaybookStep[]
  /** metric of the same subject read as money at risk; null when no amount can be named */
  moneyMetric: string | null
  mode: RuleMode
  /** revisions beyond the first of the metrics it looks at, when this version was written */
  measured?: Record<string, number>
  /** a metric was redefined with this version: watching begins anew, and what holds then is standing */
  anew?: true
  /** why it may disturb although nobody saw its record, in the words of whoever let it */
  unproven?: string
  /** alerts stand on the page and in the brief but make no phone buzz */
  digestOnly?: true
  validFrom?: Day
  validTo?: Day
}

/** A version of a rule and the instant from which it is the one in force. */
export type RuleVersion = { from: Instant; rule: Rule }

/** Any at all is too much: there is no number to turn. */
export function isAboveNothing({ op, threshold }: Leaf): boolean {
  return op === 'gt' && threshold.kind === 'fixed' && threshold.value === 0
}

export function isLeaf(condition: Condition): condition is Leaf {
  return 'metric' in condition
}

/** The leaves in the order they are written; the first is the headline of the alert. */
export function leavesOf(condition: Condition): Leaf[] {
  if (isLeaf(condition)) return [condition]
  if ('not' in condition) return leavesOf(condition.not)
  return ('all' in condition ? condition.all : condition.any).flatMap(leavesOf)
}

export function metricsOf(rule: Rule): string[] {
  const ids = leavesOf(rule.condition).map((leaf) => leaf.metric)
  if (rule.clear) ids.push(...leavesOf(rule.clear).map((leaf) => leaf.metric))
  if (rule.moneyMetric) ids.push(rule.moneyMetric)
  return [...new Set(ids)]
}

export function fieldsOf(rule: Rule): string[] {
  const fields = rule.scope ? scopeFields(rule.scope) : []
  const leaves = [...leavesOf(rule.condition), ...(rule.clear ? leavesOf(rule.clear) : [])]
  for (const { threshold } of leaves) {
    if (threshold.kind === 'field' || threshold.kind === 'peers') fields.push(threshold.field)
  }
  return [...new Set(fields)]
}

/** Whether the rule holds a subject against others of its kind, who must then be known as well. */
export function asksPeers(rule: Rule): boolean {
  return hasThreshold(rule, 'peers')
}

/** Whether the rule holds a figure against its own chance, for which the working calendar must be known. */
export function asksChance(rule: Rule): boolean {
  return hasThreshold(rule, 'statistical')
}

function hasThreshold(rule: Rule, kind: Threshold['kind']): boolean {
  const leaves = [...leavesOf(rule.condition), ...(rule.clear ? leavesOf(rule.clear) : [])]
  return leaves.some(({ threshold }) => threshold.kind === kind)
}

/** Two years of whole weeks and the one under way; see `MEMORY_WEEKS`. */
const STATISTICAL_DAYS = 105 * 7

/**
 * Days of the past that lines are drawn from, beyond the figure's own window, for each metric that has such
 * a line; Infinity where every fact ever known counts.
 */
export function lookBackOf(rules: readonly Rule[]): Map<string, number> {
  const days = new Map<string, number>()
  for (const rule of rules) {
    for (const { metric, threshold } of [
      ...leavesOf(rule.condition),
      ...(rule.clear ? leavesOf(rule.clear) : []),
    ]) {
      const own = lookBackDays(threshold)
      if (own > 0) days.set(metric, Math.max(days.get(metric) ?? 0, own))
    }
  }
  return days
}

/**
 * Metrics of which these rules ask how many facts stand behind a reading. A fixed line without a least number
 * does not, nor does one that a field draws.
 */
export function countedBy(rules: readonly Rule[]): Set<string> {
  const leaves = rules.flatMap(({ condition, clear }) => [
    ...leavesOf(condition),
    ...(clear ? leavesOf(clear) : []),
  ])
  const asks = ({ minN, threshold: { kind } }: Leaf) =>
    minN !== undefined || (kind !== 'fixed' && kind !== 'field')
  return new Set(leaves.filter(asks).map(({ metric }) => metric))
}

function lookBackDays(threshold: Threshold): number {
  if (threshold.kind === 'own-past') return threshold.windows * threshold.windowDays
  if (threshold.kind === 'earlier-month') return 31 * (threshold.months + 1)
  if (threshold.kind === 'statistical') return STATISTICAL_DAYS
  return threshold.kind === 'own-gaps' ? Number.POSITIVE_INFINITY : 0
}

function scopeFields(scope: Scope): string[] {
  if ('field' in scope) return [scope.field]
  if ('not' in scope) return scopeFields(scope.not)
  return ('all' in scope ? scope.all : scope.any).flatMap(scopeFields)
}

/** The rule with its figures called as `titleOf` says; those it says nothing of bear no title. */
export function withTitles(rule: Rule, titleOf: (metric: string) => Bilingual | undefined): Rule {
  const call = (condition: Condition): Condition => {
    if (isLeaf(condition)) {
      const { title: _title, ...leaf } = condition
      const title = titleOf(leaf.metric)
      return title ? { ...leaf, title } : leaf
    }
    if ('not' in condition) return { not: call(condition.not) }
    return 'all' in condition ? { all: condition.all.map(call) } : { any: condition.any.map(call) }
  }
  const { condition, clear } = rule
  return { ...rule, condition: call(condition), ...(clear ? { clear: call(clear) } : {}) }
}
