import { basename } from 'node:path'
import type { Mapping } from '../../../core/import/mapping.ts'
import type { PlanTotals } from '../../../core/import/planner.ts'
import { newId } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { insertBatch } from './batches.ts'
import { keepCopy } from './file-store.ts'
import { openForMapping } from './look.ts'
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
 * Imports a file of this machine in one go, as the command line does: the same batch, the same run, no
 * questions.
 */
export async function importFile(
  deps: RunDeps,
  orgId: string,
  source: { path: string; mapping: Mapping; onProgress?: (done: number, total: number) => void },
): Promise<ImportReport> {
  const { mapping } = source
  const look = await openForMapping(source.path, mapping)
  await look.file.close()
  const open = look.questions.filter((question) => question.blocking)
  if (open.length > 0) {
    throw new AppError('questions_open', 400, {
      questions: open.map(({ code, field, column, options, examples }) => ({
        code,
        field,
        column,
        options,
        examples,
      })),
    })
  }
  const batchId = newId(deps.clock.now())
  const file = await keepCopy(
    deps.dataDir,
    { orgId, batchId },
    { name: basename(source.path), path: source.path },
  )
  await write(deps.db, { orgId, now: deps.clock.now() }, async (ctx) => {
    await insertBatch(ctx, { id: batchId, file, mapping, rows: look.facts.rows })
    await queueBatch(ctx, batchId, mapping)
  })
  const batch = await runBatch(deps, orgId, batchId)
  if (batch.status !== 'done')
    throw new AppError(batch.error?.code ?? batch.status, 400, batch.error?.detail ?? {})
  const { rows, new: added, changed, same, bad, duplicate, undated, skipped } = batch.counts
  const errorFile = batch.error_file_path
  return {
    rows,
    new: added,
    changed,
    same,
    bad,
    errorFile,
    duplicate,
    undated,
    skipped,
    batchId,
    totals: batch.totals,
  }
}
