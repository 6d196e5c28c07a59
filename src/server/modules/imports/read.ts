import type { z } from 'zod'
import type { importBatch } from '../../../api/imports.ts'
import { seesWholeCompany } from '../../../core/permission.ts'
import type { Locale } from '../../../text/errors.ts'
import { sentenceOf } from '../../../text/errors.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { type Batch, shape } from './batches.ts'

type View = z.output<typeof importBatch>

export async function listBatches(
  ctx: ReadCtx,
  query: { page: number; pageSize: number },
  locale: Locale,
): Promise<{ rows: View[]; total: number }> {
  const users = visibleUsers(ctx, 'import.run')
  const visible = ctx.db
    .selectFrom('import_batch as b')
    .where('b.org_id', '=', ctx.orgId)
    .$if(users !== null, (select) => select.where('b.actor', 'in', [...users!]))
  const total = await visible.select((eb) => eb.fn.countAll<bigint>().as('n')).executeTakeFirstOrThrow()
  const rows = await visible
    .selectAll('b')
    .orderBy('b.created_at', 'desc')
    .orderBy('b.id', 'desc')
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
    .execute()
  const batches = rows.map((row) => shape(row as unknown as Record<string, unknown>))
  return { rows: await viewAll(ctx, batches, locale), total: Number(total.n) }
}

export async function viewBatch(ctx: ReadCtx, batch: Batch, locale: Locale): Promise<View> {
  return (await viewAll(ctx, [batch], locale))[0]!
}

async function viewAll(ctx: ReadCtx, batches: readonly Batch[], locale: Locale): Promise<View[]> {
  if (batches.length === 0) return []
  const names = await actorNames(ctx, batches)
  const checkups = await checkupsOf(ctx, batches)
  return batches.map((batch) => ({
    id: batch.id,
    fileName: batch.file_name,
    target: batch.target,
    state: batch.status,
    rowsTotal: batch.rows_total,
    rowsDone: batch.rows_done,
    counts: batch.counts,
    totals: batch.totals,
    error: batch.error && {
      code: batch.error.code,
      text: sentenceOf(batch.error.code, batch.error.detail, locale),
    },
    hasErrorFile: batch.error_file_path !== null,
    checkupId: checkups.get(batch.id) ?? null,
    actor: batch.actor === null ? null : { id: batch.actor, name: names.get(batch.actor) ?? '' },
    createdAt: batch.created_at,
    finishedAt: batch.finished_at,
    undoneAt: batch.undone_at,
    version: batch.version,
    can: canOf(batch),
  }))
}

/** Why a button of this import is shut (law 7); the writes ask the same. */
export function canOf({ status, rows_done }: Pick<Batch, 'status' | 'rows_done'>): View['can'] {
  const active = status === 'queued' || status === 'running'
  const ended = status === 'done' ? 'import_done' : status === 'undone' ? 'import_undone' : null
  return {
    start: active ? 'import_running' : (ended ?? true),
    cancel: active ? true : 'import_not_running',
    undo: active
      ? 'import_running'
      : status === 'undone'
        ? 'import_undone'
        : rows_done > 0 || 'import_not_started',
  }
}

async function actorNames(ctx: ReadCtx, batches: readonly Batch[]): Promise<Map<string, string>> {
  const ids = [...new Set(batches.flatMap((batch) => batch.actor ?? []))]
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('app_user')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

async function checkupsOf(ctx: ReadCtx, batches: readonly Batch[]): Promise<Map<string, string>> {
  if (!seesWholeCompany(ctx.actor.roles)) return new Map()
  const rows = await ctx.db
    .selectFrom('checkup')
    .select(['id', 'batch_id'])
    .where('org_id', '=', ctx.orgId)
    .where(
      'batch_id',
      'in',
      batches.map((batch) => batch.id),
    )
    .orderBy('created_at')
    .execute()
  return new Map(rows.map((row) => [row.batch_id!, row.id]))
}
