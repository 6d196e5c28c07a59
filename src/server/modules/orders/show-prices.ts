import { diffLines } from '../../../core/approval/content.ts'
import { orderLines } from '../../../core/order/prices.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { showGate } from '../approvals/index.ts'
import { loadOrderVersions } from './order-versions.ts'
import { gateOf } from './price-gate.ts'

/** The versions of an order as the page shows them: each beside the one before it, with why it may leave. */
export async function showPrices(ctx: ReadCtx, { id, isHeld }: { id: string; isHeld: boolean }) {
  const versions = await loadOrderVersions(ctx, id)
  const newest = versions[0]!
  return {
    lines: [...newest.content.lines],
    priceApproval: isHeld ? await showGate(ctx, gateOf(id, newest.hash)) : null,
    versions: versions.map(({ hash: _, content, ...version }, index) => ({
      ...version,
      amountFen: content.amountFen,
      diff: diffLines(
        versions[index + 1] ? orderLines(versions[index + 1]!.content) : [],
        orderLines(content),
      ),
    })),
  }
}
