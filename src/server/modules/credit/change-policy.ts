import type { CreditPolicy } from '../../../core/credit/policy.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { capsOf, requireRelease, withHolds } from './cover-holds.ts'
import { readPolicy, savePolicy } from './policy.ts'

/** To begin counting covers is to let go what they make room for, to stop is to hold it. */
export async function changePolicy(ctx: WriteCtx, policy: CreditPolicy): Promise<{ version: number }> {
  const { policy: before } = await readPolicy(ctx)
  if (before.countsCover === policy.countsCover) return savePolicy(ctx, policy)
  const caps = await capsOf(ctx)
  if (policy.countsCover) await requireRelease(ctx, caps)
  return withHolds(ctx, [...caps.keys()], () => savePolicy(ctx, policy))
}
