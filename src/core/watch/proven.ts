import { canonicalText } from '../approval/content.ts'
import { DAY_MS, type Instant } from '../calendar.ts'
import type { Rule, RuleVersion } from './rule.ts'

/**
 * A rule of one's own disturbs nobody before its record was seen: a backtest of exactly what it tells, or
 * weeks on trial (issue 4, methods §2.3). What ships was measured before it shipped, whatever numbers a
 * company gives it.
 */
export const TRIAL_DAYS = 14

type Spec = Omit<Rule, 'version'>

/** What decides whom a rule tells, and when; neither its name nor who is told. */
const TELLING = ['subject', 'scope', 'condition', 'clear', 'grid', 'pendingMinutes'] as const

/** The same for two rules that tell the same. */
export function tellingOf(rule: Spec): string {
  return canonicalText(TELLING.map((key) => rule[key] ?? null))
}

/** As it ships but for its numbers. */
export function isShippedBut(rule: Spec, pack: readonly Rule[]): boolean {
  const shipped = pack.find(({ code }) => code === rule.code)
  return shipped !== undefined && shapeOf(shipped) === shapeOf(rule)
}

function shapeOf({ subject, scope, condition, grid }: Spec): string {
  return canonicalText(numberless({ subject, scope, condition, grid }))
}

/** Numbers and names stand for any; whose numbers a line of chance goes by is a number as well. */
function numberless(value: unknown): unknown {
  if (typeof value === 'number') return 0
  if (Array.isArray(value)) return value.map(numberless)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => key !== 'title' && key !== 'shared')
  return Object.fromEntries(entries.map(([key, own]) => [key, numberless(own)]))
}

/** Whether a change makes a rule disturb people by what it did not tell before. */
export function asksProof(before: Rule | undefined, next: Spec, pack: readonly Rule[]): boolean {
  if (next.mode !== 'on' || isShippedBut(next, pack)) return false
  const isLoud = before?.mode === 'on'
  return !isLoud || tellingOf(before) !== tellingOf(next)
}

/** Long enough on trial, telling just this, without a break. */
export function hasTrialRecord(versions: readonly RuleVersion[], next: Spec, now: Instant): boolean {
  const telling = tellingOf(next)
  let since: Instant | null = null
  for (const { from, rule } of versions) {
    const isSame = rule.mode === 'trial' && tellingOf(rule) === telling
    since = isSame ? (since ?? from) : null
  }
  return since !== null && now - since >= TRIAL_DAYS * DAY_MS
}
