import type { WriteCtx } from '../../platform/context.ts'
import { touch } from '../../platform/events.ts'
import { refreshStates } from '../customers/index.ts'

/**
 * Brings the daily screens of these customers up to date and marks them for evaluation; with `later` they
 * are only noted there, so that a chunk of invoices with their payments does it once.
 */
export async function tellCustomers(
  ctx: WriteCtx,
  customerIds: readonly string[],
  later?: Set<string>,
): Promise<void> {
  const ids = [...new Set(customerIds)]
  if (later) {
    for (const id of ids) later.add(id)
    return
  }
  const marks = ids.map((id) => ({ kind: 'customer', id }))
  await Promise.all([refreshStates(ctx, ids), touch(ctx, marks)])
}
