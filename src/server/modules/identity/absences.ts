import { addDays, dayOf } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'

export async function listAbsences(ctx: ReadCtx) {
  const rows = await ctx.db
    .selectFrom('absence as a')
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'a.org_id').onRef('u.id', '=', 'a.user_id'),
    )
    .leftJoin('app_user as b', (join) =>
      join.onRef('b.org_id', '=', 'a.org_id').onRef('b.id', '=', 'a.backup_id'),
    )
    .select([
      'a.id',
      'a.user_id as userId',
      'u.name as userName',
      'a.from_day as fromDay',
      'a.to_day as toDay',
      'a.backup_id as backupId',
      'b.name as backupName',
      'a.reason',
    ])
    .where('a.org_id', '=', ctx.orgId)
    .where('a.voided_at', 'is', null)
    .where('a.to_day', '>=', addDays(dayOf(ctx.now), -30))
    .orderBy('a.from_day')
    .execute()
  return { items: rows }
}

export async function recordAbsence(
  ctx: WriteCtx,
  input: {
    userId: string
    fromDay: string
    toDay: string
    backupId?: string | null | undefined
    reason: string
  },
): Promise<{ id: string }> {
  refuseOthers(ctx, input.userId)
  if (input.toDay < input.fromDay) throw conflict('invalid_input', { fields: [{ path: 'toDay' }] })
  if (input.backupId === input.userId) throw conflict('invalid_input', { fields: [{ path: 'backupId' }] })
  const users = await ctx.db
    .selectFrom('app_user')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', [input.userId, ...(input.backupId ? [input.backupId] : [])])
    .execute()
  if (users.length < (input.backupId ? 2 : 1)) throw notFound('person')
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('absence')
    .values({
      org_id: ctx.orgId,
      id,
      user_id: input.userId,
      from_day: input.fromDay,
      to_day: input.toDay,
      backup_id: input.backupId ?? null,
      reason: input.reason,
      known_at: at(ctx.tick),
      recorded_at: at(ctx.tick),
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'absence.recorded',
    subject: { kind: 'person', id: input.userId },
    summary: { from: input.fromDay, to: input.toDay },
  })
  await touch(ctx, [{ kind: 'rep', id: input.userId }])
  return { id }
}

export async function voidAbsence(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const row = await ctx.db
    .selectFrom('absence')
    .select(['user_id', 'voided_at'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound('absence')
  refuseOthers(ctx, row.user_id)
  if (row.voided_at !== null) throw conflict('already_voided')
  await ctx.db
    .updateTable('absence')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, { kind: 'absence.voided', subject: { kind: 'person', id: row.user_id } })
  await touch(ctx, [{ kind: 'rep', id: row.user_id }])
  return { ok: true }
}

/**
 * Everybody may announce their own absence; a colleague's needs person.write. Another's row answers as not
 * there.
 */
function refuseOthers(ctx: WriteCtx, userId: string): void {
  if (userId !== ctx.actor.userId && !may(ctx.actor.roles, 'person.write')) throw notFound('absence')
}
