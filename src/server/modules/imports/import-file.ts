import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Mapping } from '../../../core/import/mapping.ts'
import type { PlanTotals } from '../../../core/import/planned.ts'
import { newId } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { insertBatch } from './batches.ts'
import { batchFolder, keepCopy } from './file-store.ts'
import { type Look, openForMapping } from './look.ts'
import { loadOwn } from './own.ts'
import { type RunDeps, runBatch } from './run.ts'
import { queueBatch } from './start.ts'

/** What `bw import` prints; the first six names are a promise to scripts. */
export type ImportReport = {
  rows: number
  new: number
  changed: number
  same: number
  bad: number
  errorFile: string | null
  duplicate: number
  undated: number
  skipped: number
  batchId: string
  totals: PlanTotals | null
}

/**
 * Imports a file of this machine in one go, as the command line does: the same batch, the same run. Nobody
 * is there to answer, so open questions refuse the file before anything is written.
 */
export async function importFile(
  deps: RunDeps,
  orgId: string,
  source: { path: string; mapping: Mapping },
): Promise<ImportReport> {
  const { mapping } = source
  const batchId = newId(deps.clock.now())
  const at = { orgId, batchId }
  const file = await keepCopy(deps.dataDir, at, { name: basename(source.path), path: source.path })
  const look = await openAnswered(deps, orgId, { path: file.path, mapping }).catch(async (error: unknown) => {
    await rm(batchFolder(deps.dataDir, orgId, batchId), { recursive: true, force: true })
    throw error
  })
  await write(deps.db, { orgId, now: deps.clock.now() }, async (ctx) => {
    await insertBatch(ctx, { id: batchId, file, mapping, rows: look.facts.rows })
    await queueBatch(ctx, batchId, mapping)
  })
  const batch = await runBatch(deps, orgId, batchId, look)
  const { status, error, error_file_path: errorFile, totals } = batch
  if (status !== 'done') throw new AppError(error?.code ?? status, 400, error?.detail ?? {})
  const { rows, new: added, changed, same, bad, duplicate, undated, skipped } = batch.counts
  return { rows, new: added, changed, same, bad, errorFile, duplicate, undated, skipped, batchId, totals }
}

async function openAnswered(
  { db, clock }: RunDeps,
  orgId: string,
  { path, mapping }: { path: string; mapping: Mapping },
): Promise<Look> {
  const own = await read(db, { orgId, now: clock.now() }, loadOwn)
  const look = await openForMapping(path, mapping, own)
  const open = look.questions.filter((question) => question.blocking)
  if (open.length === 0) return look
  await look.file.close()
  throw new AppError('questions_open', 400, { questions: open })
}
