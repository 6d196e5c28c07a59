import { endOfDay, type Instant, startOfDay } from '../calendar.ts'
import { nextCrossing } from './crossing.ts'
import { evaluate, type Finding, type History, memoOf } from './evaluate.ts'
import type { Series } from './metric.ts'
import { factPoints, nextGridPoint } from './points.ts'
import { metricsOf, type Rule, type RuleVersion } from './rule.ts'
import {
  applyInput,
  beginWatch,
  type HumanInput,
  restedAt,
  step,
  type Transition,
  type WatchState,
  wakeOf,
} from './step.ts'

export type Watch = {
  /** in order of `from`; watching begins with the first */
  versions: readonly RuleVersion[]
  /** the series these versions use and no others, see `historyFor` */
  history: History
  /** what people did, in order of `at` */
  inputs: readonly HumanInput[]
  /**
   * Facts of the past were brought along at this instant: watching begins anew with it, and what holds then
   * is standing. An alert that is open goes on.
   */
  beginsAnew?: Instant | null
}

export type Swept = { state: WatchState | null; transitions: Transition[]; wakeAt: Instant | null }

/**
 * Drives `step` over every instant after `state.at` up to `to` at which anything may change, for one rule and
 * one subject. Live evaluation, evaluation from scratch (state null) and backtest are this same function, so
 * they cannot disagree. `wakeAt` is the next instant after `to` worth looking at if no new fact arrives.
 */
export function sweep(watch: Watch, state: WatchState | null, to: Instant): Swept {
  const first = beginningOf(watch)
  if (first === null || first > to) return { state: null, transitions: [], wakeAt: first }
  const transitions: Transition[] = []
  let current = state
  let finding: Finding
  let isFresh = false
  if (!current || isBegunAnew(watch, current)) {
    const rule = ruleAt(watch, first)
    finding = evaluate(rule, watch.history, first)
    const begun = beginWatch(rule, finding, first)
    transitions.push(...begun.transitions)
    current = current ? { ...begun.state, coolUntil: restedAt(current, first).coolUntil } : begun.state
    isFresh = true
  } else finding = evaluate(ruleAt(watch, current.at), watch.history, current.at)
  const points = fixedPoints(watch, current.at)
  let next = 0
  for (;;) {
    const wakeAt = nextInstant(watch, current, finding, points[next])
    if (current.at >= to) return { state: current, transitions, wakeAt }
    // All facts were in the last look: up to the next instant that may change anything, nothing does.
    if (isFresh && (wakeAt === null || wakeAt > to))
      return { state: restedAt(current, to), transitions, wakeAt }
    // The end is always looked at: a fact that an import dates back behind us speaks there, once.
    const due = Math.min(wakeAt ?? to, to)
    const rule = ruleAt(watch, due)
    finding = evaluate(rule, watch.history, due)
    const begins = beginsAt(watch, due, current)
    const stepped = begins ? beginWatch(rule, finding, due) : step(rule, current, finding, due)
    transitions.push(...stepped.transitions)
    current = actedOn(watch, stepped.state, finding)
    isFresh = true
    while (next < points.length && points[next]! <= due) next += 1
  }
}

/**
 * A sweep from the beginning that pauses after each `sliceMs` of the past, so that whoever drives it can let
 * others in between: each slice goes on from the state the one before it left, which is the same (the
 * engine's main property).
 */
export function* sweepBySlices(
  watch: Watch,
  to: Instant,
  sliceMs: number,
): Generator<void, Pick<Swept, 'state' | 'transitions'>> {
  const transitions: Transition[] = []
  let state: WatchState | null = null
  let end = Math.min(beginningOf(watch) ?? to, to)
  for (;;) {
    end = Math.min(end + sliceMs, to)
    const swept: Swept = sweep(watch, state, end)
    for (const transition of swept.transitions) transitions.push(transition)
    state = swept.state
    if (end >= to) return { state, transitions }
    yield
  }
}

function beginningOf({ versions, beginsAnew }: Watch): Instant | null {
  const first = versions[0]?.from
  return first === undefined ? null : Math.max(first, beginsAnew ?? 0)
}

function isBegunAnew({ beginsAnew }: Watch, state: WatchState): boolean {
  const isQuiet = state.phase === 'idle' || state.phase === 'standing'
  return isQuiet && beginsAnew != null && state.at < beginsAnew
}

/**
 * Of everything loaded for a subject, what these versions look at; whether anything is known about it hangs
 * on that. Rules that look at the same share it.
 */
export function historyFor(versions: readonly RuleVersion[], loaded: History): History {
  const { ids, key } = metricsOfAll(versions)
  const memo = memoOf(loaded)
  memo.views ??= new Map()
  const { views } = memo
  let view = views.get(key)
  if (!view) {
    const series = new Map<string, Series>()
    for (const id of ids) {
      const own = loaded.series.get(id)
      if (own) series.set(id, own)
    }
    view = { ...loaded, series }
    views.set(key, view)
  }
  return view
}

/** Asked for every subject, and the same for all of them. */
const metricsOfVersions = new WeakMap<readonly RuleVersion[], { ids: readonly string[]; key: string }>()

function metricsOfAll(versions: readonly RuleVersion[]): { ids: readonly string[]; key: string } {
  let found = metricsOfVersions.get(versions)
  if (!found) {
    const ids = [...new Set(versions.flatMap(({ rule }) => metricsOf(rule)))]
    found = { ids, key: [...ids].sort().join(' ') }
    metricsOfVersions.set(versions, found)
  }
  return found
}

