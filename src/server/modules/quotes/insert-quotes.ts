import { dayOf, type Instant } from '../../../core/calendar.ts'
import type { BookedRate } from '../../../core/exchange/rate.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { rateColumns } from '../rates/index.ts'

export type NewQuote = {
  externalCode: string | null
  customerId: string | null
  dealId: string | null
  title: string
  currency: string
  /** what its amounts are booked at */
  rate: BookedRate | null
  responsibleId: string | null
  origin: 'request' | 'stage'
  askedAt: Instant
  custom?: CustomValues | undefined
}

/** The records alone; what happened to them is written as steps. Returns the ids in the order given. */
export async function insertQuotes(ctx: WriteCtx, quotes: readonly NewQuote[]): Promise<string[]> {
  if (quotes.length === 0) return []
  const rows = quotes.map((quote) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    external_code: quote.externalCode,
    customer_id: quote.customerId,
    deal_id: quote.dealId,
    title: quote.title,
    currency: quote.currency,
    ...rateColumns(quote.rate),
    responsible_id: quote.responsibleId,
    origin: quote.origin,
    status: 'asked',
    asked_at: at(quote.askedAt),
    custom: json(quote.custom ?? {}),
    known_at: at(knownAt(ctx, dayOf(quote.askedAt))),
    recorded_at: at(ctx.tick),
    updated_at: at(ctx.tick),
    batch_id: ctx.source?.batchId ?? null,
  }))
  await ctx.db.insertInto('quote').values(rows).execute()
  return rows.map(({ id }) => id)
}
