import { covers } from '../../../core/approval/authority.ts'
import { bookAmount } from '../../../core/exchange/rate.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { askGate, letInCases, myAuthority } from '../approvals/index.ts'
import { openOwnAmount } from '../quotes/index.ts'
import { rateOf } from '../rates/index.ts'
import { isHistory } from './credit-hold.ts'
import { type JudgedOrder, judgeOrder, type OrderOf } from './judge-order.ts'
import { type Ground, type NewVersion, writeOrderVersions } from './order-versions.ts'
import type { OrderPlan } from './plan-orders.ts'

/** Prices are one authority, whether they stand in a quote or in an order (C056). */
export const PRICE = 'quote'

export function gateOf(orderId: string, contentHash: string) {
  return { kind: PRICE, subject: { kind: 'order', id: orderId }, contentHash }
}

/**
 * Why an order may leave at these prices: they are the agreed ones, this very content is approved, or it is
 * within the authority of whoever writes it here. Null: it waits (C050 C073).
 */
export async function groundOf(ctx: WriteCtx, order: OrderOf, judged: JudgedOrder): Promise<Ground | null> {
  if (judged.findings.length === 0) return { basis: 'agreed', caseId: null }
  const answer = await askGate(ctx, gateOf(order.id, judged.hash))
  if (answer.state === 'approved') return { basis: 'approval', caseId: answer.caseId }
  // A file has no authority: whoever brings it has not looked at each price.
  if (ctx.actor.userId === null || ctx.source !== null) return null
  const parts = await openOwnAmount(ctx, { id: order.id, customer_id: order.customerId })
  const { fen } = bookAmount(judged.content.amountFen, order.currency, order.rate)
  const about = { kind: PRICE, customerId: order.customerId, subjectId: order.id }
  const extent = { ...judged.facts, amountFen: fen + parts + (await letInCases(ctx, about)) }
  return covers(await myAuthority(ctx, PRICE), extent) ? { basis: 'authority', caseId: null } : null
}

/** The versions of orders that were just saved; history that an import brings along was decided before. */
export async function priceOrders(
  ctx: WriteCtx,
  planned: readonly { id: string; plan: OrderPlan }[],
): Promise<void> {
  const versions: NewVersion[] = []
  for (const { id, plan } of planned) {
    const { input, isTwin, outcome, isRepriced, isRelined } = plan
    if (isTwin || (outcome !== 'new' && !isRepriced && !isRelined)) continue
    const order: OrderOf = { ...input, id, rate: rateOf(plan.booking), contractId: input.contractId ?? null }
    const form = { lines: input.priced, amountFen: input.totalFen }
    const version = { orderId: id, on: input.orderedOn }
    if (isHistory(ctx, input.orderedOn)) {
      versions.push({
        ...version,
        judged: asDecided(form, order),
        ground: { basis: 'history', caseId: null },
      })
    } else {
      const judged = await judgeOrder(ctx, order, form)
      versions.push({ ...version, judged, ground: await groundOf(ctx, order, judged) })
    }
  }
  await writeOrderVersions(ctx, versions)
}

function asDecided(
  { lines, amountFen }: { lines: OrderPlan['input']['priced']; amountFen: bigint },
  { currency }: OrderOf,
): NewVersion['judged'] {
  return {
    content: { currency, amountFen, lines },
    findings: [],
    deviationBp: 0,
    // Nothing is ever approved by this hash: what the past has decided needs no approval.
    hash: '',
    ...{ contractVersionId: null, quoteVersionId: null, priceListId: null },
  }
}
