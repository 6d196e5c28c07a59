import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { FastifyRequest } from 'fastify'
import * as api from '../../../api/imports.ts'
import type { CustomField } from '../../../core/fields/custom-field.ts'
import type { ImportTarget, Mapping } from '../../../core/import/mapping.ts'
import { defsFor } from '../../../core/import/own-fields.ts'
import { newId } from '../../platform/clock.ts'
import { type ReadCtx, read } from '../../platform/context.ts'
import { invalid, notFound, stale } from '../../platform/errors.ts'
import { type FileOut, fileOut } from '../../platform/file-out.ts'
import { enqueue } from '../../platform/jobs.ts'
import { beforeTransaction, localeOf, type Who } from '../../platform/prepare.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { readUpload } from '../../platform/upload.ts'
import { sheetToXlsx } from '../../platform/xlsx-out.ts'
import { analyse, headersKeyOf, importedBefore } from './analysis.ts'
import { changeBatch, getBatch, insertBatch } from './batches.ts'
import { cancelBatch } from './cancel.ts'
import { batchFolder, type KeptFile, keepUpload } from './file-store.ts'
import { openForMapping } from './look.ts'
import { loadOwn } from './own.ts'
import { preview } from './preview.ts'
import { listBatches, viewBatch } from './read.ts'
import { listMappings, removeMapping, saveMapping } from './saved-mappings.ts'
import { queueBatch } from './start.ts'
import { undoBatch } from './undo.ts'

/** Import of spreadsheets (C211): upload → analysis → preview → run as a job → error file → undo. */
export function importsRoutes(app: App): void {
  lookRoutes(app)
  runRoutes(app)
  mappingRoutes(app)
}

function lookRoutes(app: App): void {
  const uploaded = beforeTransaction(app, api.uploadImport, (who, request) => receive(app, who, request))
  serveRaw(app, api.uploadImport, async (ctx, _, { request }) => {
    const { file, analysis } = uploaded(request)
    const { id, mapping, rows } = analysis
    await insertBatch(ctx, { id, file, mapping: mapping as Mapping, rows })
    return { reply: { ...analysis, importedBefore: await importedBefore(ctx, file.hash, id) } }
  })
  const analysed = beforeTransaction(app, api.analyseImport, async (who, request) => {
    const { file, mappings, own } = await keptFile(app, who, request)
    const wish = api.analyseImport.body.safeParse(request.body)
    return wish.success
      ? { file, analysis: await analyse(idOf(request), file, wish.data, { saved: mappings, own }) }
      : null
  })
  serveRaw(app, api.analyseImport, async (ctx, { params }, { request }) => {
    const { file, analysis } = analysed(request)!
    const batch = await getBatch(ctx, params.id, true)
    if (batch.status === 'analysed')
      await changeBatch(ctx, params.id, { mapping: analysis.mapping as Mapping })
    return { reply: { ...analysis, importedBefore: await importedBefore(ctx, file.hash, params.id) } }
  })
  const previewed = beforeTransaction(app, api.previewImport, async (who, request) => {
    const { file } = await keptFile(app, who, request)
    const body = api.previewImport.body.safeParse(request.body)
    const batch = { id: idOf(request), path: file.path }
    return body.success ? preview(app.db, who, batch, body.data.mapping as Mapping) : null
  })
  serveRaw(app, api.previewImport, async (_ctx, _, { request }) => ({ reply: previewed(request)! }))
}

