import { DAY_MS, type Instant } from '../../../core/calendar.ts'
import type { History } from '../../../core/watch/evaluate.ts'
import { nextGridPoint } from '../../../core/watch/points.ts'
import { soonestHold } from '../../../core/watch/reach.ts'
import { firstState, type HumanInput, type Transition, type WatchState } from '../../../core/watch/step.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import { historyFor, sweep } from '../../../core/watch/sweep.ts'
import type { Claimed, StateRow, States } from './claim.ts'
import type { Inputs } from './inputs.ts'
import type { StoredRule } from './rule-rows.ts'

/** What is known of the subjects of one chunk. */
export type Known = { states: States; inputs: Inputs; histories: ReadonlyMap<string, History> }

/** What was stored of the subjects of one chunk, and what people did. */
export type Kept = Pick<Known, 'states' | 'inputs'>

export type Pass = { kind: SubjectKind; tick: Instant; claimed: Claimed }

/** What one rule says of one subject up to the tick. */
export type Look = {
  stored: StoredRule
  history: History
  transitions: readonly Transition[]
  /** null: the rule does not watch yet */
  left: Left | null
}

/** What a sweep leaves; `telling`: it must be stored, whatever the other rules of the subject leave. */
type Left = StateRow & { telling: boolean }

const NO_INPUTS: readonly HumanInput[] = []

/**
 * From when on a rule must be looked at for a subject: now if it has something to go on from, else when it
 * can come to hold with what is known, or never (null). People and the company are always looked at, because
 * no fact marks them.
 */
export function worthALookFrom(stored: StoredRule, history: History, kept: Kept, pass: Pass): Instant | null {
  const { id } = history.subject
  if (isFedByAll(pass.kind) || kept.states.get(id)?.has(stored.id) || kept.inputs.get(id)?.has(stored.id))
    return pass.tick
  const begins = Math.max(stored.versions[0]!.from, pass.claimed.standingTo ?? 0)
  let soonest: Instant | null = null
  for (const { rule } of stored.versions) {
    const own = soonestHold(rule, history, begins)
    if (own !== null && (soonest === null || own < soonest)) soonest = own
  }
  return soonest
}

/** What a rule leaves that cannot hold before `wakeAt`: it is idle, and asked then. */
export function idleUntil(stored: StoredRule, subjectId: string, wakeAt: Instant, pass: Pass): Left {
  return {
    telling: false,
    ruleId: stored.id,
    ruleVersion: stored.current.version,
    kind: pass.kind,
    subjectId,
    state: firstState(pass.tick),
    wakeAt,
  }
}

/** Sweeps one rule over one subject up to the tick. */
export function lookAt(stored: StoredRule, loaded: History, known: Kept, pass: Pass): Look {
  const { kind, tick } = pass
  const { id } = loaded.subject
  const history = historyFor(stored.versions, loaded)
  const before = known.states.get(id)?.get(stored.id) ?? null
  const inputs = known.inputs.get(id)?.get(stored.id) ?? NO_INPUTS
  const beginsAnew = beginningFor(id, before, pass)
  const watch = { versions: stored.versions, history, inputs, beginsAnew }
  const { state, transitions, wakeAt } = sweep(watch, before, tick)
  const left = state && {
    telling: before !== null || isWorthKeeping(state, transitions.length),
    ruleId: stored.id,
    ruleVersion: stored.current.version,
    kind,
    subjectId: id,
    state,
    wakeAt: wakeOf(stored, kind, wakeAt, tick),
  }
  return { stored, history, transitions, left }
}

/**
 * An idle state says nothing that evaluating from scratch would not give again (the engine's main property):
 * of those at most the one that wakes the subject first is stored. A state that is stored anyway wakes the
 * subject in its place, because waking looks at all its rules.
 */
export function worthSaving(all: readonly (Left | null)[]): StateRow[] {
  let first: Left | null = null
  const telling: Left[] = []
  for (const left of all) {
    if (left === null) continue
    if (left.telling) telling.push(left)
    if (left.wakeAt !== null && (first === null || left.wakeAt < first.wakeAt!)) first = left
  }
  const [one] = telling
  if (first === null || first.telling) return telling
  if (one === undefined) return [first]
  one.wakeAt = first.wakeAt
  return telling
}

/**
 * Nothing is read before the oldest state or, without one, before the rule began to watch; less the week by
 * which a rule on a grid looks back.
 */
export function readFrom(
  ids: readonly string[],
  rules: readonly StoredRule[],
  { states, claimed }: { states: States; claimed: Claimed },
): Instant {
  let oldest = claimed.standingTo ?? Number.POSITIVE_INFINITY
  for (const id of ids) {
    const own = states.get(id)
    for (const rule of rules) {
      oldest = Math.min(oldest, own?.get(rule.id)?.at ?? rule.versions[0]!.from)
    }
  }
  return oldest - 8 * DAY_MS
}

/**
 * When watching begins anew because history was brought along: for the subjects it touched, for people and
 * the company (whose figures every fact concerns), and for whatever has no state yet.
 */
function beginningFor(
  id: string,
  before: WatchState | null,
  { kind, claimed: { standing, standingTo } }: Pass,
): Instant | null {
  const isConcerned = before === null || standing.has(id) || isFedByAll(kind)
  return isConcerned ? standingTo : null
}

/** People, stages and the company: every fact concerns them, and none marks them. */
export function isFedByAll(kind: SubjectKind): boolean {
  return kind === 'rep' || kind === 'team' || kind === 'stage' || kind === 'org'
}

/**
 * A rule that is off sleeps until it is changed; one about people or the company looks at every point of
 * its grid.
 */
function wakeOf(
  stored: StoredRule,
  kind: SubjectKind,
  wakeAt: Instant | null,
  tick: Instant,
): Instant | null {
  const { mode, grid } = stored.current
  if (mode === 'off') return null
  if (wakeAt !== null || grid === 'change') return wakeAt
  return isFedByAll(kind) ? nextGridPoint(grid, tick) : null
}

/**
 * A state that says nothing need not be stored: evaluating from scratch gives the same (the engine's main
 * property).
 */
function isWorthKeeping(state: WatchState, transitions: number): boolean {
  return state.phase !== 'idle' || state.coolUntil !== null || transitions > 0
}