/** At one instant the facts speak first, then what people did, then what follows from that. */
function actedOn(watch: Watch, state: WatchState, finding: Finding): WatchState {
  const rule = ruleAt(watch, state.at)
  let current = state
  for (const input of watch.inputs) {
    if (input.at !== state.at) continue
    const acted = applyInput(rule, current, input)
    if (acted !== current) current = step(rule, acted, finding, state.at).state
  }
  return current
}

/**
 * The next instant after `state.at` at which facts, the calendar or the state itself may change something.
 */
function nextInstant(
  watch: Watch,
  state: WatchState,
  finding: Finding,
  fixed: Instant | undefined,
): Instant | null {
  const rule = ruleAt(watch, state.at)
  const never = Number.POSITIVE_INFINITY
  let soonest = Math.min(fixed ?? never, wakeOf(rule, state) ?? never)
  if (rule.mode !== 'off') {
    const turn = nextTurnOf(rule, finding, watch.history, state.at) ?? never
    // What is withheld is looked at once more before time alone can end it.
    const isLast = state.phase === 'withheld' && turn - 1 > state.at
    soonest = Math.min(
      soonest,
      isLast ? turn - 1 : turn,
      endOfHolding(finding, watch.history, state) ?? never,
    )
  }
  return Number.isFinite(soonest) ? soonest : null
}

/**
 * When what is held speaks again by itself: its data has come, or it is not waited for any longer. Whoever
 * is idle has nothing to say then.
 */
function endOfHolding(
  { heldTo, leaves, clearLeaves }: Finding,
  { late }: History,
  state: WatchState,
): Instant | null {
  if (heldTo === null || late === undefined || state.phase === 'idle') return null
  let soonest = heldTo
  for (const leaf of [...leaves, ...clearLeaves]) {
    if (!leaf.late) continue
    for (const { until } of late.get(leaf.late.source) ?? [])
      if (until !== null && until > state.at && until < soonest) soonest = until
  }
  return soonest > state.at ? soonest : null
}

/** When the passing of time alone may change what is said. */
function nextTurnOf(rule: Rule, finding: Finding, history: History, at: Instant): Instant | null {
  if (rule.grid === 'change') return nextCrossing(finding, history.series, at)
  return isEmpty(history) ? null : nextGridPoint(rule.grid, at)
}

/** Instants fixed by facts, people and the rule's own dates, after `after`, in order. */
function fixedPoints(watch: Watch, after: Instant): readonly Instant[] {
  const own: Instant[] = []
  const add = (point: Instant) => {
    if (point > after) own.push(point)
  }
  for (const { from, rule } of watch.versions) {
    add(from)
    if (rule.validFrom) add(startOfDay(rule.validFrom))
    if (rule.validTo) add(endOfDay(rule.validTo) + 1)
  }
  for (const input of watch.inputs) add(input.at)
  if (watch.history.endsAt !== undefined) add(watch.history.endsAt)
  const facts = factsAfter(watch, after)
  return own.length === 0 ? facts : inOrder(new Set([...facts, ...own]))
}

/** Rules on a grid look at its points only, whatever happens in between. */
function factsAfter({ versions, history }: Watch, after: Instant): readonly Instant[] {
  const onChange = versions.filter(({ rule }) => rule.grid === 'change')
  if (onChange.length === 0) return []
  const isMixed = onChange.length < versions.length
  const memo = memoOf(history)
  if (!isMixed && memo.points?.after === after) return memo.points.points
  const points = new Set<Instant>()
  const seen = isMixed ? new Set(onChange.flatMap(({ rule }) => metricsOf(rule))) : null
  for (const [metric, series] of history.series) {
    if (!seen || seen.has(metric)) factPoints(series, points, after)
  }
  for (const name in history.fields) {
    for (const { at, until } of history.fields[name]!) {
      if (at > after) points.add(at)
      if (until !== undefined && until > after) points.add(until)
    }
  }
  const ordered = points.size === 0 ? NONE : inOrder(points)
  if (!isMixed) memo.points = { after, points: ordered }
  return ordered
}

const NONE: readonly Instant[] = []

function inOrder(points: ReadonlySet<Instant>): Instant[] {
  return [...points].sort((a, b) => a - b)
}

/**
 * Whether a rule that was off comes into force at this instant, or one of whose figures is redefined with it:
 * what already holds is then standing, not news. An alert that is open goes on.
 */
function beginsAt(watch: Watch, at: Instant, { phase }: WatchState): boolean {
  const index = watch.versions.findIndex((version) => version.from === at)
  if (index < 1) return false
  const [before, now] = [watch.versions[index - 1]!.rule, watch.versions[index]!.rule]
  if (now.mode === 'off') return false
  if (now.anew) return phase === 'idle' || phase === 'pending'
  return before.mode === 'off' && phase === 'idle'
}

/** The version in force; watching never begins before the first. */
function ruleAt(watch: Watch, at: Instant): Rule {
  let rule = watch.versions[0]!.rule
  for (const version of watch.versions) if (version.from <= at) rule = version.rule
  return rule
}

function isEmpty(history: History): boolean {
  for (const series of history.series.values()) if (series.deltas.length > 0) return false
  return true
}
