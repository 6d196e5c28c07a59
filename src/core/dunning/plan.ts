import { ok, type Result, refuse } from '../result.ts'
import { fixed } from '../watch/pack-shape.ts'
import type { Condition, Rule, Scope } from '../watch/rule.ts'
import {
  GROUP_NAMES,
  GROUP_TESTS,
  groupsWithPlan,
  OWN_GROUPS,
  type OwnGroup,
  PLAN_GROUPS,
  type PlanGroup,
  ruleCode,
  STAGE_CODES,
  type StageCode,
} from './stage.ts'

export type PlanWish = { stage: StageCode; from: number; on: boolean }
export type PlanRefusal = 'plan_order' | 'plan_empty' | 'plan_side'

/**
 * A plan is a course: each stage later than the one before it. The friendly word comes before the due day,
 * the formal notice on it, everything else after it.
 */
export function checkPlan(wish: readonly PlanWish[]): Result<readonly PlanWish[], PlanRefusal> {
  const ordered = STAGE_CODES.flatMap((code) => wish.find(({ stage }) => stage === code) ?? [])
  const on = ordered.filter((one) => one.on)
  if (on.length === 0) return refuse('plan_empty')
  for (const { stage, from } of on) {
    const isRight = stage === 'soon' ? from < 0 : stage === 'today' ? from === 0 : from > 0
    if (!isRight) return refuse('plan_side', { stage })
  }
  for (const [index, { stage, from }] of on.entries()) {
    if (index > 0 && from <= on[index - 1]!.from) return refuse('plan_order', { stage })
  }
  return ok(ordered)
}

/**
 * The rules that a plan changes: each stage holds from its first day up to the day before the next one that
 * is on. A group gets rules of its own from those of everybody; the rules of the others then leave it out.
 */
export function rulesOf(stored: readonly Rule[], group: PlanGroup, wish: readonly PlanWish[]): Rule[] {
  const byCode = new Map(stored.map((rule) => [rule.code, rule]))
  const on = wish.filter((one) => one.on)
  const wished: Rule[] = []
  for (const { stage, from, on: isOn } of wish) {
    const base = byCode.get(ruleCode(stage, 'all'))
    const own = byCode.get(ruleCode(stage, group))
    if (!base || (!own && !isOn)) continue
    const next = on[on.findIndex((one) => one.stage === stage) + 1]
    wished.push({
      ...(own ?? ownOf(base, group)),
      code: ruleCode(stage, group),
      mode: isOn ? 'on' : 'off',
      condition: holdsFrom(stage, from, next?.from ?? null),
    })
  }
  return changedBy(stored, wished)
}

/** A group's own rule begins as that of everybody, under its own name. */
function ownOf(base: Rule, group: PlanGroup): Rule {
  if (group === 'all') return base
  const { zh, en } = GROUP_NAMES[group]
  return { ...base, version: 0, title: { zh: `${base.title.zh} · ${zh}`, en: `${base.title.en} · ${en}` } }
}

/**
 * The rules that change when a group goes back to the plan of all: its own are switched off and keep their
 * history, and those of everybody speak of it again.
 */
export function rulesWithout(stored: readonly Rule[], group: PlanGroup): Rule[] {
  const codes = new Set(STAGE_CODES.map((stage) => ruleCode(stage, group)))
  const off = stored.filter(({ code }) => codes.has(code)).map((rule): Rule => ({ ...rule, mode: 'off' }))
  return changedBy(stored, off)
}

/** With these rules as wished, all of the plans that differ then from what is stored. */
function changedBy(stored: readonly Rule[], wished: readonly Rule[]): Rule[] {
  const before = new Map(stored.map((rule) => [rule.code, rule]))
  const after = new Map([...before, ...wished.map((rule) => [rule.code, rule] as const)])
  const own = groupsWithPlan([...after.values()])
  return PLAN_GROUPS.flatMap((group) =>
    STAGE_CODES.flatMap((stage) => {
      const rule = after.get(ruleCode(stage, group))
      if (!rule) return []
      // What is off keeps the words it was switched off with.
      const scoped =
        group !== 'all' && rule.mode !== 'on' ? rule : { ...rule, scope: scopeOf(rule, group, own) }
      const was = before.get(rule.code)
      return was && plain(was) === plain(scoped) ? [] : [scoped]
    }),
  )
}

/** What comes back from the database has its keys in another order. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

function holdsFrom(stage: StageCode, from: number, before: number | null): Condition {
  if (stage === 'soon') {
    const begins = fixed('days_to_due', 'lte', -from)
    return { all: [begins, fixed('days_to_due', 'gt', before !== null && before < 0 ? -before : 0)] }
  }
  if (stage === 'today' && (before === null || before === 1)) return fixed('overdue_days', 'eq', from)
  const begins = fixed('overdue_days', 'gte', from)
  return before === null ? begins : { all: [begins, fixed('overdue_days', 'lt', before)] }
}

/** What the rule asks besides, and that the customer is of this group and of none that goes before it. */
function scopeOf({ scope }: Rule, group: PlanGroup, own: readonly OwnGroup[]): Scope | null {
  const before = group === 'all' ? own : own.slice(0, Math.max(0, own.indexOf(group)))
  const others = before.filter(
    (one) => group === 'all' || GROUP_TESTS[one].field !== GROUP_TESTS[group].field,
  )
  const tests: Scope[] = [
    ...(group === 'all' ? [] : [{ ...GROUP_TESTS[group], op: 'eq' as const }]),
    ...others.map((one) => ({ ...GROUP_TESTS[one], op: 'ne' as const })),
  ]
  return tests.reduce(both, withoutGroups(scope))
}

function withoutGroups(scope: Scope | null): Scope | null {
  const isGroup = (part: Scope) =>
    'field' in part &&
    (part.op === 'eq' || part.op === 'ne') &&
    OWN_GROUPS.some(
      (group) => GROUP_TESTS[group].field === part.field && GROUP_TESTS[group].value === part.value,
    )
  if (scope === null || isGroup(scope)) return null
  if (!('all' in scope)) return scope
  const rest = scope.all.filter((part) => !isGroup(part))
  if (rest.length === scope.all.length) return scope
  return rest.length === 0 ? null : rest.length === 1 ? rest[0]! : { all: rest }
}

function both(scope: Scope | null, test: Scope): Scope {
  if (scope === null) return test
  return 'all' in scope ? { all: [...scope.all, test] } : { all: [scope, test] }
}
