import type { DayIndex } from '../watch/day-index.ts'
import { linesOf, withNumberAt } from '../watch/knobs.ts'
import type { Rule } from '../watch/rule.ts'
import type { SubjectKind } from '../watch/subject.ts'
import { linesAround } from './lines.ts'
import { type OutcomeKind, type OutcomeSpec, outcomeFor } from './outcome.ts'

/** What went wrong although nobody was warned, and which rules would have seen it (issue 4, C135). */

export const LOSS_KINDS = ['bad-debt', 'overdue-60', 'deal-lost', 'churn'] as const
export type LossKind = (typeof LOSS_KINDS)[number]

/** How a loss is recognised, on what, and within how many days before it a warning is about it. */
export const LOSSES: Record<LossKind, { outcome: OutcomeSpec; subject: SubjectKind; withinDays: number }> = {
  'bad-debt': {
    outcome: { kind: 'bad-debt', days: 180, horizonDays: 180 },
    subject: 'instalment',
    withinDays: 180,
  },
  'overdue-60': {
    outcome: { kind: 'overdue', days: 60, horizonDays: 90 },
    subject: 'instalment',
    withinDays: 90,
  },
  'deal-lost': { outcome: { kind: 'deal-lost', horizonDays: 30 }, subject: 'deal', withinDays: 30 },
  churn: {
    outcome: { kind: 'churn', gapPct: 300, atLeastDays: 90, horizonDays: 60 },
    subject: 'customer',
    // With an order every quarter, twice the usual silence lies a quarter before the loss.
    withinDays: 180,
  },
}

/** Rules are about one kind of trouble: that an account is forgotten says nothing of an unpaid invoice. */
const ABOUT: Record<LossKind, readonly OutcomeKind[]> = {
  'bad-debt': ['overdue', 'late-next', 'bad-debt'],
  'overdue-60': ['overdue', 'late-next', 'bad-debt'],
  'deal-lost': ['deal-lost'],
  churn: ['churn'],
}

export type Loss = {
  kind: LossKind
  subjectId: string
  customerId: string | null
  on: DayIndex
}

export type Warning = { rule: Pick<Rule, 'subject' | 'condition'>; subjectId: string; on: DayIndex }

/** Whether a rule can be about a loss: the same thing or its customer, and the same kind of trouble. */
export function isAbout(rule: Pick<Rule, 'subject' | 'condition'>, kind: LossKind): boolean {
  const outcome = outcomeFor(rule)
  const isNear = rule.subject === LOSSES[kind].subject || rule.subject === 'customer'
  return outcome !== null && isNear && ABOUT[kind].includes(outcome.kind)
}

/** The first warning that was in time: before the loss, and not so long before that it meant another. */
export function foreseenBy<W extends Warning>(loss: Loss, warnings: readonly W[]): W | null {
  const meant = warnings.filter(
    ({ rule, subjectId, on }) =>
      (subjectId === loss.subjectId || subjectId === loss.customerId) &&
      isInTime(loss, on) &&
      isAbout(rule, loss.kind),
  )
  return meant.reduce<W | null>((first, one) => (first === null || one.on < first.on ? one : first), null)
}

export function isInTime({ kind, on }: Pick<Loss, 'kind' | 'on'>, day: DayIndex): boolean {
  return day < on && day >= on - LOSSES[kind].withinDays
}

/** One number of a rule, changed so that it warns of more. */
export type Move = { path: string; from: number; to: number }

/** A rule as it is, had it been on (`move` null), or with one number changed. */
export type Candidate = { rule: Rule; move: Move | null }

/** Of its own intervals a rule asks for at least two, and its line is no closer than the interval itself. */
const FEWEST_GAPS = 2
const LEAST_PCT = 100
const CLOSER = 0.75

/**
 * What might have seen the losses: every rule that does not warn, as it is, and every rule with a line with
 * that line moved to where it warns sooner. A rule that was on as it is has had its chance.
 */
export function candidatesFor(rules: readonly Rule[], kinds: readonly LossKind[]): Candidate[] {
  return rules
    .filter((rule) => kinds.some((kind) => isAbout(rule, kind)))
    .flatMap((rule): Candidate[] => {
      const silent: Candidate[] = rule.mode === 'on' ? [] : [{ rule, move: null }]
      const moved = movesOf(rule).map((move) => ({ rule: withNumberAt(rule, move.path, move.to), move }))
      return [...silent, ...moved].map((one) => ({ ...one, rule: { ...one.rule, mode: 'on' } }))
    })
}

function movesOf(rule: Rule): Move[] {
  const lines = linesOf(rule)
  const firstFixed = lines.find(({ leaf }) => leaf.threshold.kind === 'fixed')
  return lines.flatMap((line) => {
    const { leaf, path } = line
    const { threshold } = leaf
    if (threshold.kind === 'fixed' && line === firstFixed) {
      const isHigh = leaf.op === 'gt' || leaf.op === 'gte'
      const from = threshold.value
      return linesAround(rule)
        .filter((to) => (isHigh ? to < from : to > from))
        .map((to) => ({ path: `${path}.threshold.value`, from, to }))
    }
    if (threshold.kind !== 'own-gaps') return []
    const { minGaps, pct } = threshold
    const sooner = Math.max(LEAST_PCT, Math.round(pct * CLOSER))
    return [
      ...(minGaps > FEWEST_GAPS
        ? [{ path: `${path}.threshold.minGaps`, from: minGaps, to: minGaps - 1 }]
        : []),
      ...(sooner < pct ? [{ path: `${path}.threshold.pct`, from: pct, to: sooner }] : []),
    ]
  })
}

export type Tried = { alerts: number; caught: number[] }

/**
 * The candidates worth showing: those that catch something, most losses first, then fewest alerts; one whose
 * catches another has for fewer alerts is left out.
 */
export function bestOf<T extends Tried>(tried: readonly T[], most: number): T[] {
  const useful = tried
    .filter(({ caught }) => caught.length > 0)
    .sort((a, b) => b.caught.length - a.caught.length || a.alerts - b.alerts)
  const kept: T[] = []
  for (const one of useful) {
    const isCovered = kept.some(
      (other) => other.alerts <= one.alerts && one.caught.every((loss) => other.caught.includes(loss)),
    )
    if (!isCovered) kept.push(one)
  }
  return kept.slice(0, most)
}
