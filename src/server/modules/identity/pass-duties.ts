import { sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'

type Passing = { from: string; to: string }

/** Whom one stood in for gets the other one as backup (C190); back to oneself is to have none. */
export async function passBackups(
  ctx: WriteCtx,
  personIds: readonly string[],
  { from, to }: Passing,
): Promise<number> {
  const moved = await ctx.db
    .updateTable('app_user')
    .set((eb) => ({ backup_id: sql<string>`nullif(${to}::uuid, id)`, version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${personIds}::uuid[])`)
    .where('backup_id', '=', from)
    .returning('id')
    .execute()
  return tell(ctx, 'backup.passed', { from, to, ids: moved.map(({ id }) => id) })
}

/** Absences that are not over: the old row is voided, and one known from now on names the new stand-in. */
export async function passAbsences(
  ctx: WriteCtx,
  absenceIds: readonly string[],
  { from, to }: Passing,
): Promise<number> {
  const gone = await ctx.db
    .updateTable('absence')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${absenceIds}::uuid[])`)
    .where('backup_id', '=', from)
    .where('to_day', '>=', dayOf(ctx.now))
    .where('voided_at', 'is', null)
    .returningAll()
    .execute()
  if (gone.length === 0) return 0
  await ctx.db
    .insertInto('absence')
    .values(
      gone.map((row) => ({
        ...row,
        id: newId(ctx.now),
        backup_id: row.user_id === to ? null : to,
        known_at: at(ctx.tick),
        recorded_at: at(ctx.tick),
        voided_at: null,
      })),
    )
    .execute()
  return tell(ctx, 'absence.passed', { from, to, ids: gone.map(({ id }) => id) })
}

/** Departments get another manager. */
export async function passDepartments(
  ctx: WriteCtx,
  departmentIds: readonly string[],
  { from, to }: Passing,
): Promise<number> {
  const moved = await ctx.db
    .updateTable('department')
    .set((eb) => ({ manager_id: to, version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${departmentIds}::uuid[])`)
    .where('manager_id', '=', from)
    .returning('id')
    .execute()
  return tell(ctx, 'department.passed', { from, to, ids: moved.map(({ id }) => id) })
}

async function tell(
  ctx: WriteCtx,
  kind: string,
  { from, to, ids }: Passing & { ids: string[] },
): Promise<number> {
  if (ids.length > 0)
    await recordEvent(ctx, { kind, subject: { kind: 'person', id: from }, summary: { to, ids } })
  return ids.length
}
