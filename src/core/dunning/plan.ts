import { ok, type Result, refuse } from '../result.ts'
import { fixed } from '../watch/pack-shape.ts'
import type { Condition, Rule, Scope } from '../watch/rule.ts'
import { type PlanGroup, ruleCode, STAGE_CODES, type StageCode } from './stage.ts'

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
 * is on. Key customers get rules of their own from those of everybody, which then leave them out.
 */
export function rulesOf(stored: readonly Rule[], group: PlanGroup, wish: readonly PlanWish[]): Rule[] {
  const byCode = new Map(stored.map((rule) => [rule.code, rule]))
  const changed: Rule[] = []
  const on = wish.filter((one) => one.on)
  for (const { stage, from, on: isOn } of wish) {
    const base = byCode.get(ruleCode(stage, 'all'))
    if (!base) continue
    const own = byCode.get(ruleCode(stage, group))
    const next = on[on.findIndex((one) => one.stage === stage) + 1]
    const rule: Rule = {
      ...(own ?? base),
      code: ruleCode(stage, group),
      version: own?.version ?? 0,
      mode: isOn ? 'on' : 'off',
      condition: holdsFrom(stage, from, next?.from ?? null),
    }
    if (group !== 'all' && !own) rule.scope = forGroup(base.scope, group)
    if (!own ? isOn : rule.mode !== own.mode || plain(rule.condition) !== plain(own.condition))
      changed.push(rule)
  }
  if (group === 'all') return changed
  return [...changed, ...leaveOut(byCode, group)]
}

/**
 * The rules that change when a group goes back to the plan of all: its own are switched off and keep their
 * history, and those of everybody speak of it again.
 */
export function rulesWithout(stored: readonly Rule[], group: PlanGroup): Rule[] {
  const byCode = new Map(stored.map((rule) => [rule.code, rule]))
  return STAGE_CODES.flatMap((stage) => {
    const own = byCode.get(ruleCode(stage, group))
    const base = byCode.get(ruleCode(stage, 'all'))
    const off: Rule[] = own && own.mode !== 'off' ? [{ ...own, mode: 'off' }] : []
    const isLeftOut = base && JSON.stringify(base.scope).includes(`"${KEY_FIELD}"`)
    return isLeftOut ? [...off, { ...base, scope: withoutGroup(base.scope) }] : off
  })
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

/** The rules of everybody that still speak of a group with rules of its own. */
function leaveOut(byCode: ReadonlyMap<string, Rule>, group: PlanGroup): Rule[] {
  return STAGE_CODES.flatMap((stage) => {
    const base = byCode.get(ruleCode(stage, 'all'))
    if (!base || JSON.stringify(base.scope).includes(`"${KEY_FIELD}"`)) return []
    const others: Scope = { field: KEY_FIELD, op: 'ne', value: group }
    return [{ ...base, scope: both(base.scope, others) }]
  })
}

const KEY_FIELD = 'keyLevel'

function forGroup(scope: Scope | null, group: PlanGroup): Scope {
  return both(withoutGroup(scope), { field: KEY_FIELD, op: 'eq', value: group })
}

function withoutGroup(scope: Scope | null): Scope | null {
  const isGroup = (part: Scope) => 'field' in part && part.field === KEY_FIELD
  if (scope === null || isGroup(scope)) return null
  if (!('all' in scope)) return scope
  const rest = scope.all.filter((part) => !isGroup(part))
  return rest.length === 0 ? null : rest.length === 1 ? rest[0]! : { all: rest }
}

function both(scope: Scope | null, test: Scope): Scope {
  if (scope === null) return test
  return 'all' in scope ? { all: [...scope.all, test] } : { all: [scope, test] }
}
