import type { Day } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadCandidates, refreshItems } from './gather.ts'

/**
 * Opens a handover: everything the leaver answers for becomes an item with a receiver. The leaver goes on
 * working until access is ended (C187).
 */
export async function startHandover(
  ctx: WriteCtx,
  { userId, reason, lastDay }: { userId: string; reason: string; lastDay: Day },
): Promise<{ id: string }> {
  const person = await ctx.db
    .selectFrom('app_user')
    .select(['id', 'status'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', userId)
    .forUpdate()
    .executeTakeFirst()
  if (!person) throw notFound('person')
  if (person.status === 'inactive') throw conflict('handover_access_ended')
  const running = await ctx.db
    .selectFrom('handover')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('user_id', '=', userId)
    .where('status', '=', 'open')
    .executeTakeFirst()
  if (running) throw conflict('handover_running')
  const { managerId, bosses, isActive } = await loadCandidates(ctx, userId)
  const manager = [managerId, ...bosses].find((id) => id !== null && id !== userId && isActive(id))
  if (!manager) throw conflict('last_boss')
  const row = { id: newId(ctx.now), user_id: userId }
  await ctx.db
    .insertInto('handover')
    .values({
      ...row,
      org_id: ctx.orgId,
      reason,
      last_day: lastDay,
      manager_id: manager,
      started_at: at(ctx.tick),
      started_by: ctx.actor.userId,
    })
    .execute()
  await refreshItems(ctx, row)
  await recordEvent(ctx, {
    kind: 'handover.started',
    subject: { kind: 'handover', id: row.id },
    summary: { userId, lastDay },
  })
  return { id: row.id }
}
