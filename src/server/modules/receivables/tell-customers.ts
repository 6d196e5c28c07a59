import type { WriteCtx } from '../../platform/context.ts'
import { touch } from '../../platform/events.ts'
import { refreshStates } from '../customers/index.ts'

/** Brings the daily screens of these customers up to date and marks them for evaluation. */
export async function tellCustomers(ctx: WriteCtx, customerIds: readonly string[]): Promise<void> {
  const ids = [...new Set(customerIds)]
  const marks = ids.map((id) => ({ kind: 'customer', id }))
  await Promise.all([refreshStates(ctx, ids), touch(ctx, marks)])
}
