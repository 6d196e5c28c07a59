import { dayOf } from '../../../core/calendar.ts'
import { bookAmount } from '../../../core/exchange/rate.ts'
import { decideToldSending } from '../../../core/quote/told.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { myAuthority } from '../approvals/index.ts'
import { loadPriceBook } from '../prices/index.ts'
import { rateOf } from '../rates/index.ts'
import { planQuotes, type QuoteInput } from './plan-quotes.ts'
import { QUOTE } from './release.ts'

/**
 * Which of these a file may not tell, by place: their sending is news and nobody has looked at its prices.
 */
export async function uncheckedSendings(ctx: WriteCtx, inputs: readonly QuoteInput[]): Promise<boolean[]> {
  const plans = await planQuotes(ctx, inputs)
  const importer = {
    isControlled: (await loadPriceBook(ctx, 'CNY')).rows !== null,
    historyUntil: ctx.source?.historyUntil ?? null,
    authority: await myAuthority(ctx, QUOTE),
  }
  return plans.map(({ added, input, booking }) =>
    added.some(({ kind, at, amountFen }) => {
      if (kind !== 'sent') return false
      const fen = amountFen == null ? null : bookAmount(amountFen, input.currency, rateOf(booking)).fen
      return !decideToldSending({ on: dayOf(at), amountFen: fen }, importer).ok
    }),
  )
}
