import type { FastifyRequest } from 'fastify'
import { FILE_BYTES_MAX, type FileRow } from '../../../api/files.ts'
import { acceptFile } from '../../../core/files/accept-file.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { sha256 } from '../../platform/crypto.ts'
import { at } from '../../platform/db.ts'
import { conflict, invalid, notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import type { RecordHead } from '../../platform/records.ts'
import { readUpload } from '../../platform/upload.ts'
import { listFilesOf, mayRemove, type RecordRef } from './read.ts'

export type Received = { name: string; content: Buffer }

/** Takes the upload in before any transaction begins: a slow line must not hold anybody else up. */
export async function receiveFile(request: FastifyRequest): Promise<Received> {
  const received = await readUpload(
    request,
    async ({ name, stream }) => {
      const chunks: Buffer[] = []
      let bytes = 0
      for await (const chunk of stream) {
        bytes += (chunk as Buffer).length
        if (bytes <= FILE_BYTES_MAX + 1) chunks.push(chunk as Buffer)
      }
      return { name, content: Buffer.concat(chunks) }
    },
    FILE_BYTES_MAX + 1,
  )
  if (!received) throw invalid('file_missing')
  return received
}

/** A file becomes part of a record (C177). The same bytes are stored once. */
export async function keepFile(
  ctx: WriteCtx,
  ref: RecordRef & { head: RecordHead },
  { name, content }: Received,
): Promise<FileRow> {
  const sent = { name, bytes: content.length, head: content.subarray(0, 512).toString('hex') }
  const accepted = acceptFile(sent, FILE_BYTES_MAX)
  if (!accepted.ok) throw refused(accepted, 400)
  const hash = sha256(content)
  await ctx.db
    .insertInto('file_content')
    .values({ org_id: ctx.orgId, sha256: hash, content })
    .onConflict((conflict_) => conflict_.doNothing())
    .execute()
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('record_file')
    .values({
      org_id: ctx.orgId,
      id,
      record_kind: ref.recordKind,
      record_id: ref.recordId,
      name: accepted.value.name,
      mime: accepted.value.mime,
      bytes: content.length,
      sha256: hash,
      uploaded_by: ctx.actor.userId,
      recorded_at: at(ctx.tick),
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'file.kept',
    subject: { kind: ref.recordKind, id: ref.recordId },
    customerId: ref.head.customerId,
    summary: { name: accepted.value.name, fileId: id },
  })
  return (await listFilesOf(ctx, ref)).find((row) => row.id === id)!
}

/** Off the record, not out of the house: the bytes and the trace stay (law 2). */
export async function removeFile(
  ctx: WriteCtx,
  id: string,
  allowed: (ref: RecordRef) => Promise<RecordHead>,
): Promise<{ ok: true }> {
  const row = await ctx.db
    .selectFrom('record_file')
    .select(['record_kind', 'record_id', 'uploaded_by', 'recorded_at', 'name'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('voided_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('file')
  const head = await allowed({ recordKind: row.record_kind, recordId: row.record_id })
  if (head.filesClosed) throw conflict(head.filesClosed)
  if (head.filesHeld?.has(id)) throw conflict('file_is_paper')
  if (!mayRemove(ctx, row.uploaded_by, row.recorded_at)) throw conflict('file_kept')
  await ctx.db
    .updateTable('record_file')
    .set({ voided_at: at(ctx.tick), voided_by: ctx.actor.userId })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, {
    kind: 'file.removed',
    subject: { kind: row.record_kind, id: row.record_id },
    customerId: head.customerId,
    summary: { name: row.name, fileId: id },
  })
  return { ok: true }
}
