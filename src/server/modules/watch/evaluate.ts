import { sql } from 'kysely'
import { DAY_MS, type Instant } from '../../../core/calendar.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import { newId } from '../../platform/clock.ts'
import { type ReadCtx, SYSTEM, setTenant, type WriteCtx, write } from '../../platform/context.ts'
import { at, type Db, poolOf } from '../../platform/db.ts'
import { MANY_ROWS } from '../../platform/many-rows.ts'
import { type Once, onceEach } from '../../platform/metric-loader.ts'
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
import { holdBackNew } from './inhibit.ts'
import { findInputs } from './inputs.ts'
import { loadHistories, wantedBy } from './loaders.ts'
import { leaveMoneyForLater, refreshMoneyOf } from './money-now.ts'
import { tellNews } from './news.ts'
import { isFedByAll, type Known, lookAt, readFrom, worthSaving } from './play.ts'
import { loadRules, type StoredRule } from './rule-rows.ts'
import { saveDrafts } from './save-drafts.ts'
import { renewRedefined } from './save-rule.ts'
import { passScreen, readScreen } from './screen.ts'
import { loadSubjects, type SubjectInfo } from './subjects.ts'
import { replaceAbsent } from './tend.ts'
import { addFed, claimFed, saveWaiting, waitingOf } from './withheld.ts'

export type Evaluated = { subjects: number; opened: number; cleared: number; tick: Instant }

/** Subjects swept together: one set of queries, one screenful of memory. */
const CHUNK = 500
/** Subjects read together by their figures alone. */
const SHEET = 2_500
/**
 * So many sheets are asked for before the first of them is gone through: PostgreSQL reads while we think.
 * Full ones one after the other, or the first would be there only when all of them are.
 */
const AHEAD = 4
/** Fewer than this are looked at with their evidence at once. */
const MANY = 50

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
  many: number = MANY,
): Promise<Evaluated> {
  const total: Evaluated = { subjects: 0, opened: 0, cleared: 0, tick: 0 }
  for (;;) {
    const tick = await write(db, who, async (ctx) => ctx.tick)
    const opening = async (tx: Db) => {
      const tickOf = sql`select set_config('app.tick', ${at(tick)}::text, true), ${MANY_ROWS}`
      await Promise.all([setTenant(tx, who.orgId, null), tickOf.execute(tx)])
    }
    const inOne = <T>(fn: (ctx: WriteCtx) => Promise<T>) =>
      inTransaction(poolOf(db), opening, (tx) =>
        fn({ db: tx, orgId: who.orgId, actor: SYSTEM, now: who.now, tick, source: null }),
      )
    // The readers are there before anything is locked: nobody waits for a connection and holds a lock.
    const batch = await inOne((one) => inOne((two) => inOne((ctx) => evaluateBatch(ctx, many, [one, two]))))
    total.subjects += batch.subjects
    total.opened += batch.opened
    total.cleared += batch.cleared
    total.tick = tick
    if (!batch.more || isStopped()) return total
  }
}

/**
 * One subject by one rule through all that an evaluation does, at the tick of the transaction; how many
 * alerts opened. For the canary, which must take the way of every warning.
 */
export async function evaluateOne(
  ctx: WriteCtx,
  kind: SubjectKind,
  { id, code }: { id: string; code: string },
): Promise<number> {
  const rules = (await loadRules(ctx)).filter((rule) => rule.code === code)
  const [staff, calendar] = await Promise.all([loadStaff(ctx), loadCalendar(ctx)])
  const setting: Setting = { staff, calendar, tick: ctx.tick, newId }
  const claimed: Claimed = {
    sets: new Map([[kind, new Set([id])]]),
    standing: new Set(),
    standingTo: null,
    more: false,
  }
  const scene: Scene = { rules, claimed, setting, many: MANY, once: onceEach() }
  const { drafts } = await evaluateSubjects(ctx, await readEvidence(ctx, kind, [id], scene), scene)
  await holdBackNew(ctx, drafts, ctx.tick)
  await saveDrafts(ctx, drafts)
  await tellNews(ctx, drafts, { setting, from: ctx.tick - DAY_MS })
  return drafts.filter((draft) => draft.isNew).length
}

