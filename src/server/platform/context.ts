import { type Kysely, sql } from 'kysely'
import { addDays, type Day, dayOf, type Instant, startOfDay } from '../../core/calendar.ts'
import { type Permission, type Role, type Scope, scopeFor } from '../../core/permission.ts'
import { type Db, poolOf } from './db.ts'
import type { DB } from './db-types.ts'
import { forbidden, stale, versionRequired } from './errors.ts'
import { inTransaction } from './transaction.ts'

export type Actor = {
  /** null: the system itself (worker, command line) */
  userId: string | null
  roles: readonly Role[]
  departmentId: string | null
  /** users of the own department */
  teamUserIds: readonly string[]
  /** users of the own department and everything below it */
  subtreeUserIds: readonly string[]
  name: string
}

export type ReadCtx = {
  /** a transaction whose tenant is set */
  db: Kysely<DB>
  orgId: string
  actor: Actor
  now: Instant
  /** the version the client says it saw (If-Match); 'any': whatever is there, asked for in so many words */
  ifMatch?: number | 'any' | undefined
}

export type WriteCtx = ReadCtx & {
  /** recorded_at of this transaction, strictly increasing per organisation */
  tick: Instant
  /** set while importing */
  source: ImportSource | null
}

/**
 * Where imported rows come from. `historyDelayDays`: how many days after it happened a fact was known, for
 * history up to and including `historyUntil` (the go-live day); null: rows are known when they are recorded
 * (law 2). `standing`: what these rows put beyond a line was so before and is no news.
 */
export type ImportSource = {
  batchId: string
  historyDelayDays: number | null
  historyUntil: Day | null
  standing?: boolean
}

export const SYSTEM: Actor = {
  userId: null,
  roles: ['boss'],
  departmentId: null,
  teamUserIds: [],
  subtreeUserIds: [],
  name: 'system',
}

/**
 * When a fact of day `occurredOn` is known: greatest(occurred, recorded), or for imported history its
 * stated delay.
 */
export function knownAt(ctx: WriteCtx, occurredOn: Day): Instant {
  const { source } = ctx
  if (source?.historyDelayDays != null && occurredOn <= (source.historyUntil ?? dayOf(ctx.tick))) {
    return Math.min(startOfDay(addDays(occurredOn, source.historyDelayDays)), ctx.tick)
  }
  return Math.max(startOfDay(occurredOn), ctx.tick)
}

/**
 * When a correction is known: now, whatever delay an import states. What it replaces was believed until
 * this tick, so a new row reaching further back would stand beside the old one in every as-known reading
 * between them.
 */
export function correctionKnownAt(ctx: WriteCtx, occurredOn: Day): Instant {
  return Math.max(startOfDay(occurredOn), ctx.tick)
}

/** Runs `fn` in one transaction with the tenant set and nothing locked. */
export function read<T>(
  db: Db,
  who: { orgId: string; actor?: Actor; now: Instant },
  fn: (ctx: ReadCtx) => Promise<T>,
): Promise<T> {
  const actor = who.actor ?? SYSTEM
  return inTransaction(
    poolOf(db),
    (tx) => setTenant(tx, who.orgId, actor.userId),
    (tx) => fn({ db: tx, orgId: who.orgId, actor, now: who.now }),
  )
}

/** Runs `fn` in one write transaction: tenant set, tick taken (and with it the organisation's write lock). */
export function write<T>(
  db: Db,
  who: { orgId: string; actor?: Actor; now: Instant; source?: WriteCtx['source'] },
  fn: (ctx: WriteCtx) => Promise<T>,
): Promise<T> {
  const actor = who.actor ?? SYSTEM
  return inTransaction(
    poolOf(db),
    async (tx) => {
      const [, tick] = await Promise.all([
        setTenant(tx, who.orgId, actor.userId),
        takeTick(tx, who.orgId, who.now),
      ])
      return tick
    },
    (tx, tick) => fn({ db: tx, orgId: who.orgId, actor, now: who.now, tick, source: who.source ?? null }),
  )
}

export async function setTenant(db: Kysely<DB>, orgId: string, userId: string | null): Promise<void> {
  await sql`select set_config('app.org_id', ${orgId}, true), set_config('app.actor', ${userId ?? ''}, true)`.execute(
    db,
  )
}

/**
 * Locks the organisation's tick row until commit and moves it on: later than every earlier tick, whatever the
 * clock does, so "known at T" cannot differ between two looks.
 */
export async function takeTick(db: Kysely<DB>, orgId: string, now: Instant): Promise<Instant> {
  const { rows } = await sql<{ last: Instant }>`
    update org_tick set last = greatest(to_timestamp(${now / 1000}::double precision)::timestamptz(3), last + interval '1 millisecond')
    where org_id = ${orgId} returning last, set_config('app.tick', last::text, true)`.execute(db)
  const tick = rows[0]?.last
  if (tick === undefined) throw new Error('organisation has no tick row')
  return tick
}

/** The user ids whose records the actor may see or touch under `permission`; null means all. */
export function visibleUsers(ctx: ReadCtx, permission: Permission): readonly string[] | null {
  const scope = scopeFor(ctx.actor.roles, permission)
  if (scope === null) throw forbidden(permission)
  return usersOfScope(ctx.actor, scope)
}

function usersOfScope(actor: Actor, scope: Scope): readonly string[] | null {
  const self = actor.userId === null ? [] : [actor.userId]
  if (scope === 'all') return null
  if (scope === 'subtree') return [...new Set([...self, ...actor.subtreeUserIds])]
  if (scope === 'team') return [...new Set([...self, ...actor.teamUserIds])]
  return self
}

/** Optimistic locking: refuses with 412 when the client saw another version than the row has. */
export function expectVersion(ctx: ReadCtx, current: number): void {
  if (typeof ctx.ifMatch === 'number' && ctx.ifMatch !== current) throw stale(current)
}

/** As `expectVersion`, of one route that creates and changes: for a change the version is asked for (R22). */
export function requireVersion(ctx: ReadCtx, current: number): void {
  if (ctx.ifMatch === undefined) throw versionRequired()
  expectVersion(ctx, current)
}
