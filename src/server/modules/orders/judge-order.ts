import { sql } from 'kysely'
import type { DocumentFacts } from '../../../core/approval/flow.ts'
import { dayOf } from '../../../core/calendar.ts'
import { type BookedRate, bookAmount } from '../../../core/exchange/rate.ts'
import {
  type Agreement,
  judgeOrderPrices,
  type OrderContent,
  type OrderPriceVerdict,
} from '../../../core/order/prices.ts'
import { judgeOffer, type PriceGrade } from '../../../core/price/judge.ts'
import type { LineInput } from '../../../core/quote/lines.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { contentHashOf } from '../approvals/index.ts'
import { termsInForce } from '../contracts/index.ts'
import { loadPriceBook } from '../prices/index.ts'
import { gradeOf, releasedVersion } from '../quotes/index.ts'

export type OrderOf = {
  id: string
  customerId: string
  dealId: string | null
  contractId: string | null
  currency: string
  /** what its amount is booked at */
  rate: BookedRate | null
}

export type JudgedOrder = OrderPriceVerdict & {
  content: OrderContent
  agreements: readonly Agreement[]
  contractVersionId: string | null
  quoteVersionId: string | null
  priceListId: string | null
  hash: string
  facts: DocumentFacts
}

/** An order as contract, quote and today's price list see it, and the hash an approval of it is bound to. */
export async function judgeOrder(
  ctx: ReadCtx,
  order: OrderOf,
  form: { lines: readonly LineInput[]; amountFen: bigint },
): Promise<JudgedOrder> {
  const grade: PriceGrade = await gradeOf(ctx, { customer_id: order.customerId, deal_id: null })
  const book = await loadPriceBook(ctx, order.currency)
  const listed = judgeOffer(form, { rows: book.rows, grade, rate: order.rate })
  const lines = listed.lines.map(({ product, unit, quantityMilli, unitPriceFen, amountFen }) => ({
    product,
    unit,
    quantityMilli,
    unitPriceFen,
    amountFen,
  }))
  const content = { currency: order.currency, amountFen: form.amountFen, lines }
  const contract = await ofContract(ctx, order)
  const quote = await ofQuote(ctx, order)
  const agreements = [contract, quote].flatMap((one) => (one ? [one.agreement] : []))
  const verdict = judgeOrderPrices(content, agreements, listed)
  return {
    ...verdict,
    content,
    agreements,
    contractVersionId: contract?.versionId ?? null,
    quoteVersionId: quote?.versionId ?? null,
    priceListId: book.listId,
    hash: hashOf(order, content),
    facts: {
      // A flow and an authority ask in yuan, the content is agreed in the order's own currency.
      amountFen: bookAmount(form.amountFen, order.currency, order.rate).fen,
      // An order grants no term of its own: that is the contract's to grant.
      days: 0,
      type: typesOf(verdict),
      marginBp: listed.marginBp,
      deviationBp: verdict.deviationBp,
    },
  }
}

/** Every way in which its prices are not the agreed ones; of what the list says, which way too. */
function typesOf({ findings }: OrderPriceVerdict): string[] {
  const types = findings.flatMap((one) =>
    one.code === 'outside_list' ? [one.code, one.verdict] : [one.code],
  )
  return types.length > 0 ? [...new Set(types)] : ['free']
}

/** The order's id stands in it, so that a copy is another content. */
export function hashOf({ id, customerId, contractId }: OrderOf, content: OrderContent): string {
  return contentHashOf({ orderId: id, customerId, contractId, ...content })
}

type Found = { versionId: string; agreement: Agreement } | null

async function ofContract(ctx: ReadCtx, order: OrderOf): Promise<Found> {
  if (order.contractId === null) return null
  const terms = await termsInForce(ctx, order.contractId)
  if (terms === null || terms.currency !== order.currency) return null
  const { rows } = await sql<{ fen: bigint }>`
    select coalesce(sum(coalesce(o.original_minor, o.amount_fen)), 0)::bigint as fen from sales_order o
    where o.org_id = ${ctx.orgId} and o.contract_id = ${order.contractId} and o.id <> ${order.id}
      and o.currency = ${order.currency}
      and o.voided_at is null and o.status <> 'cancelled'`.execute(ctx.db)
  const { lines, amountFen, versionId } = terms
  return { versionId, agreement: { kind: 'contract', lines, amountFen, takenFen: rows[0]!.fen } }
}

/** The offer of the deal that went out last and still binds (C064); won ones keep binding. */
async function ofQuote(ctx: ReadCtx, order: OrderOf): Promise<Found> {
  if (order.dealId === null) return null
  const { rows } = await sql<{ id: string; isWon: boolean }>`
    select q.id, q.status = 'won' as "isWon" from quote q
    where q.org_id = ${ctx.orgId} and q.deal_id = ${order.dealId} and q.voided_at is null and q.currency = ${order.currency}
      and q.status in ('sent', 'answered', 'won') order by q.sent_at desc nulls last limit 1`.execute(ctx.db)
  const quote = rows[0]
  const sent = quote ? await releasedVersion(ctx, quote.id) : null
  if (!quote || !sent) return null
  const { validUntil, lines, amountFen } = sent.offer
  if (!quote.isWon && validUntil !== null && validUntil < dayOf(ctx.now)) return null
  return { versionId: sent.id, agreement: { kind: 'quote', lines, amountFen, takenFen: 0n } }
}