type Looked = { subjects: number; opened: number; cleared: number }
type Batch = Looked & { more: boolean }

/**
 * `readers`: transactions at the same tick. Of many subjects the figures are read in these: as many
 * processors work, and what is saved of one sheet need not wait for what is asked next.
 */
async function evaluateBatch(ctx: WriteCtx, many: number, readers: readonly ReadCtx[]): Promise<Batch> {
  const cursor = await lockCursor(ctx)
  const [stored, staff, calendar] = await Promise.all([loadRules(ctx), loadStaff(ctx), loadCalendar(ctx)])
  const rules = (await renewRedefined(ctx, stored)) > 0 ? await loadRules(ctx) : stored
  if (rules.length === 0 || !hasSomebody(staff)) return { subjects: 0, opened: 0, cleared: 0, more: false }
  const claimed = await claim(ctx, { cursor, watchedFrom: beginOf(rules, 'instalment') })
  const { sets, more } = claimed
  addFed(sets, await claimFed(ctx, rules, cursor.before))
  const setting: Setting = { staff, calendar, tick: ctx.tick, newId }
  const newsFrom = Math.min(cursor.before ?? ctx.tick, ctx.tick - DAY_MS)
  const once = onceEach()
  const sheets = [...sets].flatMap(([kind, ids]): Sheet[] => {
    const own = rules.filter((rule) => rule.current.subject === kind)
    const scene = { rules: own, claimed, setting, many, once }
    return sheetsOf([...ids]).map((some) => ({ kind, scene, ids: some }))
  })
  const batch = sheets.some(({ ids }) => ids.length >= many)
    ? await evaluateSheets(ctx, readers, { sheets, newsFrom })
    : await evaluateSheets(ctx, [ctx], { sheets, newsFrom })
  await lookAtMoney(ctx, sets)
  if (!more) {
    await replaceAbsent(ctx, setting)
    await moveCursor(ctx)
  }
  return { ...batch, more }
}

type Sheet = { kind: SubjectKind; scene: Scene; ids: readonly string[] }

function isFull({ ids }: Sheet): boolean {
  return ids.length === SHEET
}

/** `readers`: where sheets are read in turn, each sheet after the one before it there. */
async function evaluateSheets(
  ctx: WriteCtx,
  readers: readonly ReadCtx[],
  { sheets, newsFrom }: { sheets: readonly Sheet[]; newsFrom: Instant },
): Promise<Looked> {
  const batch: Looked = { subjects: 0, opened: 0, cleared: 0 }
  const asked: Promise<Found>[] = []
  for (const [index, { kind, scene }] of sheets.entries()) {
    for (const sheet of sheets.slice(asked.length, index + AHEAD)) {
      const reader = readers[asked.length % readers.length]!
      const before = asked.at(-readers.length)
      const find = () => findTelling(ctx, { reader, readers }, sheet)
      const found = isFull(sheet) && before ? before.then(find) : find()
      found.catch(() => {})
      asked.push(found)
    }
    const { all, pass, evidence } = await asked[index]!
    const telling = await pass()
    for (let from = 0; from < telling.length; from += CHUNK) {
      const ids = telling.slice(from, from + CHUNK)
      const { drafts, waiting } = await evaluateSubjects(
        ctx,
        evidence ?? (await readEvidence(ctx, kind, ids, scene)),
        scene,
      )
      await holdBackNew(ctx, drafts, ctx.tick)
      await saveDrafts(ctx, drafts)
      await saveWaiting(ctx, waiting, { drafts, setting: scene.setting })
      await tellNews(ctx, drafts, { setting: scene.setting, from: newsFrom })
      batch.opened += drafts.filter((draft) => draft.isNew).length
      batch.cleared += drafts.filter((draft) => draft.clearedAt !== null).length
    }
    batch.subjects += all
  }
  return batch
}

/** What is at risk of the alerts that were open already: at once for few subjects, else by the chore. */
async function lookAtMoney(ctx: WriteCtx, sets: Claimed['sets']): Promise<void> {
  const ids = [...sets.values()].flatMap((some) => [...some])
  if (ids.length > CHUNK) await leaveMoneyForLater(ctx)
  else await refreshMoneyOf(ctx, ids)
}

