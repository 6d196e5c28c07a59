import type { Instant } from '../calendar.ts'
import { addWorkingMinutes, type WorkCalendar } from '../workdays.ts'
import type { Addressee, LadderStep, Rule, Severity } from './rule.ts'

/** Working minutes an alert may wait when its rule has no ladder: half a day, a day, three days. */
const PATIENCE: Record<Severity, number> = { 1: 270, 2: 540, 3: 1620 }

export type Climbing = {
  openedAt: Instant
  acknowledgedAt: Instant | null
  resolvedAt: Instant | null
  silencedUntil: Instant | null
  /** ladder steps already taken */
  level: number
}

/** The instants from which a ladder may count; null: did not happen. */
export type Beginnings = { openedAt: Instant; releasedAt: Instant | null; handedAt: Instant | null }

/**
 * From when the rungs count: what was held back from its release, what another person had from the moment
 * at which it changed hands.
 */
export function climbsFrom({ openedAt, releasedAt, handedAt }: Beginnings): Instant {
  return Math.max(openedAt, releasedAt ?? openedAt, handedAt ?? openedAt)
}

export type NextEscalation = { level: number; at: Instant; to: Addressee }

/**
 * The next step up the ladder (C129), in working time since the opening; steps that a later acknowledgement
 * made needless are passed over, a silence postpones the step to its end, a resolved alert climbs no more.
 */
export function nextEscalation(
  ladder: readonly LadderStep[],
  alert: Climbing,
  calendar: WorkCalendar,
): NextEscalation | null {
  if (alert.resolvedAt !== null) return null
  for (const [index, rung] of ladder.entries()) {
    if (index < alert.level) continue
    if (rung.unless === 'acknowledged' && alert.acknowledgedAt !== null) continue
    const due = addWorkingMinutes(calendar, alert.openedAt, rung.afterWorkingMinutes)
    return { level: index + 1, at: Math.max(due, alert.silencedUntil ?? due), to: rung.to }
  }
  return null
}

/**
 * The highest rung whose time has come, or null. Whoever a rung hands it to has not taken it on yet, so an
 * earlier acknowledgement spares nobody further up; a rung the alert has already left behind tells nobody.
 */
export function dueEscalation(
  ladder: readonly LadderStep[],
  alert: Climbing,
  { calendar, now }: { calendar: WorkCalendar; now: Instant },
): NextEscalation | null {
  const next = nextEscalation(ladder, alert, calendar)
  if (!next || next.at > now) return null
  const further = { ...alert, level: next.level, acknowledgedAt: null }
  return dueEscalation(ladder, further, { calendar, now }) ?? next
}

/** Working minutes after which what nobody has ended comes back: two days, a week, two weeks. */
const FORGOTTEN: Record<Severity, number> = { 1: 1080, 2: 2700, 3: 5400 }

/**
 * When an alert is looked at again by itself: its next rung, or, where nobody further up is told, the moment
 * at which what was told to or taken up by somebody at `takenAt` counts as forgotten. Null: it is over.
 */
export function nextLook(
  rule: Pick<Rule, 'ladder' | 'severity'>,
  alert: Climbing,
  { calendar, takenAt }: { calendar: WorkCalendar; takenAt: Instant },
): Instant | null {
  if (alert.resolvedAt !== null) return null
  const rung = nextEscalation(rule.ladder, alert, calendar)
  return rung?.at ?? Math.max(forgottenAt(rule, takenAt, calendar), alert.silencedUntil ?? 0)
}

export function forgottenAt(
  { severity }: Pick<Rule, 'severity'>,
  takenAt: Instant,
  calendar: WorkCalendar,
): Instant {
  return addWorkingMinutes(calendar, takenAt, FORGOTTEN[severity])
}

/**
 * Until when something must happen: the first rung, or the patience of the severity (law 10: always a
 * deadline).
 */
export function deadlineOf(
  rule: Pick<Rule, 'ladder' | 'severity'>,
  openedAt: Instant,
  calendar: WorkCalendar,
): Instant {
  return addWorkingMinutes(calendar, openedAt, patienceOf(rule))
}

/** Working minutes in which somebody must have taken it up. */
export function patienceOf(rule: Pick<Rule, 'ladder' | 'severity'>): number {
  return rule.ladder[0]?.afterWorkingMinutes ?? PATIENCE[rule.severity]
}
