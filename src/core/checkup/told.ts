import { addDays, type Day, daysBetween } from '../calendar.ts'
import type { Fen } from '../money.ts'

/** One episode of a rule over the imported history, as the real engine replayed it. */
export type Told = {
  ruleCode: string
  /** what the rule watched: a customer, a deal, an instalment, a rep, the company */
  subjectId: string
  label: string
  customerId: string | null
  customerName: string | null
  openedOn: Day
  clearedOn: Day | null
  /** still open on the day of the check-up */
  isOpen: boolean
  amountFen: Fen
  /** the figure it speaks of, as it stands on that day, its line and its own past */
  value: number | null
  threshold: number | null
  baseline: number | null
  /** the first time it got worse by a step, and how bad it was then */
  worse: { on: Day; value: number } | null
}

/** What a warning came before: money falling overdue, a figure getting worse by a step, or the check-up. */
export type Wrong =
  | { kind: 'overdue'; on: Day }
  | { kind: 'worse'; on: Day; value: number }
  | { kind: 'today'; on: Day }

export type Warning = { ruleCode: string; on: Day; leadDays: number; wrong: Wrong }

/** A warning of the very day, or one that came after the trouble, is none. */
export function warningBefore(told: Pick<Told, 'ruleCode' | 'openedOn'>, wrong: Wrong): Warning | null {
  const leadDays = daysBetween(told.openedOn, wrong.on)
  return leadDays > 0 ? { ruleCode: told.ruleCode, on: told.openedOn, leadDays, wrong } : null
}

/**
 * "Has overdue money" is the trouble itself and no warning; that nobody called says nothing of payment, and
 * in a ledger alone nobody ever called.
 */
const NO_WARNING = new Set(['customer-overdue', 'customer-no-follow-up', 'key-customer-no-follow-up'])

/**
 * The earliest of the warnings that still stood on the day the oldest unpaid money was due. An alert that
 * had come and gone by then was about something else.
 */
export function warningOfOverdue(about: readonly Told[], dueOn: Day): Warning | null {
  const standing = about.filter(
    (one) =>
      !NO_WARNING.has(one.ruleCode) &&
      one.openedOn <= dueOn &&
      (one.clearedOn === null || one.clearedOn >= dueOn),
  )
  const first = standing.reduce<Told | null>(
    (earliest, one) => (earliest === null || one.openedOn < earliest.openedOn ? one : earliest),
    null,
  )
  return first && warningBefore(first, { kind: 'overdue', on: addDays(dueOn, 1) })
}