/** In order: neighbours lie together in the database and are asked for by their bounds (see `amongOf`). */
function sheetsOf(unsorted: readonly string[]): string[][] {
  const ids = unsorted.toSorted()
  const sheets: string[][] = []
  for (let from = 0; from < ids.length; from += SHEET) sheets.push(ids.slice(from, from + SHEET))
  return sheets
}

/** `rules`: those about the kind of the subjects. */
type Scene = {
  rules: readonly StoredRule[]
  claimed: Claimed
  setting: Setting
  many: number
  once: Once
}

type Found = { all: number; pass: () => Promise<readonly string[]>; evidence?: Evidence }

/**
 * Those of many subjects that have something to tell; few are looked at with their evidence at once. The
 * company is fed by alerts as well, so these are read where this batch saves them, and all its other facts,
 * which are the most of anybody's, by all readers in turn.
 */
async function findTelling(
  ctx: WriteCtx,
  { reader, readers }: { reader: ReadCtx; readers: readonly ReadCtx[] },
  { kind, scene, ids }: Sheet,
): Promise<Found> {
  const all = ids.length
  if (scene.rules.length === 0) return { all, pass: async () => [] }
  if (all < Math.min(scene.many, CHUNK) && !isFedByAll(kind))
    return { all, pass: async () => ids, evidence: await readEvidence(ctx, kind, ids, scene) }
  const screened =
    kind === 'org'
      ? await readScreen(ctx, kind, ids, { ...scene, beside: readers })
      : await readScreen(reader, kind, ids, scene)
  return { all, pass: () => passScreen(ctx, screened, scene) }
}

type Evidence = {
  kind: SubjectKind
  known: Known
  subjects: ReadonlyMap<string, SubjectInfo>
  unsettled: ReadonlyMap<string, AlertDraft>
  closedEarly: ReadonlyMap<string, AlertDraft[]>
}

/** Everything about these subjects: their facts one by one, their people and their alerts, locked. */
async function readEvidence(
  ctx: WriteCtx,
  kind: SubjectKind,
  ids: readonly string[],
  { rules, claimed }: Scene,
): Promise<Evidence> {
  const [states, subjects, inputs] = await Promise.all([
    findStates(ctx, kind, ids),
    loadSubjects(ctx, kind, ids),
    findInputs(ctx, ids),
  ])
  const named = { rules, subjects }
  const wanted = wantedBy(rules.flatMap((rule) => rule.versions))
  const [unsettled, closedEarly, histories] = await Promise.all([
    findUnsettled(ctx, ids, named),
    findClosedEarly(ctx, ids, named),
    loadHistories(ctx, { kind, ids, ...wanted, since: readFrom(ids, rules, { states, claimed }) }),
  ])
  return { kind, known: { states, inputs, histories }, subjects, unsettled, closedEarly }
}

/** Sweep (core) → what changed. Saves the states; alerts and what waits are the caller's to save. */
async function evaluateSubjects(
  ctx: WriteCtx,
  { kind, known, subjects, unsettled, closedEarly }: Evidence,
  { rules, claimed, setting }: Scene,
): Promise<{ drafts: AlertDraft[]; waiting: ReturnType<typeof waitingOf> }> {
  const pass = { kind, tick: ctx.tick, claimed }
  const drafts: AlertDraft[] = []
  const waiting: ReturnType<typeof waitingOf> = []
  const saved: StateRow[] = []
  for (const subject of subjects.values()) {
    const looks = rules.map((stored) => lookAt(stored, known.histories.get(subject.id)!, known, pass))
    saved.push(...worthSaving(looks.map(({ left }) => left)))
    const played = looks
      .filter(({ transitions }) => transitions.length > 0)
      .map((look): Played => {
        const key = `${look.stored.id}:${subject.id}`
        return {
          ...look,
          subject,
          current: unsettled.get(key) ?? null,
          closedEarly: closedEarly.get(key) ?? [],
        }
      })
    waiting.push(...waitingOf(played))
    for (const one of played)
      drafts.push(...draftAlerts(one, setting, (instant) => isHandedOn(played, one, instant)))
  }
  await saveStates(ctx, saved)
  return { drafts, waiting }
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
