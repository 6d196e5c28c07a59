import * as api from '../../../api/files.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import type { FileOut } from '../../platform/file-out.ts'
import { beforeTransaction } from '../../platform/prepare.ts'
import { type Doors, openRecord } from '../../platform/records.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { keepFile, receiveFile, removeFile } from './keep-file.ts'
import { listFilesOf } from './read.ts'

/** Files on any record: the door of the record decides who may see and add them (C177). */
export function filesRoutes(app: App, doors: Doors): void {
  const received = beforeTransaction(app, api.uploadFile, (_who, request) => receiveFile(request))
  serveRaw(app, api.uploadFile, async (ctx, { query }, { request }) => {
    const head = await openRecord(ctx, doors, query)
    if (head.filesClosed) throw conflict(head.filesClosed)
    return { reply: await keepFile(ctx, { ...query, head }, received(request)) }
  })
  serve(app, api.listFiles, async (ctx, { query }) => {
    await openRecord(ctx, doors, query)
    return { items: await listFilesOf(ctx, query) }
  })
  serveRaw(app, api.downloadFile, (ctx, { params }) => contentOf(ctx, doors, params.id))
  serve(app, api.removeFile, (ctx, { params }) =>
    removeFile(ctx, params.id, (ref) => openRecord(ctx, doors, ref)),
  )
}

/** Always a download, never shown inside our own page: a file is somebody else's content. */
async function contentOf(ctx: ReadCtx, doors: Doors, id: string): Promise<FileOut> {
  const row = await ctx.db
    .selectFrom('record_file as f')
    .innerJoin('file_content as c', (join) =>
      join.onRef('c.org_id', '=', 'f.org_id').onRef('c.sha256', '=', 'f.sha256'),
    )
    .select(['f.record_kind', 'f.record_id', 'f.name', 'f.mime', 'c.content'])
    .where('f.org_id', '=', ctx.orgId)
    .where('f.id', '=', id)
    .where('f.voided_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw notFound('file')
  await openRecord(ctx, doors, { recordKind: row.record_kind, recordId: row.record_id })
  const headers = { 'x-content-type-options': 'nosniff', 'content-security-policy': 'sandbox' }
  return { file: { name: row.name, mime: row.mime, body: row.content, headers } }
}
