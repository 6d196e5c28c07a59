import { sql } from 'kysely'
import type { FileRow } from '../../../api/files.ts'
import { DAY_MS, type Instant } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'

export type RecordRef = { recordKind: string; recordId: string }

/** The files of one record, oldest first; access to the record is the caller's to have asked. */
export async function listFilesOf(ctx: ReadCtx, { recordKind, recordId }: RecordRef): Promise<FileRow[]> {
  const rows = await ctx.db
    .selectFrom('record_file as f')
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'f.org_id').onRef('u.id', '=', 'f.uploaded_by'),
    )
    .select([
      'f.id',
      'f.name',
      'f.bytes',
      'f.mime',
      'f.recorded_at',
      'f.uploaded_by',
      'u.name as by_name',
      sql<string>`encode(f.sha256, 'hex')`.as('sha256'),
    ])
    .where('f.org_id', '=', ctx.orgId)
    .where('f.record_kind', '=', recordKind)
    .where('f.record_id', '=', recordId)
    .where('f.voided_at', 'is', null)
    .orderBy('f.recorded_at')
    .orderBy('f.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    bytes: row.bytes,
    mime: row.mime,
    sha256: row.sha256,
    by: row.uploaded_by === null ? null : { id: row.uploaded_by, name: row.by_name ?? '' },
    at: row.recorded_at,
    can: { remove: mayRemove(ctx, row.uploaded_by, row.recorded_at) || 'file_kept' },
  }))
}

/** A slip can be taken back for a day; after that a file is part of the record. */
export function mayRemove(ctx: ReadCtx, uploadedBy: string | null, at: Instant): boolean {
  if (ctx.actor.roles.includes('boss')) return true
  return uploadedBy !== null && uploadedBy === ctx.actor.userId && ctx.now - at < DAY_MS
}

/** Name and size of files by id, as far as they hang on this record now. */
export async function filesOf(
  ctx: ReadCtx,
  { recordKind, recordId }: RecordRef,
  ids: readonly string[],
): Promise<Map<string, { id: string; name: string; bytes: number; sha256: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('record_file')
    .select(['id', 'name', 'bytes', sql<string>`encode(sha256, 'hex')`.as('sha256')])
    .where('org_id', '=', ctx.orgId)
    .where('record_kind', '=', recordKind)
    .where('record_id', '=', recordId)
    .where('id', 'in', [...new Set(ids)])
    .where('voided_at', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** The files of a record with what is in them, the oldest first, for whoever hands them out together. */
export async function fileContents(
  ctx: ReadCtx,
  { recordKind, recordId }: RecordRef,
): Promise<{ id: string; name: string; content: Buffer }[]> {
  return ctx.db
    .selectFrom('record_file as f')
    .innerJoin('file_content as t', (join) =>
      join.onRef('t.org_id', '=', 'f.org_id').onRef('t.sha256', '=', 'f.sha256'),
    )
    .select(['f.id', 'f.name', 't.content'])
    .where('f.org_id', '=', ctx.orgId)
    .where('f.record_kind', '=', recordKind)
    .where('f.record_id', '=', recordId)
    .where('f.voided_at', 'is', null)
    .orderBy('f.recorded_at')
    .execute()
}
