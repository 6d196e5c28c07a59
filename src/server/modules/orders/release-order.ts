import { dayOf } from '../../../core/calendar.ts'
import { atAgreedPrices, orderLines } from '../../../core/order/prices.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { askGate, reportMismatch, requestApproval, type Settled } from '../approvals/index.ts'
import { getRateNow } from '../rates/index.ts'
import { requireAgreedCurrency } from './agreed-currency.ts'
import { judgeOrder } from './judge-order.ts'
import { getOrderRow, orderOf } from './order-rows.ts'
import {
  loadOrderVersions,
  refreshPriceHolds,
  writeOrderReleases,
  writeOrderVersions,
} from './order-versions.ts'
import { gateOf, groundOf, PRICE } from './price-gate.ts'
import { touchOrders } from './write-order-steps.ts'

/**
 * Asks for the prices of an order that waits: what has been agreed since, or is within one's own authority,
 * lets it go at once; else a case is opened, with the agreed prices beside (C050 C056).
 */
export async function releaseOrder(
  ctx: WriteCtx,
  id: string,
  reason: string,
): Promise<{ id: string; version: number; caseId: string | null }> {
  const row = await getOrderRow(ctx, id)
  if (!row.price_hold) throw conflict('order_price_free')
  const order = { ...orderOf(row), rate: await getRateNow(ctx, row, row.ordered_on) }
  await requireAgreedCurrency(ctx, [order])
  const [newest] = await loadOrderVersions(ctx, id)
  const judged = await judgeOrder(ctx, order, newest!.content)
  const ground = await groundOf(ctx, order, judged)
  if (ground) {
    // Judged anew, so that the version says what it was held against when it was let go.
    await writeOrderVersions(ctx, [{ orderId: id, on: dayOf(ctx.now), judged, ground }])
    await tell(ctx, row, { kind: 'order.released', basis: ground.basis })
    return { id, version: row.version + 1, caseId: null }
  }
  if (reason.trim() === '') throw conflict('reason_required')
  const { caseId } = await requestApproval(ctx, {
    kind: PRICE,
    subject: { kind: 'order', id },
    customerId: order.customerId,
    title: { zh: `订单 ${row.number} 的价格`, en: `Prices of order ${row.number}` },
    url: `/orders/${id}`,
    facts: judged.facts,
    content: {
      hash: judged.hash,
      lines: orderLines(judged.content),
      before: orderLines(atAgreedPrices(judged.content, judged.agreements)),
    },
    reason,
  })
  await tell(ctx, row, { kind: 'order.approval_asked', basis: caseId })
  return { id, version: row.version, caseId }
}

/** The end of a case about an order's prices: exactly the version that was approved is let go. */
export async function settleOrder(ctx: WriteCtx, settled: Settled): Promise<void> {
  if (settled.subject.kind !== 'order' || settled.status !== 'approved') return
  const row = await ctx.db
    .selectFrom('sales_order')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', settled.subject.id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const [newest] = await loadOrderVersions(ctx, row.id)
  const gate = gateOf(row.id, newest?.hash ?? '')
  const answer = await askGate(ctx, gate)
  if (row.voided_at !== null || answer.state !== 'approved') {
    const title = { zh: `订单 ${row.number} 的价格`, en: `Prices of order ${row.number}` }
    return reportMismatch(ctx, { gate, title, caseId: settled.caseId, requesterId: settled.requesterId })
  }
  if (newest!.basis !== null) return
  await writeOrderReleases(ctx, [
    { orderId: row.id, versionId: newest!.id, basis: 'approval', caseId: answer.caseId },
  ])
  await refreshPriceHolds(ctx, [row.id])
  await tell(ctx, row, { kind: 'order.released', basis: 'approval' })
}

type Row = { id: string; number: string; customer_id: string; responsible_id: string | null }

async function tell(
  ctx: WriteCtx,
  row: Row,
  { kind, basis }: { kind: string; basis: string },
): Promise<void> {
  await recordEvent(ctx, {
    kind,
    subject: { kind: 'order', id: row.id },
    customerId: row.customer_id,
    summary: { number: row.number, basis },
  })
  await touchOrders(ctx, [{ id: row.id, responsibleId: row.responsible_id }])
}
