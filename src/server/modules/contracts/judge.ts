import type { DocumentFacts } from '../../../core/approval/flow.ts'
import { dayOf } from '../../../core/calendar.ts'
import { type ContractContent, contractType, termOf } from '../../../core/contract/content.ts'
import { templateDeviationBp } from '../../../core/contract/template.ts'
import { type BookedRate, isForeign } from '../../../core/exchange/rate.ts'
import { judgeOffer } from '../../../core/price/judge.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadPriceBook } from '../prices/index.ts'
import { gradeOf, releasedVersion } from '../quotes/index.ts'
import { inYuan } from './agreed-amount.ts'
import { findTemplate } from './templates.ts'

/**
 * How far a contract departs from price list and template, the wider of the two; null: beyond any measure.
 */
export async function deviationOf(
  ctx: ReadCtx,
  contract: { customerId: string; quoteId: string | null },
  content: ContractContent,
): Promise<number | null> {
  const prices = await priceDeviation(ctx, contract, content)
  if (prices === null) return prices
  return Math.max(prices, templateDeviationBp(content, await findTemplate(ctx, content.templateId)))
}

/**
 * How far the prices of a contract are from what may be sold without asking: nothing when they are the lines
 * of a quote that went out, else what the price list in force says (C057).
 */
async function priceDeviation(
  ctx: ReadCtx,
  contract: { customerId: string; quoteId: string | null },
  content: ContractContent,
): Promise<number | null> {
  if (content.lines.length === 0) return 0
  if (contract.quoteId !== null && content.quoteVersionId !== null) {
    const sent = await releasedVersion(ctx, contract.quoteId)
    if (sent !== null && sent.id === content.quoteVersionId && sameLines(sent.offer.lines, content.lines))
      return 0
  }
  const { rows } = await loadPriceBook(ctx, content.currency)
  const grade = await gradeOf(ctx, { customer_id: contract.customerId, deal_id: null })
  return judgeOffer({ lines: content.lines, amountFen: null }, { rows, grade }).deviationBp
}

/** What is left of its lines, in yuan, at the cost of today's price list; null unless every line has one. */
export async function contractMargin(
  ctx: ReadCtx,
  contract: { customerId: string },
  { content, rate }: { content: ContractContent; rate: BookedRate | null },
): Promise<number | null> {
  if (content.lines.length === 0 || (isForeign(content.currency) && rate === null)) return null
  const { rows } = await loadPriceBook(ctx, content.currency)
  const grade = await gradeOf(ctx, { customer_id: contract.customerId, deal_id: null })
  return judgeOffer({ lines: content.lines, amountFen: null }, { rows, grade, rate }).marginBp
}

function sameLines(offered: ContractContent['lines'], agreed: ContractContent['lines']): boolean {
  return (
    offered.length === agreed.length &&
    offered.every((line, index) => {
      const other = agreed[index]!
      return (
        line.product === other.product &&
        line.unit === other.unit &&
        line.quantityMilli === other.quantityMilli &&
        line.unitPriceFen === other.unitPriceFen
      )
    })
  )
}

/** What flow and authority matrix ask about a contract (C071 C180). */
export function factsOf(
  ctx: ReadCtx,
  content: ContractContent,
  known: { deviationBp: number | null; marginBp: number | null; rate: BookedRate | null },
): DocumentFacts {
  return {
    amountFen: inYuan(content, known.rate).fen,
    days: termOf(content, dayOf(ctx.now)),
    type: [contractType(content)],
    marginBp: known.marginBp,
    deviationBp: known.deviationBp,
  }
}
