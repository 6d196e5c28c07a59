import { sql } from 'kysely'
import { DAY_MS, type Instant } from '../../../core/calendar.ts'
import type { History } from '../../../core/watch/evaluate.ts'
import { nextGridPoint } from '../../../core/watch/points.ts'
import { lookBackDays } from '../../../core/watch/rule.ts'
import type { HumanInput, WatchState } from '../../../core/watch/step.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import { historyFor, sweep } from '../../../core/watch/sweep.ts'
import { newId } from '../../platform/clock.ts'
import { SYSTEM, setTenant, type WriteCtx, write } from '../../platform/context.ts'
import { at, type Db, poolOf } from '../../platform/db.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { hasSomebody, loadCalendar, loadStaff } from '../identity/index.ts'
import { type AlertDraft, draftAlerts, type Played, type Setting } from './alert-draft.ts'
import { findClosedEarly, findUnsettled } from './alert-rows.ts'
import {
  type Claimed,
  claim,
  findStates,
  lockCursor,
  moveCursor,
  type StateRow,
  saveStates,
} from './claim.ts'
import { findInputs } from './inputs.ts'
import { loadHistories, wantedBy } from './loaders.ts'
import { tellNews } from './news.ts'
import { loadRules, type StoredRule } from './rule-rows.ts'
import { saveDrafts } from './save-drafts.ts'
import { loadSubjects, type SubjectInfo } from './subjects.ts'
import { replaceAbsent } from './tend.ts'

export type Evaluated = { subjects: number; opened: number; cleared: number; tick: Instant }

/** Subjects swept together: one set of queries, one screenful of memory. */
const CHUNK = 500

/**
 * Evaluates everything that facts or time have made due, in batches of one transaction each, until nothing is
 * left. One evaluator per organisation at a time. It reads at a tick: every fact up to it is committed, none
 * after it can be dated before it. A crash loses nothing: claims, states and alerts of a batch commit
 * together or not at all. Whoever stops the program need not wait for all of it.
 */
export async function evaluateOrg(
  db: Db,
  who: { orgId: string; now: Instant },
  isStopped: () => boolean = () => false,
): Promise<Evaluated> {
  const total: Evaluated = { subjects: 0, opened: 0, cleared: 0, tick: 0 }
  for (;;) {
    const tick = await write(db, who, async (ctx) => ctx.tick)
    const opening = async (tx: Db) => {
      const settings = sql`select set_config('app.tick', ${at(tick)}::text, true)`
      await Promise.all([setTenant(tx, who.orgId, null), settings.execute(tx)])
    }
    const batch = await inTransaction(poolOf(db), opening, (tx) =>
      evaluateBatch({ db: tx, orgId: who.orgId, actor: SYSTEM, now: who.now, tick, source: null }),
    )
    total.subjects += batch.subjects
    total.opened += batch.opened
    total.cleared += batch.cleared
    total.tick = tick
    if (!batch.more || isStopped()) return total
  }
}

type Batch = { subjects: number; opened: number; cleared: number; more: boolean }

async function evaluateBatch(ctx: WriteCtx): Promise<Batch> {
  const cursor = await lockCursor(ctx)
  const rules = await loadRules(ctx)
  const staff = await loadStaff(ctx)
  if (rules.length === 0 || !hasSomebody(staff)) return { subjects: 0, opened: 0, cleared: 0, more: false }
  const claimed = await claim(ctx, { cursor, watchedFrom: beginOf(rules, 'instalment') })
  const { sets, more } = claimed
  const setting: Setting = { staff, calendar: await loadCalendar(ctx), tick: ctx.tick, newId }
  const newsFrom = Math.min(cursor.before ?? ctx.tick, ctx.tick - DAY_MS)
  const batch: Batch = { subjects: 0, opened: 0, cleared: 0, more }
  for (const [kind, ids] of sets) {
    const all = [...ids]
    for (let from = 0; from < all.length; from += CHUNK) {
      const drafts = await evaluateSubjects(ctx, kind, all.slice(from, from + CHUNK), {
        rules,
        claimed,
        setting,
      })
      await saveDrafts(ctx, drafts)
      await tellNews(ctx, drafts, { setting, from: newsFrom })
      batch.opened += drafts.filter((draft) => draft.isNew).length
      batch.cleared += drafts.filter((draft) => draft.clearedAt !== null).length
    }
    batch.subjects += all.length
  }
  if (!more) {
    await replaceAbsent(ctx, setting)
    await moveCursor(ctx)
  }
  return batch
}

/** Load → sweep (core) → what changed. Saves the states; the alerts are the caller's to save. */
async function evaluateSubjects(
  ctx: WriteCtx,
  kind: SubjectKind,
  ids: readonly string[],
  { rules, claimed, setting }: { rules: readonly StoredRule[]; claimed: Claimed; setting: Setting },
): Promise<AlertDraft[]> {
  const own = rules.filter((rule) => rule.current.subject === kind)
  if (own.length === 0) return []
  const [states, subjects, inputs] = await Promise.all([
    findStates(ctx, kind, ids),
    loadSubjects(ctx, kind, ids),
    findInputs(ctx, ids),
  ])
  const known = { rules: own, subjects }
  const wanted = wantedBy(own.flatMap((rule) => rule.versions))
  const [unsettled, closedEarly, histories] = await Promise.all([
    findUnsettled(ctx, ids, known),
    findClosedEarly(ctx, ids, known),
    loadHistories(ctx, { kind, ids, ...wanted, since: readFrom(ids, own, { states, claimed }) }),
  ])
  const loaded: Loaded = { states, inputs, unsettled, closedEarly, histories }
  const drafts: AlertDraft[] = []
  const saved: StateRow[] = []
  for (const subject of subjects.values()) {
    const looked: Looked[] = []
    const look = { kind, tick: ctx.tick, looked, claimed }
    const played = own.flatMap((stored) => playRule(stored, subject, loaded, look) ?? [])
    saved.push(...worthSaving(looked))
    for (const one of played)
      drafts.push(...draftAlerts(one, setting, (instant) => isHandedOn(played, one, instant)))
  }
  await saveStates(ctx, saved)
  return drafts
}