function runRoutes(app: App): void {
  const headers = beforeTransaction(app, api.startImport, async (who, request) => {
    const body = api.startImport.body.safeParse(request.body)
    if (!body.success || body.data.saveAs === undefined) return { key: '' }
    const { file, own } = await keptFile(app, who, request)
    const look = await openForMapping(file.path, body.data.mapping as Mapping, own)
    await look.file.close()
    return { key: headersKeyOf(look.header.names) }
  })
  serveRaw(app, api.startImport, async (ctx, { params, body }, { request }) => {
    const mapping = body.mapping as Mapping
    const { key } = headers(request)
    if (body.saveAs !== undefined) await saveMapping(ctx, { name: body.saveAs, mapping, headersKey: key })
    const batch = await queueBatch(ctx, params.id, mapping)
    await enqueue(ctx, 'import.run', { batchId: batch.id })
    return { reply: await viewBatch(ctx, batch, localeOf(request)) }
  })
  serveRaw(app, api.cancelImport, async (ctx, { params }, { request }) => ({
    reply: await viewBatch(ctx, await cancelBatch(ctx, params.id), localeOf(request)),
  }))
  serveRaw(app, api.undoImport, async (ctx, { params, body }, { request }) => {
    const batch = await getBatch(ctx, params.id, true)
    if (batch.version !== body.version) throw stale(batch.version)
    return { reply: await viewBatch(ctx, await undoBatch(ctx, batch), localeOf(request)) }
  })
  serveRaw(app, api.getImport, async (ctx, { params }, { request }) => ({
    reply: await viewBatch(ctx, await getBatch(ctx, params.id), localeOf(request)),
  }))
  serveRaw(app, api.listImports, async (ctx, { query }, { request }) => ({
    reply: await listBatches(ctx, query, localeOf(request)),
  }))
  serveRaw(app, api.downloadErrorFile, (ctx, { params }) => errorFileOf(ctx, params.id))
}

function mappingRoutes(app: App): void {
  serve(app, api.listSavedMappings, async (ctx) => ({
    rows: (await listMappings(ctx)).map(({ id, name, mapping }) => ({ id, name, mapping })),
  }))
  serve(app, api.removeSavedMapping, (ctx, { params }) => removeMapping(ctx, params.id))
  serveRaw(app, api.downloadImportTemplate, async (ctx, { params }, { request }) =>
    drawTemplate(
      { target: params.target, own: (await loadOwn(ctx))[params.target] ?? [] },
      localeOf(request),
    ),
  )
}

/**
 * Takes the one file of the form and looks at it; a file that cannot be read is refused before a batch
 * exists, and nothing of it stays.
 */
async function receive(app: App, who: Who, request: FastifyRequest) {
  const batchId = newId(who.now)
  const { dataDir } = app.config
  try {
    const file = await readUpload(request, (upload) =>
      keepUpload(dataDir, { orgId: who.orgId, batchId }, upload),
    )
    if (!file) throw invalid('upload_missing')
    const [saved, own] = await read(app.db, who, (ctx) => Promise.all([listMappings(ctx), loadOwn(ctx)]))
    return { file, analysis: await analyse(batchId, file, {}, { saved, own }) }
  } catch (error) {
    await rm(batchFolder(dataDir, who.orgId, batchId), { recursive: true, force: true })
    throw error
  }
}

async function keptFile(app: App, who: Who, request: FastifyRequest) {
  return read(app.db, who, async (ctx) => {
    const batch = await getBatch(ctx, idOf(request))
    const { file_path: path, file_name: name, file_hash: hash } = batch
    const [mappings, own] = await Promise.all([listMappings(ctx), loadOwn(ctx)])
    return { file: { path, name, hash, bytes: 0 } satisfies KeptFile, mappings, own }
  })
}

/** The path's id; one that is no id is left for the route to refuse. */
function idOf(request: FastifyRequest): string {
  const parsed = api.getImport.params.safeParse(request.params)
  if (!parsed.success) throw notFound('import')
  return parsed.data.id
}

async function errorFileOf(ctx: ReadCtx, id: string): Promise<FileOut> {
  const batch = await getBatch(ctx, id)
  if (batch.error_file_path === null) throw notFound('error file')
  const ending = batch.error_file_path.endsWith('.csv') ? 'csv' : 'xlsx'
  const name = `${batch.file_name.replace(/\.\w+$/, '')}-失败行.${ending}` as const
  return fileOut(name, createReadStream(batch.error_file_path))
}

/** Headers a person can fill in; required ones carry a star, which the import does not mind. */
async function drawTemplate(
  { target, own }: { target: ImportTarget; own: readonly CustomField[] },
  locale: Who['locale'],
): Promise<FileOut> {
  const columns = defsFor({ target, own }).map((def) => ({
    title: `${locale === 'en' ? def.en : def.zh}${def.required ? '*' : ''}`,
    kind: 'text' as const,
    width: 18,
  }))
  const body = await sheetToXlsx({ name: target, columns, rows: [] })
  return fileOut(`bellwether-${target}.xlsx`, body)
}
