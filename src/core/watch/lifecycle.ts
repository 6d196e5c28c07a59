import { DAY_MS, type Instant } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'
import {
  ALERT_ACTIONS,
  type AlertActionKind,
  type AlertResult,
  type AlertStatus,
  isSettled,
  type Verdict,
} from './alert.ts'

export type AlertFacts = {
  status: AlertStatus
  responsibleId: string
  resolvedBy: string | null
  silencedUntil: Instant | null
  urgedAt: Instant | null
}

/** `mayAssign`: manager or boss with this alert in scope; `isBoss`: nobody above could do it instead. */
export type AlertActor = { userId: string; mayHandle: boolean; mayAssign: boolean; isBoss: boolean }

export type AlertAction =
  | { kind: 'acknowledge' }
  | { kind: 'start' }
  | { kind: 'resolve'; result: AlertResult; verdict: Verdict; note: string }
  | { kind: 'review' }
  | { kind: 'silence'; until: Instant; reason: string }
  | { kind: 'unsilence' }
  | { kind: 'reassign'; toUserId: string; toIsPresent: boolean; reason: string }
  | { kind: 'escalate'; toUserId: string; reason: string }
  | { kind: 'comment'; text: string }
  | { kind: 'urge'; text: string }

/** What an act changes on the alert; what is left out stays. */
export type AlertPatch = {
  status?: AlertStatus
  responsibleId?: string
  silencedUntil?: Instant | null
  silenceReason?: string | null
  urgedAt?: Instant
  result?: AlertResult
  verdict?: Verdict | null
  resolvedAt?: Instant
  resolvedBy?: string | null
}

export type AlertRefusal =
  | 'not_permitted'
  | 'not_responsible'
  | 'already_resolved'
  | 'already_acknowledged'
  | 'already_started'
  | 'not_resolved'
  | 'already_reviewed'
  | 'own_result'
  | 'not_silenced'
  | 'end_in_the_past'
  | 'silence_too_long'
  | 'reason_required'
  | 'result_required'
  | 'same_person'
  | 'person_absent'
  | 'no_one_above'
  | 'own_alert'
  | 'urged_recently'

/** A silence longer than a quarter is a decision about the rule, not about one alert. */
const LONGEST_SILENCE_DAYS = 90
const URGE_EVERY_MS = 3_600_000

/** What acting would change, or why it is refused; nothing else decides about an alert (C128 C134 C137). */
export function decideAlertAction(
  alert: AlertFacts,
  actor: AlertActor,
  action: AlertAction,
  now: Instant,
): Result<AlertPatch, AlertRefusal> {
  const blocked = blockedReason(alert, actor, action.kind, now)
  if (blocked) return refuse(blocked)
  switch (action.kind) {
    case 'acknowledge':
      // Whoever takes it up answers for it: a manager stepping in takes it over.
      return ok({ status: 'acknowledged', responsibleId: actor.userId })
    case 'start':
      return ok({ status: 'in_progress', responsibleId: actor.userId })
    case 'resolve':
      return decideResolve(actor, action, now)
    case 'review':
      return ok({ status: 'reviewed' })
    case 'silence':
      return decideSilence(action, now)
    case 'unsilence':
      return ok({ silencedUntil: null, silenceReason: null })
    case 'reassign':
      return decideReassign(alert, action)
    case 'escalate':
      if (action.toUserId === alert.responsibleId) return refuse('no_one_above')
      return hasReason(action.reason)
        ? ok({ responsibleId: action.toUserId, status: 'open' })
        : refuse('reason_required')
    case 'comment':
      return hasReason(action.text) ? ok({}) : refuse('reason_required')
    case 'urge':
      return ok({ urgedAt: now })
  }
}

/** For every act: true, or why the button is disabled (law 7). The same answer the write gives. */
export function canOf(
  alert: AlertFacts,
  actor: AlertActor,
  now: Instant,
): Record<AlertActionKind, true | AlertRefusal> {
  const entries = ALERT_ACTIONS.map((kind) => [kind, blockedReason(alert, actor, kind, now) ?? true])
  return Object.fromEntries(entries) as Record<AlertActionKind, true | AlertRefusal>
}

