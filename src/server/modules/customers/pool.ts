import { sql } from 'kysely'
import type { z } from 'zod'
import type { listPool as listRoute } from '../../../api/pool.ts'
import { addDays, dayOf } from '../../../core/calendar.ts'
import { nameKey } from '../../../core/customer/name-key.ts'
import { decideClaim, type PoolSettings, protectionOf, recycleDay } from '../../../core/customer/pool.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { loadPoolSettings, type PoolRow, selectHeld } from './pool-rows.ts'
import { renewPeriod } from './save-customers.ts'
import { scopedCustomerIds } from './scope.ts'

/** Own customers that go back within so many days are shown beside the pool. */
const SHOWN_AHEAD_DAYS = 14

type Row = {
  id: string
  name: string
  city: string | null
  last_activity_at: number | null
  released_at: number | null
  from_id: string | null
  from_name: string | null
  reason: string | null
  total: number
}

/** What lies in the pool is for everybody who sells; who sells nothing sees none of it (C046). */
export async function listPool(ctx: ReadCtx, query: z.output<typeof listRoute.query>) {
  const settings = await loadPoolSettings(ctx)
  const { q, page, size } = query
  const { rows } = await sql<Row>`
    select c.id, c.name, c.city, (extract(epoch from s.last_activity_at) * 1000)::float8 as last_activity_at,
      (extract(epoch from r.recorded_at) * 1000)::float8 as released_at, r.from_id, u.name as from_name, r.reason,
      count(*) over ()::int as total
    from customer c
    left join customer_state s on s.org_id = c.org_id and s.customer_id = c.id
    left join lateral (select * from customer_release r where r.org_id = c.org_id and r.customer_id = c.id
      order by r.recorded_at desc limit 1) r on true
    left join app_user u on u.org_id = r.org_id and u.id = r.from_id
    where c.org_id = ${ctx.orgId} and c.responsible_id is null and c.voided_at is null
      ${q?.trim() ? sql`and strpos(c.name_key, ${nameKey(q)}) > 0` : sql``}
    order by coalesce(r.recorded_at, c.updated_at) desc, c.id
    limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  const held = await heldBy(ctx, ctx.actor.userId)
  const mayClaim = ctx.actor.userId !== null
  const today = dayOf(ctx.now)
  return {
    items: rows.map((row) => {
      const released = row.released_at === null ? null : { fromId: row.from_id, on: dayOf(row.released_at) }
      const decided = decideClaim(
        { responsibleId: null, released },
        { by: ctx.actor.userId ?? '', held, today },
        settings,
      )
      return {
        id: row.id,
        name: row.name,
        city: row.city,
        lastActivityOn: row.last_activity_at === null ? null : dayOf(row.last_activity_at),
        releasedOn: released?.on ?? null,
        releasedBy: row.from_name,
        reason: row.reason ?? '',
        can: { claim: !mayClaim ? 'forbidden' : decided.ok ? (true as const) : decided.code },
      }
    }),
    total: rows[0]?.total ?? 0,
    leaving: await leavingOf(ctx, settings),
    held,
    settings,
    can: { settings: may(ctx.actor.roles, 'setting.write') || ('forbidden' as const) },
  }
}

async function leavingOf(ctx: ReadCtx, settings: PoolSettings) {
  if (settings.recycleDays === null || ctx.actor.userId === null) return []
  const until = addDays(dayOf(ctx.now), SHOWN_AHEAD_DAYS)
  const own = await selectHeld(ctx, sql`c.responsible_id = ${ctx.actor.userId}`)
  return own
    .flatMap(({ id, name, since, facts }) => {
      const on = recycleDay(since, facts, settings)
      return on === null || on > until ? [] : [{ id, name, on }]
    })
    .toSorted((a, b) => (a.on < b.on ? -1 : 1))
}

export async function claimCustomer(ctx: WriteCtx, id: string): Promise<{ id: string }> {
  const { userId } = ctx.actor
  if (userId === null) throw notFound('customer')
  const row = await ctx.db
    .selectFrom('customer')
    .select('responsible_id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('voided_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  // Somebody else's customer is not told apart from none: only what lies in the pool is everybody's.
  if (!row || (row.responsible_id !== null && !(await wasInPool(ctx, id)))) throw notFound('customer')
  const last = await lastRelease(ctx, id)
  const decided = decideClaim(
    { responsibleId: row.responsible_id, released: last },
    { by: userId, held: await heldBy(ctx, userId), today: dayOf(ctx.now) },
    await loadPoolSettings(ctx),
  )
  if (!decided.ok) throw refused(decided)
  await move(ctx, id, userId)
  await recordEvent(ctx, {
    kind: 'customer.claimed',
    subject: { kind: 'customer', id },
    customerId: id,
    summary: { responsibleId: userId },
  })
  return { id }
}

export async function releaseCustomer(ctx: WriteCtx, id: string, reason: string): Promise<{ id: string }> {
  const row = await heldInScope(ctx, id, 'customer.write')
  if (row.responsibleId === null) throw conflict('pool_already')
  const heldByBusiness = protectionOf(row.facts)
  if (heldByBusiness !== null) throw conflict('pool_protected', { why: heldByBusiness })
  await giveUp(ctx, row, { kind: 'released', reason })
  return { id }
}

export async function poolStanding(ctx: ReadCtx, id: string) {
  const row = await heldInScope(ctx, id, 'customer.read')
  const heldByBusiness = protectionOf(row.facts)
  const mayWrite = may(ctx.actor.roles, 'customer.write')
  return {
    heldBy: heldByBusiness,
    goesOn: row.responsibleId === null ? null : recycleDay(row.since, row.facts, await loadPoolSettings(ctx)),
    can: {
      release: !mayWrite
        ? 'forbidden'
        : row.responsibleId === null
          ? 'pool_already'
          : heldByBusiness === null || 'pool_protected',
    },
  }
}

/** One customer leaves whoever answered for it: the trace, the validity row, one event. */
export async function giveUp(
  ctx: WriteCtx,
  { id, responsibleId }: Pick<PoolRow, 'id' | 'responsibleId'>,
  how: { kind: 'released' | 'recycled'; reason: string },
): Promise<void> {
  await ctx.db
    .insertInto('customer_release')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      customer_id: id,
      from_id: responsibleId,
      kind: how.kind,
      reason: how.reason,
      recorded_at: at(ctx.tick),
    })
    .execute()
  await move(ctx, id, null)
  await recordEvent(ctx, {
    kind: `customer.${how.kind}`,
    subject: { kind: 'customer', id },
    customerId: id,
    summary: { from: responsibleId, reason: how.reason },
  })
}

async function move(ctx: WriteCtx, id: string, responsibleId: string | null): Promise<void> {
  await ctx.db
    .updateTable('customer')
    .set((eb) => ({
      responsible_id: responsibleId,
      version: eb('version', '+', 1),
      updated_at: at(ctx.tick),
    }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await renewPeriod(ctx, id)
  await touch(ctx, [{ kind: 'customer', id }])
}

async function heldInScope(
  ctx: ReadCtx,
  id: string,
  permission: 'customer.read' | 'customer.write',
): Promise<PoolRow> {
  const inScope = await scopedCustomerIds(ctx, permission).where('scoped.id', '=', id).executeTakeFirst()
  const [row] = inScope ? await selectHeld(ctx, sql`c.id = ${id}`) : []
  if (!row) throw notFound('customer')
  return row
}

async function heldBy(ctx: ReadCtx, userId: string | null): Promise<number> {
  const row = await ctx.db
    .selectFrom('customer')
    .select((eb) => eb.fn.countAll<bigint>().as('n'))
    .where('org_id', '=', ctx.orgId)
    .where('responsible_id', '=', userId)
    .where('voided_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

async function lastRelease(ctx: ReadCtx, id: string) {
  const row = await ctx.db
    .selectFrom('customer_release')
    .select(['from_id', 'recorded_at'])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', id)
    .orderBy('recorded_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { fromId: row.from_id, on: dayOf(row.recorded_at) } : null
}

/** Two who ask at once: the second is told that it is taken, which is no secret, for it was in the pool. */
async function wasInPool(ctx: ReadCtx, id: string): Promise<boolean> {
  return (await lastRelease(ctx, id)) !== null
}
