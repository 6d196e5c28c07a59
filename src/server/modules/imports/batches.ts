import type { ImportTarget, Mapping } from '../../../core/import/mapping.ts'
import type { PlanTotals } from '../../../core/import/planned.ts'
import { type ReadCtx, visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import type { KeptFile } from './file-store.ts'

export type BatchState = 'analysed' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'undone'

export type Counts = {
  rows: number
  new: number
  changed: number
  same: number
  bad: number
  duplicate: number
  undated: number
  skipped: number
}

export const NO_COUNTS: Counts = {
  rows: 0,
  new: 0,
  changed: 0,
  same: 0,
  bad: 0,
  duplicate: 0,
  undated: 0,
  skipped: 0,
}

export type Batch = {
  id: string
  target: ImportTarget
  file_name: string
  file_path: string
  file_hash: Buffer
  mapping: Mapping
  status: BatchState
  is_history: boolean
  rows_total: number
  rows_done: number
  counts: Counts
  totals: PlanTotals | null
  error: { code: string; detail: Record<string, unknown> } | null
  error_file_path: string | null
  actor: string | null
  created_at: number
  finished_at: number | null
  undone_at: number | null
  version: number
}

export async function insertBatch(
  ctx: WriteCtx,
  batch: { id: string; file: KeptFile; mapping: Mapping; rows: number },
): Promise<void> {
  await ctx.db
    .insertInto('import_batch')
    .values({
      org_id: ctx.orgId,
      id: batch.id,
      target: batch.mapping.target,
      file_name: batch.file.name,
      file_hash: batch.file.hash,
      file_path: batch.file.path,
      mapping: json(batch.mapping),
      status: 'analysed',
      rows_total: batch.rows,
      counts: json(NO_COUNTS),
      actor: ctx.actor.userId,
      created_at: at(ctx.now),
    })
    .execute()
}

/**
 * The batch, or "not found": imports are seen by those who may import, everybody's with a view over
 * everything.
 */
export async function getBatch(ctx: ReadCtx, id: string, lock = false): Promise<Batch> {
  const users = visibleUsers(ctx, 'import.run')
  const row = await ctx.db
    .selectFrom('import_batch')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .$if(users !== null, (query) => query.where('actor', 'in', [...users!]))
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst()
  if (!row) throw notFound('import')
  return shape(row as unknown as Record<string, unknown>)
}

export function shape(row: Record<string, unknown>): Batch {
  const counts = { ...NO_COUNTS, ...(row['counts'] as object) }
  const totals = row['totals'] as Record<string, unknown> | null
  return { ...row, counts, totals: totals && 'count' in totals ? withFen(totals) : null } as unknown as Batch
}

export async function changeBatch(
  ctx: WriteCtx,
  id: string,
  change: Partial<Pick<Batch, 'status' | 'rows_total' | 'rows_done' | 'is_history' | 'error_file_path'>> & {
    counts?: Counts
    totals?: PlanTotals
    error?: Batch['error']
    mapping?: Mapping
    finishedAt?: number | null
    undoneAt?: number
    actor?: string | null
  },
): Promise<void> {
  const { counts, totals, error, mapping, finishedAt, undoneAt, ...plain } = change
  await ctx.db
    .updateTable('import_batch')
    .set((eb) => ({
      ...plain,
      ...(counts ? { counts: json(counts) } : {}),
      ...(totals ? { totals: json(totals) } : {}),
      ...(error === undefined ? {} : { error: error === null ? null : json(error) }),
      ...(mapping ? { mapping: json(mapping), target: mapping.target } : {}),
      ...(finishedAt === undefined ? {} : { finished_at: finishedAt === null ? null : at(finishedAt) }),
      ...(undoneAt === undefined ? {} : { undone_at: at(undoneAt) }),
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
}

/** jsonb keeps fen as safe integers; here they become bigint again. */
function withFen(totals: Record<string, unknown>): PlanTotals {
  const fen = (value: unknown) => (typeof value === 'number' ? BigInt(value) : value)
  const checks = (totals['checks'] as Record<string, unknown>[]).map((check) => ({
    ...check,
    statedFen: fen(check['statedFen']),
    computedFen: fen(check['computedFen']),
  }))
  const plain = Object.fromEntries(
    Object.entries(totals).map(([key, value]) => [key, key.endsWith('Fen') ? fen(value) : value]),
  )
  return { ...plain, checks } as unknown as PlanTotals
}
