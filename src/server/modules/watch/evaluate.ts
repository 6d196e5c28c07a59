import { sql } from 'kysely'
import { DAY_MS, type Instant } from '../../../core/calendar.ts'
import type { History } from '../../../core/watch/evaluate.ts'
import { nextGridPoint } from '../../../core/watch/points.ts'
import type { HumanInput, WatchState } from '../../../core/watch/step.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import { historyFor, sweep } from '../../../core/watch/sweep.ts'
import { newId } from '../../platform/clock.ts'
import { SYSTEM, setTenant, type WriteCtx, write } from '../../platform/context.ts'
import { at, type Db } from '../../platform/db.ts'
import { loadCalendar } from '../identity/index.ts'
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
import { hasSomebody, loadStaff } from './directory.ts'
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
 * together or not at all.
 */
export async function evaluateOrg(db: Db, who: { orgId: string; now: Instant }): Promise<Evaluated> {
  const total: Evaluated = { subjects: 0, opened: 0, cleared: 0, tick: 0 }
  for (;;) {
    const tick = await write(db, who, async (ctx) => ctx.tick)
    const batch = await db.transaction().execute(async (tx) => {
      await setTenant(tx, who.orgId, null)
      await sql`select set_config('app.tick', ${at(tick)}::text, true)`.execute(tx)
      const ctx: WriteCtx = { db: tx, orgId: who.orgId, actor: SYSTEM, now: who.now, tick, source: null }
      return evaluateBatch(ctx)
    })
    total.subjects += batch.subjects
    total.opened += batch.opened
    total.cleared += batch.cleared
    total.tick = tick
    if (!batch.more) return total
  }
}

type Batch = { subjects: number; opened: number; cleared: number; more: boolean }

async function evaluateBatch(ctx: WriteCtx): Promise<Batch> {
  const cursor = await lockCursor(ctx)
  const rules = await loadRules(ctx)
  const staff = await loadStaff(ctx)
  if (rules.length === 0 || !hasSomebody(staff)) return { subjects: 0, opened: 0, cleared: 0, more: false }
  const claimed = await claim(ctx, cursor)
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
  const states = await findStates(ctx, kind, ids)
  const subjects = await loadSubjects(ctx, kind, ids)
  const known = { rules: own, subjects }
  const wanted = wantedBy(own.flatMap((rule) => rule.versions))
  const loaded: Loaded = {
    states,
    inputs: await findInputs(ctx, ids),
    unsettled: await findUnsettled(ctx, ids, known),
    closedEarly: await findClosedEarly(ctx, ids, known),
    histories: await loadHistories(ctx, { kind, ids, ...wanted, since: readFrom(ids, own, states) }),
  }
  const drafts: AlertDraft[] = []
  const saved: StateRow[] = []
  for (const subject of subjects.values()) {
    const look = { kind, tick: ctx.tick, saved, claimed }
    const played = own.flatMap((stored) => playRule(stored, subject, loaded, look) ?? [])
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

type Pass = { kind: SubjectKind; tick: Instant; saved: StateRow[]; claimed: Claimed }

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

/**
 * Sweeps one rule over one subject up to the tick; its state goes into `saved`, null when nothing happened.
 */
function playRule(stored: StoredRule, subject: SubjectInfo, loaded: Loaded, look: Pass): Played | null {
  const { kind, tick, saved } = look
  const key = `${stored.id}:${subject.id}`
  const history = historyFor(stored.versions, loaded.histories.get(subject.id)!)
  const before = loaded.states.get(key)?.state ?? null
  const inputs = loaded.inputs.get(key) ?? []
  const beginsAnew = beginningFor(subject.id, before, look)
  const watch = { versions: stored.versions, history, inputs, beginsAnew }
  const { state, transitions, wakeAt } = sweep(watch, before, tick)
  const wake = wakeOf(stored, kind, wakeAt, tick)
  if (state && (before || wake !== null || isWorthKeeping(state, transitions.length))) {
    saved.push({
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
 * Nothing is read before the oldest state, less the week by which a rule on a grid looks back; a subject
 * without a state is evaluated from the beginning.
 */
function readFrom(
  ids: readonly string[],
  rules: readonly StoredRule[],
  states: ReadonlyMap<string, { state: WatchState }>,
): Instant | null {
  if (!ids.every((id) => rules.every((rule) => states.has(`${rule.id}:${id}`)))) return null
  return Math.min(...[...states.values()].map((row) => row.state.at)) - 8 * DAY_MS
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
