import { addDays, type Day } from '../calendar.ts'
import { type Addressee, leavesOf, type Rule } from '../watch/rule.ts'
import type { Bilingual } from '../watch/subject.ts'
import { isWorkday, type WorkCalendar } from '../workdays.ts'

/** The course of what a customer owes, from a friendly word to the lawyer's letter (C085–C088). */
export const STAGE_CODES = ['soon', 'today', 'call', 'manager', 'letter', 'stop', 'lawyer'] as const
export type StageCode = (typeof STAGE_CODES)[number]

/**
 * Plans by group of customers: everybody, key customers, and each grade of credit, where they have a plan of
 * their own. A customer of two groups is dunned by the first of them.
 */
export const PLAN_GROUPS = ['all', 'key', 'grade_a', 'grade_b', 'grade_c', 'grade_d'] as const
export type PlanGroup = (typeof PLAN_GROUPS)[number]
export type OwnGroup = Exclude<PlanGroup, 'all'>

/** What a rule asks of a record to know that its customer is of a group. */
export const GROUP_TESTS: Record<OwnGroup, { field: string; value: string }> = {
  key: { field: 'keyLevel', value: 'key' },
  grade_a: { field: 'creditGrade', value: 'A' },
  grade_b: { field: 'creditGrade', value: 'B' },
  grade_c: { field: 'creditGrade', value: 'C' },
  grade_d: { field: 'creditGrade', value: 'D' },
}
export const GROUP_NAMES: Record<OwnGroup, Bilingual> = {
  key: { zh: '重点客户', en: 'key customers' },
  grade_a: { zh: '信用 A 级', en: 'credit grade A' },
  grade_b: { zh: '信用 B 级', en: 'credit grade B' },
  grade_c: { zh: '信用 C 级', en: 'credit grade C' },
  grade_d: { zh: '信用 D 级', en: 'credit grade D' },
}
export const OWN_GROUPS = PLAN_GROUPS.filter((group): group is OwnGroup => group !== 'all')

/** A stage that is on: `from` days after the due day (negative: before it), who answers for it. */
export type PlanStage = { code: StageCode; from: number; to: Addressee }

const RULES: Record<StageCode, string> = {
  soon: 'instalment-due-soon',
  today: 'instalment-due-today',
  call: 'instalment-overdue-1',
  manager: 'instalment-overdue-7',
  letter: 'instalment-overdue-15',
  stop: 'instalment-overdue-30',
  lawyer: 'instalment-overdue-60',
}

/** The rule by which the responsible person sees a stage: the plan and the alerts are one (decision 0010). */
export function ruleCode(stage: StageCode, group: PlanGroup): string {
  return group === 'all' ? RULES[stage] : `${RULES[stage]}-${group}`
}

export const stageOfRule = new Map(
  PLAN_GROUPS.flatMap((group) => STAGE_CODES.map((code) => [ruleCode(code, group), code] as const)),
)

/** Groups that have a plan of their own: one of its stages is on. */
export function groupsWithPlan(rules: readonly Rule[]): OwnGroup[] {
  const on = new Set(rules.filter(({ mode }) => mode === 'on').map(({ code }) => code))
  return OWN_GROUPS.filter((group) => STAGE_CODES.some((code) => on.has(ruleCode(code, group))))
}

/** The group whose plan a customer is dunned by, of those that have one. */
export function groupOf(
  customer: { keyLevel: string; grade: string | null },
  own: readonly OwnGroup[],
): PlanGroup {
  const fields: Record<string, string | null> = { keyLevel: customer.keyLevel, creditGrade: customer.grade }
  const isOf = (group: OwnGroup) => fields[GROUP_TESTS[group].field] === GROUP_TESTS[group].value
  return OWN_GROUPS.find((group) => own.includes(group) && isOf(group)) ?? 'all'
}

/**
 * The plan of a group as its rules say it, first stage first. A group without rules of its own is dunned like
 * everybody.
 */
export function planOf(rules: readonly Rule[], group: PlanGroup): PlanStage[] {
  const byCode = new Map(rules.map((rule) => [rule.code, rule]))
  if (group !== 'all' && !groupsWithPlan(rules).includes(group)) return planOf(rules, 'all')
  return STAGE_CODES.flatMap((code) => {
    const rule = byCode.get(ruleCode(code, group))
    const from = rule && firstDayOf(rule)
    return rule?.mode === 'on' && from != null ? [{ code, from, to: rule.responsible }] : []
  }).sort((a, b) => a.from - b.from)
}

/** Days after the due day on which a rule of the course begins to hold; null: it is no longer such a rule. */
export function firstDayOf(rule: Rule): number | null {
  for (const { metric, op, threshold } of leavesOf(rule.condition)) {
    if (threshold.kind !== 'fixed') continue
    if (metric === 'days_to_due' && op === 'lte') return -threshold.value
    if (metric === 'overdue_days' && (op === 'gte' || op === 'eq')) return threshold.value
    if (metric === 'overdue_days' && op === 'gt') return threshold.value + 1
  }
  return null
}

/** Nobody writes on a day off: before the due day a stage comes earlier, from then on it comes later. */
export function stageDay(dueOn: Day, from: number, calendar: WorkCalendar): Day {
  let day = addDays(dueOn, from)
  while (!isWorkday(calendar, day)) day = addDays(day, from < 0 ? -1 : 1)
  return day
}

/**
 * How far something due on `dueOn` has come by `day`: the place in the plan, −1 for nothing yet. A broken
 * promise moves what is overdue one stage on.
 */
export function reachedStage(
  plan: readonly PlanStage[],
  item: { dueOn: Day; isBroken: boolean },
  at: { day: Day; calendar: WorkCalendar },
): number {
  const reached = plan.findLastIndex(({ from }) => stageDay(item.dueOn, from, at.calendar) <= at.day)
  const isOverdue = (plan[reached]?.from ?? 0) > 0
  return item.isBroken && isOverdue ? Math.min(reached + 1, plan.length - 1) : reached
}