type Loaded = {
  states: ReadonlyMap<string, { state: WatchState }>
  inputs: ReadonlyMap<string, HumanInput[]>
  unsettled: ReadonlyMap<string, AlertDraft>
  closedEarly: ReadonlyMap<string, AlertDraft[]>
  histories: ReadonlyMap<string, History>
}

type Pass = { kind: SubjectKind; tick: Instant; looked: Looked[]; claimed: Claimed }

/**
 * When watching begins anew because history was brought along: for the subjects it touched, for people and
 * the company (whose figures every fact concerns), and for whatever has no state yet.
 */
function beginningFor(
  id: string,
  before: WatchState | null,
  { kind, claimed: { standing, standingTo } }: Pass,
): Instant | null {
  const isConcerned = before === null || standing.has(id) || isAlwaysConcerned(kind)
  return isConcerned ? standingTo : null
}

/** People and the company are not marked by the facts that concern them. */
function isAlwaysConcerned(kind: SubjectKind): boolean {
  return kind === 'rep' || kind === 'team' || kind === 'org'
}

/** What a sweep leaves; `telling`: it must be stored, whatever the other rules of the subject leave. */
type Looked = StateRow & { telling: boolean }

/**
 * An idle state says nothing that evaluating from scratch would not give again (the engine's main property):
 * of those only the one that wakes the subject first is stored, because waking looks at all its rules.
 */
function worthSaving(looked: readonly Looked[]): StateRow[] {
  const telling = looked.filter((row) => row.telling)
  let first = telling.reduce(
    (soonest, row) => Math.min(soonest, row.wakeAt ?? soonest),
    Number.POSITIVE_INFINITY,
  )
  let waking: Looked | null = null
  for (const row of looked) {
    if (row.telling || row.wakeAt === null || row.wakeAt >= first) continue
    first = row.wakeAt
    waking = row
  }
  return waking ? [...telling, waking] : telling
}

/**
 * Sweeps one rule over one subject up to the tick; its state goes into `looked`, null when nothing happened.
 */
function playRule(stored: StoredRule, subject: SubjectInfo, loaded: Loaded, look: Pass): Played | null {
  const { kind, tick, looked } = look
  const key = `${stored.id}:${subject.id}`
  const history = historyFor(stored.versions, loaded.histories.get(subject.id)!)
  const before = loaded.states.get(key)?.state ?? null
  const inputs = loaded.inputs.get(key) ?? []
  const beginsAnew = beginningFor(subject.id, before, look)
  const watch = { versions: stored.versions, history, inputs, beginsAnew }
  const { state, transitions, wakeAt } = sweep(watch, before, tick)
  const wake = wakeOf(stored, kind, wakeAt, tick)
  if (state) {
    looked.push({
      telling: before !== null || isWorthKeeping(state, transitions.length),
      ruleId: stored.id,
      ruleVersion: stored.current.version,
      kind,
      subjectId: subject.id,
      state,
      wakeAt: wake,
    })
  }
  if (transitions.length === 0) return null
  const current = loaded.unsettled.get(key) ?? null
  return { stored, subject, history, transitions, current, closedEarly: loaded.closedEarly.get(key) ?? [] }
}

/**
 * Nothing is read before the oldest state or, without one, before the rule began to watch; less the week by
 * which a rule on a grid looks back, and less the windows of the past that a line is drawn from.
 */
function readFrom(
  ids: readonly string[],
  rules: readonly StoredRule[],
  { states, claimed }: { states: ReadonlyMap<string, { state: WatchState }>; claimed: Claimed },
): Instant {
  let oldest = claimed.standingTo ?? Number.POSITIVE_INFINITY
  let pastDays = 0
  for (const rule of rules) {
    for (const version of rule.versions) pastDays = Math.max(pastDays, lookBackDays(version.rule))
    for (const id of ids) {
      oldest = Math.min(oldest, states.get(`${rule.id}:${id}`)?.state.at ?? rule.versions[0]!.from)
    }
  }
  return oldest - (8 + pastDays) * DAY_MS
}

/** When the first rule about a kind of subject began to watch. */
function beginOf(rules: readonly StoredRule[], kind: SubjectKind): Instant {
  const own = rules.filter((rule) => rule.current.subject === kind)
  return Math.min(Number.MAX_SAFE_INTEGER, ...own.map((rule) => rule.versions[0]!.from))
}

/** The next step of a course opened at the very instant this one ended (C087). */
function isHandedOn(played: readonly Played[], one: Played, instant: Instant): boolean {
  const { family } = one.stored.current
  if (family === undefined) return false
  return played.some(
    (other) =>
      other !== one &&
      other.stored.current.family === family &&
      other.transitions.some(({ kind, at: when }) => kind === 'opened' && when === instant),
  )
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
  return isAlwaysConcerned(kind) ? nextGridPoint(grid, tick) : null
}

/**
 * A state that says nothing need not be stored: evaluating from scratch gives the same (the engine's main
 * property).
 */
function isWorthKeeping(state: WatchState, transitions: number): boolean {
  return state.phase !== 'idle' || state.coolUntil !== null || transitions > 0
}
