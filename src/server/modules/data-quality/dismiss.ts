import { sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import { keyOf } from '../../../core/quality/reconcile.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { checkAgain, fingerprintOf } from './check-data.ts'
import { type DefectRow, findDefects, mayMend } from './defect-rows.ts'
import { judgeNow } from './read-defects.ts'

/** Right as it is, says somebody who may edit it and has seen it: this value is not listed again (C205). */
export async function dismissDefect(ctx: WriteCtx, id: string, reason: string): Promise<{ ok: true }> {
  const row = await getDefect(ctx, id)
  const found = row.endedOn === null ? (await judgeNow(ctx, [row])).get(keyOf(row)) : undefined
  if (!found) throw conflict('defect_not_open')
  await ctx.db
    .updateTable('data_defect')
    .set({
      ended_on: dayOf(ctx.now),
      how: 'dismissed',
      ended_by: ctx.actor.userId,
      reason,
      fingerprint: fingerprintOf(found),
      version: sql`version + 1`,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await tell(ctx, 'quality.dismissed', row, { check: row.check, reason })
  return { ok: true }
}

/**
 * The dismissed row stays as it was; what is still found is open again from today, as a row of its own with
 * the first day and the deadline it had.
 */
export async function retakeDefect(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const row = await getDefect(ctx, id)
  if (row.how !== 'dismissed' || row.isRetaken) throw conflict('defect_not_dismissed')
  await ctx.db
    .updateTable('data_defect')
    .set({ retaken_at: at(ctx.tick), version: sql`version + 1` })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await checkAgain(ctx, { [row.record]: [row.recordId] }, id)
  await tell(ctx, 'quality.retaken', row, { check: row.check })
  return { ok: true }
}

/** On a record that the actor may edit; not there and not yours are the same answer. */
async function getDefect(ctx: WriteCtx, id: string): Promise<DefectRow> {
  const { rows } = await findDefects(ctx, sql`x.id = ${id} and ${mayMend(ctx)}`, { page: 1, size: 1 })
  const [row] = rows
  if (!row) throw notFound('defect')
  expectVersion(ctx, row.version)
  return row
}

async function tell(
  ctx: WriteCtx,
  kind: string,
  { id, customerId }: DefectRow,
  summary: Record<string, string>,
): Promise<void> {
  await recordEvent(ctx, { kind, subject: { kind: 'data_defect', id }, customerId, summary })
}
