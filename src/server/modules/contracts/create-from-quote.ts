import { dayOf } from '../../../core/calendar.ts'
import { isExpired, type QuoteStatus } from '../../../core/quote/course.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { getQuoteInScope, releasedVersion } from '../quotes/index.ts'

/**
 * What a contract takes over from a quote: the lines that went out, with the price list and the approval they
 * went out under. An offer that has run out binds nobody (C064), one that never went out even less.
 */
export async function takeOverQuote(ctx: ReadCtx, quoteId: string) {
  const quote = await getQuoteInScope(ctx, quoteId)
  const status = quote.status as QuoteStatus
  if (status === 'lost' || status === 'withdrawn') throw conflict('quote_decided')
  const sent = await releasedVersion(ctx, quoteId)
  if (!sent || quote.sent_at === null) throw conflict('quote_not_sent')
  if (status !== 'won' && isExpired({ status, validUntil: quote.valid_until }, dayOf(ctx.now))) {
    throw conflict('quote_expired', { validUntil: quote.valid_until })
  }
  return {
    customerId: quote.customer_id,
    dealId: quote.deal_id,
    currency: quote.currency,
    amountFen: sent.offer.amountFen,
    lines: sent.offer.lines.map(({ verdict: _, ...line }) => line),
    quoteVersionId: sent.id,
  }
}
