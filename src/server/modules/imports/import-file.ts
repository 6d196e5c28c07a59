import type { Mapping } from '../../../core/import/mapping.ts'
import { newId } from '../../platform/clock.ts'
import { type ReadCtx, read, write } from '../../platform/context.ts'
import { type Batch, changeBatch, insertBatch } from './batches.ts'
import { keepCopy } from './file-store.ts'
import { openForMapping } from './look.ts'
import { type RunDeps, runBatch } from './run.ts'

/** Imports one file of this machine with a settled mapping and waits for the end: what `bw import` does. */
export async function importFile(
  deps: RunDeps,
  orgId: string,
  source: { name: string; path: string; mapping: Mapping },
): Promise<Batch> {
  const now = deps.clock.now()
  const id = newId(now)
  const file = await keepCopy(deps.dataDir, { orgId, batchId: id }, source)
  const look = await openForMapping(file.path, source.mapping)
  await look.file.close()
  const isHistory = await read(deps.db, { orgId, now }, (ctx) => isHistoryLoad(ctx, source.mapping))
  await write(deps.db, { orgId, now }, async (ctx) => {
    await insertBatch(ctx, { id, file, mapping: source.mapping, rows: look.facts.rows })
    await changeBatch(ctx, id, { status: 'queued', is_history: isHistory })
  })
  return runBatch(deps, orgId, id)
}

/** Decision 0004: the first load of each kind of data is history, later ones only when the mapping says so. */
async function isHistoryLoad(ctx: ReadCtx, mapping: Mapping): Promise<boolean> {
  const wish = mapping.knowledge?.history ?? 'first-load'
  if (wish !== 'first-load') return wish === 'always'
  const earlier = await ctx.db
    .selectFrom('import_batch')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('target', '=', mapping.target)
    .where('status', '=', 'done')
    .limit(1)
    .executeTakeFirst()
  return earlier === undefined
}
