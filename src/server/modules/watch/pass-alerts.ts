import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { deadlineOf } from '../../../core/watch/escalate.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { loadCalendar } from '../identity/index.ts'
import { loadRules } from './rule-rows.ts'

/** `because`: whoever answered has left, or the customer was given to somebody else. */
type Passing = { from: string; to: string; because?: 'left' | 'passed' }

/**
 * No instant without somebody who works here (law 10); the timeline says why it changed hands. The receiver
 * has not taken it up yet and has the whole time for it: the next look sets the rung that follows.
 */
export async function passAlerts(
  ctx: WriteCtx,
  ids: readonly string[],
  { from, to, because = 'left' }: Passing,
): Promise<number> {
  const moved = await ctx.db
    .updateTable('alert')
    .set((eb) => ({
      responsible_id: to,
      status: 'open',
      handed_at: at(ctx.tick),
      escalate_at: sql<Instant>`case when mode = 'on' and inhibited_since is null then ${at(ctx.tick)} end`,
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('responsible_id', '=', from)
    .where('resolved_at', 'is', null)
    .returning(['id', 'rule_id'])
    .execute()
  if (moved.length === 0) return 0
  await renewDeadlines(ctx, moved)
  const { name } = await ctx.db
    .selectFrom('app_user')
    .select('name')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', to)
    .executeTakeFirstOrThrow()
  await insertRows(
    ctx.db,
    'alert_step',
    moved.map(({ id }) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      alert_id: id,
      kind: 'reassign',
      at: ctx.tick,
      recorded_at: ctx.tick,
      actor: ctx.actor.userId,
      detail: { toName: name, because } as never,
    })),
  )
  await recordEvent(ctx, {
    kind: 'alert.passed',
    subject: { kind: 'person', id: from },
    summary: { to, ids: moved.map(({ id }) => id) },
  })
  return moved.length
}

async function renewDeadlines(ctx: WriteCtx, alerts: readonly { id: string; rule_id: string }[]) {
  const [rules, calendar] = [await loadRules(ctx), await loadCalendar(ctx)]
  for (const { id, current } of rules) {
    const own = alerts.filter(({ rule_id }) => rule_id === id).map((alert) => alert.id)
    if (own.length === 0) continue
    await ctx.db
      .updateTable('alert')
      .set((eb) => ({
        deadline_at: at(deadlineOf(current, ctx.tick, calendar)),
        version: eb('version', '+', 1),
      }))
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', sql<string>`any(${own}::uuid[])`)
      .execute()
  }
}

/** Work that waits goes to the receiver; what is done keeps the name of whoever did it. */
export async function passTasks(
  ctx: WriteCtx,
  ids: readonly string[],
  { from, to }: Passing,
): Promise<number> {
  const moved = await ctx.db
    .updateTable('task')
    .set((eb) => ({ responsible_id: to, version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('responsible_id', '=', from)
    .where('state', '=', 'open')
    .returning('id')
    .execute()
  if (moved.length === 0) return 0
  await recordEvent(ctx, {
    kind: 'task.passed',
    subject: { kind: 'person', id: from },
    summary: { to, ids: moved.map(({ id }) => id) },
  })
  return moved.length
}
