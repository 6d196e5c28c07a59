import { DAY_MS, type Instant } from '../calendar.ts'
import type { Finding } from './evaluate.ts'
import type { Rule } from './rule.ts'

/**
 * Where one rule stands with one subject, evaluated through `at`. `standing` is a condition that already held
 * when the rule was switched on: it is known (the check-up tells it) but opens no alert until it has cleared
 * once.
 */
export type WatchState = {
  at: Instant
  phase: 'idle' | 'pending' | 'withheld' | 'open' | 'standing'
  /**
   * pending and standing: since when it holds; withheld: when it would have opened; open: the logical
   * opening, which names the alert
   */
  since: Instant | null
  /** no alert opens before this instant */
  coolUntil: Instant | null
  /** the worst level announced, see `levelOf` */
  level: number
  /** open, but the last look found no data */
  held: boolean
}

export type TransitionKind =
  | 'opened'
  | 'worsened'
  | 'held'
  | 'resumed'
  | 'cleared'
  | 'standing'
  | 'withheld'
  | 'refuted'

export type Transition = {
  kind: TransitionKind
  at: Instant
  /** which alert of this rule and subject; for 'standing' and 'refuted' since when */
  openedAt: Instant
  /** opened after its data had been late: when it would have opened (C208) */
  withheldSince?: Instant
  ruleVersion: number
  finding: Finding
}

/**
 * A person closed the alert that opened at `openedAt` (design: what people did is an input when history is
 * replayed).
 */
export type HumanInput = { kind: 'resolved'; at: Instant; openedAt: Instant }

/**
 * After a person has closed an alert whose condition still holds, it rests at least this long. It then opens
 * again: closed and forgotten must come back.
 */
export const REST_DAYS = 7

export type Step = { state: WatchState; transitions: Transition[]; wakeAt: Instant | null }

export function firstState(at: Instant): WatchState {
  return { at, phase: 'idle', since: null, coolUntil: null, level: 0, held: false }
}

/** What already holds when watching begins is standing; everything else starts from nothing. */
export function beginWatch(rule: Rule, finding: Finding, at: Instant): Step {
  if (finding.apparent !== 'true') return settle(rule, firstState(at), [])
  const state: WatchState = { ...firstState(at), phase: 'standing', since: at, level: finding.level }
  return settle(rule, state, [{ kind: 'standing', at, openedAt: at, ruleVersion: rule.version, finding }])
}

/**
 * One look at one rule and subject. Must be called at every instant at which the finding may change and at
 * every `wakeAt`; calling it more often changes nothing. Opening waits for the pending time and the
 * cool-down, clearing follows the clear condition, and "no data" holds an open alert instead of clearing it.
 */
export function step(rule: Rule, state: WatchState, finding: Finding, at: Instant): Step {
  const transitions: Transition[] = []
  const now: WatchState = { ...state, at }
  const emit = (kind: TransitionKind, openedAt: Instant) =>
    transitions.push({ kind, at, openedAt, ruleVersion: rule.version, finding })

  if (now.phase === 'withheld') return stepWithheld(rule, now, finding, at)
  if (now.phase === 'idle' || now.phase === 'pending') {
    // Waiting goes on while a source is late; it is the opening that then waits for the data.
    if (finding.apparent !== 'true') {
      return settle(rule, { ...firstState(at), coolUntil: now.coolUntil }, [])
    }
    const pending: WatchState = { ...now, phase: 'pending', since: now.phase === 'pending' ? now.since : at }
    if (at < opensAt(rule, pending)) return settle(rule, pending, [])
    const isTold = finding.truth === 'true'
    emit(isTold ? 'opened' : 'withheld', at)
    const begun = { ...firstState(at), since: at, level: finding.level }
    return settle(rule, { ...begun, phase: isTold ? 'open' : 'withheld' }, transitions)
  }

  const openedAt = now.since ?? at
  if (finding.over === 'true' || finding.over === 'closed') {
    if (now.phase === 'standing') return settle(rule, firstState(at), [])
    emit('cleared', openedAt)
    const coolUntil = rule.coolDownDays > 0 ? at + rule.coolDownDays * DAY_MS : null
    return settle(rule, { ...firstState(at), coolUntil }, transitions)
  }
  if (now.phase === 'standing') return settle(rule, now, [])
  if (finding.over === 'unknown') {
    if (!now.held) emit('held', openedAt)
    return settle(rule, { ...now, held: true }, transitions)
  }
  if (now.held) emit('resumed', openedAt)
  if (finding.level > now.level) emit('worsened', openedAt)
  return settle(rule, { ...now, held: false, level: Math.max(now.level, finding.level) }, transitions)
}

/** What waits for its data is told once that has come and it still holds, and otherwise never was (C208). */
function stepWithheld(rule: Rule, { since, level }: WatchState, finding: Finding, at: Instant): Step {
  const withheldSince = since ?? at
  const own = { at, ruleVersion: rule.version, finding }
  if (finding.apparent !== 'true')
    return settle(rule, firstState(at), [{ ...own, kind: 'refuted', openedAt: withheldSince }])
  if (finding.truth !== 'true')
    return settle(rule, { ...firstState(at), phase: 'withheld', since, level }, [])
  const opened: WatchState = { ...firstState(at), phase: 'open', since: at, level: finding.level }
  return settle(rule, opened, [{ ...own, kind: 'opened', openedAt: at, withheldSince }])
}

/** Applies a person's closing; an input for an alert that is no longer the open one changes nothing. */
export function applyInput(rule: Rule, state: WatchState, input: HumanInput): WatchState {
  if (state.phase !== 'open' || state.since !== input.openedAt) return state
  const restDays = Math.max(rule.coolDownDays, REST_DAYS)
  return { ...firstState(input.at), coolUntil: input.at + restDays * DAY_MS }
}

/** The instant at which time alone moves this state on, null when only facts can. */
export function wakeOf(rule: Rule, state: WatchState): Instant | null {
  return state.phase === 'pending' ? opensAt(rule, state) : null
}

function opensAt(rule: Rule, pending: WatchState): Instant {
  return Math.max((pending.since ?? pending.at) + rule.pendingMinutes * 60_000, pending.coolUntil ?? 0)
}

function settle(rule: Rule, state: WatchState, transitions: Transition[]): Step {
  return { state: restedAt(state, state.at), transitions, wakeAt: wakeOf(rule, state) }
}

/**
 * The same state seen at a later instant before anything else happens: a cool-down that has passed is
 * forgotten.
 */
export function restedAt(state: WatchState, at: Instant): WatchState {
  return {
    ...state,
    at,
    coolUntil: state.coolUntil !== null && state.coolUntil > at ? state.coolUntil : null,
  }
}
