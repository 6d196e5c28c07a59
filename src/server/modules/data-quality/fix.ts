import { type RawBuilder, sql } from 'kysely'
import type { DefectRecord, Fix } from '../../../core/quality/checks.ts'
import { keyOf } from '../../../core/quality/reconcile.ts'
import { newId } from '../../platform/clock.ts'
import { type ReadCtx, visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { AppError, conflict, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { correctContact, correctCustomer } from '../customers/index.ts'
import { checkAgain } from './check-data.ts'
import { findDefects, mayMend } from './defect-rows.ts'
import { judgeNow } from './read-defects.ts'

type Applied = { id: string; defectId: string; fix: Fix; target: Target }
type Target = { record: DefectRecord; recordId: string }

/**
 * Applies the proposals of these defects one by one by the ordinary way of editing (C205). A proposal is
 * worked out from the value of now; one that is refused keeps none of the others waiting and says why.
 */
export async function applyFixes(ctx: WriteCtx, ids: readonly string[]) {
  const wanted = [...new Set(ids)]
  const { rows } = await findDefects(ctx, sql`x.id = any(${wanted}::uuid[]) and ${mayMend(ctx)}`, {
    page: 1,
    size: wanted.length,
  })
  if (rows.length !== wanted.length) throw notFound('defect')
  const now = await judgeNow(ctx, rows)
  const applied: Applied[] = []
  const skipped: { id: string; code: string }[] = []
  for (const row of rows) {
    const fix = row.endedOn === null ? now.get(keyOf(row))?.fix : undefined
    const code = fix ? await correct(ctx, row, { ...fix, isPutBack: false }) : 'no_proposal'
    if (code === null) applied.push({ id: newId(ctx.now), defectId: row.id, fix: fix!, target: row })
    else skipped.push({ id: row.id, code })
  }
  const batchId = applied.length === 0 ? null : await keepBatch(ctx, applied)
  return { batchId, fixed: applied.length, skipped }
}

async function keepBatch(ctx: WriteCtx, applied: readonly Applied[]): Promise<string> {
  const batchId = newId(ctx.now)
  await ctx.db
    .insertInto('data_fix_batch')
    .values({ org_id: ctx.orgId, id: batchId, actor: ctx.actor.userId!, recorded_at: at(ctx.tick) })
    .execute()
  await insertRows(
    ctx.db,
    'data_fix',
    applied.map(({ id, defectId, fix }) => ({
      org_id: ctx.orgId,
      id,
      batch_id: batchId,
      defect_id: defectId,
      field: fix.field,
      was: fix.from,
      became: fix.to,
    })),
  )
  await checkTargets(
    ctx,
    applied.map(({ target }) => target),
  )
  await tell(ctx, 'quality.fixed', batchId, { n: applied.length })
  return batchId
}

/** One's own batch and those of one's people. `b` is the batch. */
export function ownBatch(ctx: ReadCtx): RawBuilder<boolean> {
  const users = visibleUsers(ctx, 'customer.write')
  return users === null ? sql<boolean>`true` : sql<boolean>`b.actor = any(${users}::uuid[])`
}

/** Puts back what the batch wrote, where it is still what the batch wrote and still within reach. */
export async function undoFixes(ctx: WriteCtx, batchId: string) {
  const { rows: batches } = await sql<{ undone_at: number | null }>`
    select b.undone_at from data_fix_batch b
    where b.org_id = ${ctx.orgId} and b.id = ${batchId} and ${ownBatch(ctx)} for update`.execute(ctx.db)
  const [batch] = batches
  if (!batch) throw notFound('batch')
  if (batch.undone_at !== null) throw conflict('batch_undone')
  const { rows } = await sql<Target & { id: string; field: Fix['field']; was: string; became: string }>`
    select f.id, x.record_kind as record, x.record_id as "recordId", f.field, f.was, f.became
    from data_fix f join data_defect x on x.org_id = f.org_id and x.id = f.defect_id
    where f.org_id = ${ctx.orgId} and f.batch_id = ${batchId} order by f.id desc`.execute(ctx.db)
  const back: string[] = []
  for (const row of rows) {
    const { field, was, became } = row
    if ((await correct(ctx, row, { field, from: became, to: was, isPutBack: true })) === null)
      back.push(row.id)
  }
  await ctx.db
    .updateTable('data_fix')
    .set({ put_back: sql`id = any(${back}::uuid[])` })
    .where('org_id', '=', ctx.orgId)
    .where('batch_id', '=', batchId)
    .execute()
  await ctx.db
    .updateTable('data_fix_batch')
    .set({ undone_at: at(ctx.tick), undone_by: ctx.actor.userId })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', batchId)
    .execute()
  await checkTargets(ctx, rows)
  await tell(ctx, 'quality.undone', batchId, { n: back.length, left: rows.length - back.length })
  return { putBack: back.length, left: rows.length - back.length }
}

/** Null: written. Refusals come before writes, so that a refused one has changed nothing. */
async function correct(
  ctx: WriteCtx,
  { record, recordId }: Target,
  correction: Fix & { isPutBack: boolean },
): Promise<string | null> {
  try {
    if (record === 'contact') await correctContact(ctx, recordId, correction)
    else await correctCustomer(ctx, recordId, correction)
    return null
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

async function checkTargets(ctx: WriteCtx, targets: readonly Target[]): Promise<void> {
  const of = (kind: DefectRecord) =>
    targets.filter(({ record }) => record === kind).map(({ recordId }) => recordId)
  await checkAgain(ctx, { customer: of('customer'), contact: of('contact') })
}

async function tell(ctx: WriteCtx, kind: string, id: string, summary: Record<string, number>): Promise<void> {
  await recordEvent(ctx, { kind, subject: { kind: 'data_fix_batch', id }, summary })
}
