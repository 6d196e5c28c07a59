import { canonicalText } from '../../../core/approval/content.ts'
import { dayOf } from '../../../core/calendar.ts'
import { bookAmount } from '../../../core/exchange/rate.ts'
import { decideCorrection, type OrderStatus } from '../../../core/order/course.ts'
import { type LineInput, priceLines } from '../../../core/quote/lines.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { invalid, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { heldBack, judgeOrders, saveHolds } from '../credit/index.ts'
import { bookNow, getRateNow, isUnbooked } from '../rates/index.ts'
import { requireAgreedCurrency } from './agreed-currency.ts'
import { judgeOrder } from './judge-order.ts'
import { getOrderRow, orderOf } from './order-rows.ts'
import { loadOrderVersions, writeOrderVersions } from './order-versions.ts'
import { groundOf } from './price-gate.ts'
import { touchOrders, writeOrderSteps } from './write-order-steps.ts'

export type CorrectionForm = {
  lines?: readonly LineInput[] | undefined
  amountFen?: bigint | null | undefined
  reason: string
}

/**
 * Writes what was confirmed again: another version, counted as a correction (C210 C272), asked for price and
 * credit like a new order.
 */
export async function correctOrder(
  ctx: WriteCtx,
  id: string,
  form: CorrectionForm,
): Promise<{ id: string; version: number }> {
  const row = await getOrderRow(ctx, id)
  expectVersion(ctx, row.version)
  const rate = await getRateNow(ctx, row, row.ordered_on)
  const order = { ...orderOf(row), rate }
  const lines = form.lines ?? []
  const amountFen = lines.length > 0 ? priceLines(lines).totalFen : (form.amountFen ?? 0n)
  if (amountFen <= 0n) throw invalid('amount_not_positive')
  await requireAgreedCurrency(ctx, [order])
  const amount = bookAmount(amountFen, order.currency, order.rate)
  const judged = await judgeOrder(ctx, order, { lines, amountFen })
  const [newest] = await loadOrderVersions(ctx, id)
  const decided = decideCorrection(row.status as OrderStatus, {
    reason: form.reason,
    isChanged: canonicalText(judged.content) !== canonicalText(newest!.content),
  })
  if (!decided.ok) throw refused(decided)
  const verdict = (await judgeOrders(ctx, [{ id, customerId: order.customerId, amountFen: amount.fen }])).get(
    id,
  )!
  const before = bookAmount(row.original_minor ?? row.amount_fen, order.currency, rate)
  if (verdict.hold === 'blocked' && amount.fen > before.fen)
    throw heldBack(verdict, { kind: 'order', id, customerId: order.customerId })
  const ground = await groundOf(ctx, order, judged)
  const on = dayOf(ctx.now)
  const { responsible_id: responsibleId } = row
  if (isUnbooked(row)) await bookNow(ctx, 'sales_order', id, rate)
  await writeOrderVersions(ctx, [{ orderId: id, on, reason: form.reason, judged, ground }])
  await writeOrderSteps(ctx, [
    { orderId: id, kind: 'corrected', on, responsibleId, amount, reason: form.reason },
  ])
  await saveHolds(ctx, new Map([[id, verdict]]))
  await recordEvent(ctx, {
    kind: 'order.corrected',
    subject: { kind: 'order', id },
    customerId: order.customerId,
    summary: { number: row.number, amountFen: Number(amount.fen), beforeFen: Number(row.amount_fen) },
  })
  await touchOrders(ctx, [{ id, responsibleId }])
  return { id, version: (await getOrderRow(ctx, id)).version }
}
