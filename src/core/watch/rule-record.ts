import { DAY_MS, type Instant } from '../calendar.ts'
import { regularBeta } from '../stats/special.ts'
import type { Verdict } from './alert.ts'
import type { RuleVersion, Severity } from './rule.ts'

/** What people said of a rule's alerts, and what follows from it (C110–C112 C134 C135). */

export type VerdictCounts = Record<Verdict, number>

export const NO_VERDICTS: Readonly<VerdictCounts> = { right: 0, false: 0, late: 0, useless: 0 }

export function judgedOf({ right, false: wrong, late, useless }: VerdictCounts): number {
  return right + wrong + late + useless
}

/** Four weeks are looked at (methods §1.9). */
export const REVIEW_DAYS = 28
/** Below this share of useful alerts a rule does more harm than good to whoever it disturbs. */
export const LEAST_USEFUL = 0.4
/** Fewer verdicts than this say nothing about a rule (law 11). */
export const FEWEST_VERDICTS = 10

export type Demotion =
  | { kind: 'demote'; useful: number; judged: number }
  /** the machine never quietens what must be acted on at once; it says so to the owner instead */
  | { kind: 'ask'; useful: number; judged: number }
  | { kind: 'stay'; because: 'not_loud' | 'not_long_enough' | 'too_few' | 'useful' }

/**
 * Whether a loud rule has lost the right to make phones buzz: loud for four weeks, judged often enough in
 * them, and useful less than two times in five. Whoever gives it its voice back gives it four new weeks.
 */
export function decideDemotion(input: {
  severity: Severity
  /** since when it disturbs people without a break; null when it does not */
  loudSince: Instant | null
  /** verdicts of the last four weeks */
  verdicts: VerdictCounts
  now: Instant
}): Demotion {
  const { severity, loudSince, verdicts, now } = input
  if (loudSince === null) return { kind: 'stay', because: 'not_loud' }
  if (loudSince > now - REVIEW_DAYS * DAY_MS) return { kind: 'stay', because: 'not_long_enough' }
  const judged = judgedOf(verdicts)
  if (judged < FEWEST_VERDICTS) return { kind: 'stay', because: 'too_few' }
  const useful = verdicts.right
  if (useful >= LEAST_USEFUL * judged) return { kind: 'stay', because: 'useful' }
  return { kind: severity === 1 ? 'ask' : 'demote', useful, judged }
}

/** Since when a rule makes phones buzz without a break; null when its newest version does not. */
export function loudSinceOf(versions: readonly RuleVersion[]): Instant | null {
  let since: Instant | null = null
  for (const { from, rule } of versions) {
    const isLoud = rule.mode === 'on' && rule.digestOnly !== true
    since = isLoud ? (since ?? from) : null
  }
  return since
}

export type Count = { alerts: number; days: number }
export type Pace = 'more' | 'less' | 'as-expected' | 'unknown'

/** Beyond this the difference is called more than chance. */
const SURE = 0.01
/** Alerts come in clumps (a bad week, a big customer): two of them weigh as one. */
const CLUMPING = 2
const FACTOR = 2
const FEWEST_DAYS = 14

/**
 * Whether a rule fires far more or less than expected (C112): at least twice or at most half as often, and
 * more than chance. Two counts over different times are held against each other exactly, given their sum
 * (Przyborowski & Wilenski 1940), each halved because alerts come in clumps.
 */
export function paceOf(fired: Count, expected: Count): Pace {
  if (fired.days < FEWEST_DAYS || expected.days < FEWEST_DAYS) return 'unknown'
  const rate = fired.alerts / fired.days
  const usual = expected.alerts / expected.days
  const share = fired.days / (fired.days + expected.days)
  const [now, then] = [fired.alerts / CLUMPING, expected.alerts / CLUMPING]
  if (rate >= FACTOR * usual && now > 0)
    return regularBeta(share, now, then + 1) < SURE ? 'more' : 'as-expected'
  if (rate * FACTOR <= usual && then > 0)
    return 1 - regularBeta(share, now + 1, then) < SURE ? 'less' : 'as-expected'
  return 'as-expected'
}
