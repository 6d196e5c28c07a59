import { sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import { canTick } from '../../../core/onboarding/path.ts'
import type { Role } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { findPath } from './paths.ts'
import { isOnlooker } from './read-onboarding.ts'
import { findWalks, ledBy, type Walk } from './walk-rows.ts'

/** Somebody begins the path of one of their roles today, with its items as they are now. */
export async function startOnboarding(
  ctx: WriteCtx,
  { userId, role }: { userId: string; role: Role },
): Promise<{ id: string }> {
  const { rows } = await sql<{ holds: boolean; walks: boolean }>`
    select exists (select 1 from user_role r where r.org_id = u.org_id and r.user_id = u.id and r.role = ${role}) as holds,
      exists (select 1 from onboarding o where o.org_id = u.org_id and o.user_id = u.id and o.role = ${role}
        and o.stopped_at is null) as walks
    from app_user u where u.org_id = ${ctx.orgId} and u.id = ${userId} and u.status = 'active'`.execute(
    ctx.db,
  )
  const person = rows[0]
  if (!person) throw notFound('person')
  const path = await findPath(ctx, role)
  if (!path) throw conflict('path_missing')
  if (!person.holds) throw conflict('path_not_their_role')
  if (person.walks) throw conflict('path_walked')
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('onboarding')
    .values({
      ...{ org_id: ctx.orgId, id, user_id: userId, role, items: json(path.items) },
      started_on: dayOf(ctx.now),
      actor: ctx.actor.userId,
      recorded_at: at(ctx.tick),
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'onboarding.began',
    subject: { kind: 'user', id: userId },
    summary: { role },
  })
  return { id }
}

export async function stopOnboarding(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const walk = await lockWalk(ctx, id)
  if (walk.stopped_at !== null || walk.finished_on !== null) return { ok: true }
  await ctx.db
    .updateTable('onboarding')
    .set({ stopped_at: at(ctx.tick), version: sql`version + 1` })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, {
    kind: 'onboarding.stopped',
    subject: { kind: 'user', id: walk.user_id },
    summary: { role: walk.role },
  })
  return { ok: true }
}

/** Ticks a task off, or takes the tick back. */
export async function tickItem(
  ctx: WriteCtx,
  id: string,
  { itemId, isDone }: { itemId: string; isDone: boolean },
): Promise<{ ok: true }> {
  const walk = await lockWalk(ctx, id)
  const item = walk.items.find((one) => one.id === itemId)
  if (!item) throw notFound('item')
  const actor = { userId: ctx.actor.userId ?? '', leads: leads(ctx, walk) }
  const allowed = canTick(
    { userId: walk.user_id, isOver: walk.stopped_at !== null || walk.finished_on !== null },
    actor,
    item.kind,
  )
  if (allowed !== true) throw refused({ code: allowed }, allowed === 'forbidden' ? 403 : 409)
  if (isDone) {
    await ctx.db
      .insertInto('onboarding_tick')
      .values({
        ...{ org_id: ctx.orgId, onboarding_id: id, item_id: itemId, actor: ctx.actor.userId! },
        recorded_at: at(ctx.tick),
      })
      .onConflict((clash) => clash.doNothing())
      .execute()
  } else {
    await ctx.db
      .deleteFrom('onboarding_tick')
      .where('org_id', '=', ctx.orgId)
      .where('onboarding_id', '=', id)
      .where('item_id', '=', itemId)
      .execute()
  }
  await recordEvent(ctx, {
    kind: isDone ? 'onboarding.ticked' : 'onboarding.unticked',
    subject: { kind: 'user', id: walk.user_id },
    summary: { title: item.title },
  })
  return { ok: true }
}

function leads(ctx: ReadCtx, walk: Walk): boolean {
  if (isOnlooker(ctx)) return false
  const led = ledBy(ctx)
  return led === null || (walk.user_id !== ctx.actor.userId && led.includes(walk.user_id))
}

/** One's own, or of somebody one follows; everybody else's is not there. */
async function lockWalk(ctx: WriteCtx, id: string): Promise<Walk> {
  await sql`select 1 from onboarding where org_id = ${ctx.orgId} and id = ${id} for update`.execute(ctx.db)
  const [walk] = await findWalks(ctx, sql`o.id = ${id}`)
  const led = ledBy(ctx)
  if (!walk || !(walk.user_id === ctx.actor.userId || led === null || led.includes(walk.user_id))) {
    throw notFound('onboarding')
  }
  return walk
}
