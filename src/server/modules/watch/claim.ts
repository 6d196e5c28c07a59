import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import type { WatchState } from '../../../core/watch/step.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { isAmong } from '../../platform/metric-loader.ts'
import { contractsOf, instalmentsOf, type SubjectSets, waitingOf } from './subjects.ts'

/**
 * Marks and sleepers taken in one batch; the rest is for the next one, so that no transaction grows without
 * end.
 */
const BATCH = 25_000
/** Of what history brought along, new to every rule, so few that what was just done waits a second. */
const STANDING_BATCH = 500

export type StateRow = {
  ruleId: string
  ruleVersion: number
  kind: SubjectKind
  subjectId: string
  state: WatchState
  wakeAt: Instant | null
}

/** How far the last evaluation came, and up to when history was brought along; null: never. */
export type Cursor = { before: Instant | null; standingTo: Instant | null }

/** Locks the one evaluator of the organisation until commit. */
export async function lockCursor(ctx: WriteCtx): Promise<Cursor> {
  const row = await findCursor(ctx)
  if (row) return row
  // Nobody has evaluated yet: two first evaluators meet at this key, and the second waits for the first.
  await ctx.db
    .insertInto('watch_cursor')
    .values({ org_id: ctx.orgId, evaluated_to: at(0) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return (await findCursor(ctx))!
}

async function findCursor(ctx: WriteCtx): Promise<Cursor | undefined> {
  const row = await ctx.db
    .selectFrom('watch_cursor')
    .select(['evaluated_to', 'standing_to'])
    .where('org_id', '=', ctx.orgId)
    .forUpdate()
    .executeTakeFirst()
  return row && { before: row.evaluated_to === 0 ? null : row.evaluated_to, standingTo: row.standing_to }
}

export async function moveCursor(ctx: WriteCtx): Promise<void> {
  await ctx.db
    .updateTable('watch_cursor')
    .set({ evaluated_to: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .execute()
}

export type Claimed = {
  sets: SubjectSets
  /** subjects that history was brought along for; see `standingTo` */
  standing: ReadonlySet<string>
  standingTo: Instant | null
  more: boolean
}

/**
 * Takes what is marked and what is due, what somebody has just done before what was brought along;
 * `watchedFrom` is when the first rule about instalments began to watch. Marks are deleted in this
 * transaction: a crash gives them back. Marks of ticks that this evaluation cannot see yet stay for the next.
 */
export async function claim(
  ctx: WriteCtx,
  { cursor, watchedFrom }: { cursor: Cursor; watchedFrom: Instant },
): Promise<Claimed> {
  const standingTo = await moveStanding(ctx, cursor)
  const marked = await takeMarks(ctx)
  const { rows: due } = await sql<{ kind: SubjectKind; id: string }>`
    select subject_kind as kind, subject_id as id from watch_state
    where org_id = ${ctx.orgId} and wake_at <= ${at(ctx.tick)} order by wake_at limit ${BATCH}`.execute(
    ctx.db,
  )
  const sets: SubjectSets = new Map()
  for (const { kind, id } of [...marked, ...due]) {
    const ids = sets.get(kind) ?? new Set()
    sets.set(kind, ids.add(id))
  }
  const customers = marked.flatMap((row) => (row.kind === 'customer' ? [row.id] : []))
  const instalments = await instalmentsOf(ctx, customers, { since: cursor.before ?? 0, watchedFrom })
  if (instalments.length > 0)
    sets.set('instalment', new Set([...(sets.get('instalment') ?? []), ...instalments.map(({ id }) => id)]))
  const standing = new Set(marked.flatMap((row) => (row.standing ? [row.id] : [])))
  for (const { id, customerId } of instalments) if (standing.has(customerId)) standing.add(id)
  // Money and deliveries of a customer may be those of a contract that nobody has approved (C073).
  const contracts = await contractsOf(ctx, customers)
  if (contracts.length > 0)
    sets.set('contract', new Set([...(sets.get('contract') ?? []), ...contracts.map(({ id }) => id)]))
  for (const { id, customerId } of contracts) if (standing.has(customerId)) standing.add(id)
  // What was delivered under a contract, or its end, is the clock of retention that waits under it.
  const waiting = await waitingOf(ctx, [...(sets.get('contract') ?? [])])
  if (waiting.length > 0) sets.set('instalment', new Set([...(sets.get('instalment') ?? []), ...waiting]))
  const [first] = marked
  const isMore = first?.fresh === BATCH || first?.brought === STANDING_BATCH || due.length === BATCH
  return { sets, standing, standingTo, more: isMore }
}

type Marked = { kind: SubjectKind; id: string; standing: boolean; fresh: number; brought: number }

/**
 * All marks of the subjects whose turn it is: what is known from history stays so, whatever was done since.
 * `fresh` and `brought` are how many of each sort were chosen.
 */
async function takeMarks(ctx: WriteCtx): Promise<Marked[]> {
  const waiting = sql`select subject_kind, subject_id from watch_dirty
    where org_id = ${ctx.orgId} and tick <= ${at(ctx.tick)}`
  const { rows } = await sql<Marked>`
    with fresh as materialized (${waiting} and not standing order by id limit ${BATCH}),
    brought as materialized (${waiting} and standing order by id limit ${STANDING_BATCH}),
    taken as (
      delete from watch_dirty d where d.org_id = ${ctx.orgId} and d.tick <= ${at(ctx.tick)}
        and (d.subject_kind, d.subject_id) in (select * from fresh union select * from brought)
      returning d.subject_kind, d.subject_id, d.standing)
    select subject_kind as kind, subject_id as id, bool_or(standing) as standing,
      (select count(*) from fresh)::int as fresh, (select count(*) from brought)::int as brought
    from taken group by 1, 2`.execute(ctx.db)
  return rows
}

/** Remembers the newest of the marks that history left, before they are taken. */
async function moveStanding(ctx: WriteCtx, { standingTo }: Cursor): Promise<Instant | null> {
  const { rows } = await sql<{ newest: Instant | null }>`
    select max(tick) as newest from watch_dirty
    where org_id = ${ctx.orgId} and standing and tick <= ${at(ctx.tick)}`.execute(ctx.db)
  const newest = rows[0]?.newest ?? null
  if (newest === null || newest <= (standingTo ?? 0)) return standingTo
  await ctx.db
    .updateTable('watch_cursor')
    .set({ standing_to: at(newest) })
    .where('org_id', '=', ctx.orgId)
    .execute()
  return newest
}

/** The states of subjects, by subject and rule. */
export type States = ReadonlyMap<string, ReadonlyMap<string, WatchState>>

export async function findStates(ctx: ReadCtx, kind: SubjectKind, ids: readonly string[]): Promise<States> {
  const rows = await ctx.db
    .selectFrom('watch_state')
    .select(['rule_id', 'subject_id', 'state'])
    .where('org_id', '=', ctx.orgId)
    .where('subject_kind', '=', kind)
    .where(isAmong('subject_id', { ids }))
    .execute()
  const states = new Map<string, Map<string, WatchState>>()
  for (const row of rows) {
    const own = states.get(row.subject_id) ?? new Map<string, WatchState>()
    states.set(row.subject_id, own.set(row.rule_id, row.state as WatchState))
  }
  return states
}

/** Many subjects stand alike with a rule: each distinct state travels once, and rows name it by number. */
export async function saveStates(ctx: WriteCtx, rows: readonly StateRow[]): Promise<void> {
  if (rows.length === 0) return
  const numbers = new Map<string, number>()
  const alike: object[] = []
  const numberOf = ({ ruleId, ruleVersion, kind, state }: StateRow): number => {
    const key = `${ruleId} ${ruleVersion} ${kind} ${JSON.stringify(state)}`
    let number = numbers.get(key)
    if (number === undefined) {
      number = alike.push({ rule_id: ruleId, rule_version: ruleVersion, kind, state })
      numbers.set(key, number)
    }
    return number
  }
  const ids = rows.map(({ subjectId }) => subjectId)
  const wakes = rows.map(({ wakeAt }) => wakeAt)
  await sql`
    insert into watch_state (org_id, rule_id, rule_version, subject_kind, subject_id, state, evaluated_to, wake_at)
    select ${ctx.orgId}, a.rule_id, a.rule_version, a.kind, s.subject_id, a.state, a.evaluated_to,
      to_timestamp(s.wake_at / 1000)::timestamptz(3)
    from unnest(${ids}::uuid[], ${rows.map(numberOf)}::int[], ${wakes}::float8[]) as s (subject_id, number, wake_at)
    join (
      select a.number, (a.value ->> 'rule_id')::uuid as rule_id, (a.value ->> 'rule_version')::int as rule_version,
        a.value ->> 'kind' as kind, a.value -> 'state' as state,
        to_timestamp((a.value -> 'state' ->> 'at')::float8 / 1000)::timestamptz(3) as evaluated_to
      from jsonb_array_elements(${JSON.stringify(alike)}::jsonb) with ordinality as a (value, number)
    ) a on a.number = s.number
    on conflict (org_id, rule_id, subject_id) do update set rule_version = excluded.rule_version, state = excluded.state,
      evaluated_to = excluded.evaluated_to, wake_at = excluded.wake_at`.execute(ctx.db)
}
