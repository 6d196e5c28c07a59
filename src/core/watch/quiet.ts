import { DAY_MS, type Instant } from '../calendar.ts'
import { INHIBITIONS } from '../dunning/inhibit.ts'
import type { Severity } from './rule.ts'

/**
 * A stretch in which nobody is disturbed by some alerts: the books are being moved, the team is at the fair,
 * a customer has asked for two weeks. They open and stand on the page all the while; when it ends, what still
 * holds is told with its whole time. It always has an end, a reason and somebody whose it is.
 */
export const QUIET_KINDS = ['company', 'team', 'customer', 'metric'] as const
export type QuietKind = (typeof QUIET_KINDS)[number]

/** `about`: the department, the customer or the metric; null for the company. */
export type QuietPeriod = {
  id: string
  kind: QuietKind
  about: string | null
  from: Instant
  until: Instant
  /** taken back by somebody before its end */
  endedAt: Instant | null
  /** whether urgent alerts are told all the same */
  sparesUrgent: boolean
}

/** What of an alert decides whether it is told. */
export type QuietFacts = {
  customerId: string | null
  responsibleId: string
  severity: Severity
  metrics: readonly string[]
}

/** Why an alert is held back: a reason of its customer, or a quiet period. */
export const HOLD_REASONS = [...INHIBITIONS, 'inhibited_quiet'] as const
export type HoldReason = (typeof HOLD_REASONS)[number]

/** Longer than a quarter it is a decision about the rule. */
const LONGEST_DAYS = 90

export function isQuietAt({ from, until, endedAt }: Omit<QuietPeriod, 'id'>, at: Instant): boolean {
  return from <= at && at < Math.min(until, endedAt ?? until)
}

/**
 * The first of the periods that keeps this alert from being told at `at`, or null. `peopleOf`: who belongs to
 * a department, those below it included.
 */
export function quietedBy(
  periods: readonly QuietPeriod[],
  facts: QuietFacts,
  { at, peopleOf }: { at: Instant; peopleOf: (department: string) => ReadonlySet<string> },
): QuietPeriod | null {
  const covers = ({ kind, about }: QuietPeriod) => {
    if (kind === 'company') return true
    if (about === null) return false
    if (kind === 'customer') return facts.customerId === about
    if (kind === 'metric') return facts.metrics.includes(about)
    return peopleOf(about).has(facts.responsibleId)
  }
  const speaks = (period: QuietPeriod) => period.sparesUrgent && facts.severity === 1
  return periods.find((period) => isQuietAt(period, at) && !speaks(period) && covers(period)) ?? null
}

export type QuietRefusal = 'end_before_start' | 'end_in_the_past' | 'silence_too_long'

/** Why a period may not be written, or null. */
export function refuseQuiet(from: Instant, until: Instant, now: Instant): QuietRefusal | null {
  if (until <= from) return 'end_before_start'
  if (until <= now) return 'end_in_the_past'
  return until - Math.max(from, now) > LONGEST_DAYS * DAY_MS ? 'silence_too_long' : null
}
