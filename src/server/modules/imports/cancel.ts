import type { WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { type Batch, changeBatch, getBatch } from './batches.ts'

/** The run sees this at its next chunk and stops; what is in stays, and the batch can go on or be undone. */
export async function cancelBatch(ctx: WriteCtx, id: string): Promise<Batch> {
  const batch = await getBatch(ctx, id, true)
  if (batch.status !== 'queued' && batch.status !== 'running') throw conflict('import_not_running')
  await changeBatch(ctx, id, { status: 'cancelled', finishedAt: ctx.now })
  await recordEvent(ctx, {
    kind: 'import.cancelled',
    subject: { kind: 'import', id },
    summary: { done: batch.rows_done, total: batch.rows_total },
  })
  return getBatch(ctx, id)
}