/**
 * The condition went away by itself. Untouched, the alert is over ('cleared'), or handed to the next step of
 * its course ('superseded'); once somebody has taken it up, it waits for that person's result.
 */
export function patchOnCleared(alert: AlertFacts, at: Instant, isHandedOn: boolean): AlertPatch {
  if (isSettled(alert.status)) return {}
  if (isHandedOn) return { status: 'superseded', resolvedAt: at, resolvedBy: null, verdict: null }
  if (alert.status !== 'open') return {}
  return { status: 'resolved', result: 'cleared', verdict: null, resolvedAt: at, resolvedBy: null }
}

function blockedReason(
  alert: AlertFacts,
  actor: AlertActor,
  kind: AlertActionKind,
  now: Instant,
): AlertRefusal | null {
  if (!actor.mayHandle) return 'not_permitted'
  if (kind === 'comment') return null
  if (kind === 'review') return reviewBlocked(alert, actor)
  if (isSettled(alert.status)) return 'already_resolved'
  if (kind === 'urge') return urgeBlocked(alert, actor, now)
  if (alert.responsibleId !== actor.userId && !actor.mayAssign) return 'not_responsible'
  if (kind === 'acknowledge' && alert.status !== 'open') return 'already_acknowledged'
  if (kind === 'start' && alert.status === 'in_progress') return 'already_started'
  if (kind === 'unsilence' && !isSilenced(alert, now)) return 'not_silenced'
  return null
}

/** Everybody who is told of it may urge, but not themselves, and nobody is urged all the time. */
function urgeBlocked(alert: AlertFacts, actor: AlertActor, now: Instant): AlertRefusal | null {
  if (alert.responsibleId === actor.userId) return 'own_alert'
  return alert.urgedAt !== null && now - alert.urgedAt < URGE_EVERY_MS ? 'urged_recently' : null
}

/** Looking again at one's own result is no review, unless there is nobody above. */
function reviewBlocked(alert: AlertFacts, actor: AlertActor): AlertRefusal | null {
  if (!actor.mayAssign) return 'not_permitted'
  if (alert.status === 'reviewed') return 'already_reviewed'
  if (alert.status !== 'resolved') return 'not_resolved'
  return alert.resolvedBy === actor.userId && !actor.isBoss ? 'own_result' : null
}

function decideResolve(
  actor: AlertActor,
  action: Extract<AlertAction, { kind: 'resolve' }>,
  now: Instant,
): Result<AlertPatch, AlertRefusal> {
  // 'cleared' is what the system says when nobody had to do anything; a person states what was done.
  if (action.result === 'cleared') return refuse('result_required')
  return ok({
    status: 'resolved',
    result: action.result,
    verdict: action.verdict,
    resolvedAt: now,
    resolvedBy: actor.userId,
  })
}

function decideSilence(
  action: Extract<AlertAction, { kind: 'silence' }>,
  now: Instant,
): Result<AlertPatch, AlertRefusal> {
  if (action.until <= now) return refuse('end_in_the_past')
  if (action.until > now + LONGEST_SILENCE_DAYS * DAY_MS) return refuse('silence_too_long')
  if (!hasReason(action.reason)) return refuse('reason_required')
  return ok({ silencedUntil: action.until, silenceReason: action.reason })
}

function decideReassign(
  alert: AlertFacts,
  action: Extract<AlertAction, { kind: 'reassign' }>,
): Result<AlertPatch, AlertRefusal> {
  if (action.toUserId === alert.responsibleId) return refuse('same_person')
  if (!action.toIsPresent) return refuse('person_absent')
  if (!hasReason(action.reason)) return refuse('reason_required')
  // The new person has not taken it up yet, so the clock of acknowledging runs again.
  return ok({ responsibleId: action.toUserId, status: 'open' })
}

function isSilenced(alert: AlertFacts, now: Instant): boolean {
  return alert.silencedUntil !== null && alert.silencedUntil > now
}

function hasReason(text: string): boolean {
  return text.trim().length >= 2
}
