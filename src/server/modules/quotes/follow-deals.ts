import { sql } from 'kysely'
import { dayOf, type Instant } from '../../../core/calendar.ts'
import { type Booked, type BookedRate, bookAmount, isForeign } from '../../../core/exchange/rate.ts'
import { followDeal, type OpenQuote } from '../../../core/quote/follow-deal.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { bookNow, getRate, getRateNow, isUnbooked, type rateIn } from '../rates/index.ts'
import { insertQuotes } from './insert-quotes.ts'
import { type NewStep, touchQuotes, writeSteps } from './write-steps.ts'

export type DealMoved = {
  dealId: string
  customerId: string | null
  title: string
  responsibleId: string | null
  /** as booked on the deal, whose rate the quote takes over */
  amount: Booked | null
  currency: string
  rate: BookedRate | null
  to: { kind: 'open' | 'won' | 'lost'; asksQuote: boolean }
  back: boolean
  at: Instant
  reason: string | null
  competitor: string | null
}

type Followed = OpenQuote &
  Parameters<typeof rateIn>[0] & {
    dealId: string
    currency: string
    responsibleId: string | null
    askedAt: Instant
    lastAt: Instant
  }

/** Lets quotes follow their deals, so that nobody has to note the same thing twice (C058 C060). */
export async function followDeals(ctx: WriteCtx, moves: readonly DealMoved[]): Promise<void> {
  if (moves.length === 0) return
  const { rows } = await sql<Followed>`
    select q.id, q.deal_id as "dealId", q.origin, q.status, q.sent_at is not null as "wasSent", q.responsible_id as "responsibleId",
      q.asked_at as "askedAt", q.currency, q.rate_micro, q.rate_per, q.rate_day,
      (select max(s.occurred_at) from quote_step s where s.org_id = q.org_id and s.quote_id = q.id and s.voided_at is null) as "lastAt"
    from quote q where q.org_id = ${ctx.orgId} and q.deal_id = any(${moves.map((move) => move.dealId)}::uuid[])
      and q.voided_at is null and q.status not in ('won', 'lost', 'withdrawn')
    order by q.asked_at desc, q.id desc for update`.execute(ctx.db)
  const steps: NewStep[] = []
  const fresh: DealMoved[] = []
  const touched: { id: string; responsibleId: string | null }[] = []
  for (const move of moves) {
    const open = rows.filter(({ dealId }) => dealId === move.dealId)
    const amountFen = move.amount && (move.amount.original ?? move.amount.fen)
    const followed = followDeal(open, { ...move, amountFen })
    if (followed.asks) fresh.push(await booked(ctx, move))
    for (const { amountFen: told, ...step } of followed.steps) {
      const quote = open.find(({ id }) => id === step.quoteId)!
      // A move dated back to the start of a day must not come before what was noted during it.
      const at = Math.max(move.at, quote.lastAt)
      // What a deal is worth in another currency is no price of its quote.
      const isOwn = told != null && quote.currency === move.currency
      const rate = isOwn ? await getRateNow(ctx, quote, dayOf(quote.askedAt)) : null
      const amount = isOwn ? bookAmount(told, quote.currency, rate) : null
      if (isOwn && isUnbooked(quote)) await bookNow(ctx, 'quote', quote.id, rate)
      steps.push({ ...step, amount, at, responsibleId: quote.responsibleId, implied: true })
      touched.push(quote)
    }
  }
  const ids = await insertQuotes(
    ctx,
    fresh.map((move) => ({ ...move, origin: 'stage' as const, externalCode: null, askedAt: move.at })),
  )
  fresh.forEach((move, index) => {
    const quoteId = ids[index]!
    const { at, responsibleId, amount } = move
    steps.push({ quoteId, kind: 'asked', at, responsibleId, amount, implied: true })
    touched.push({ id: quoteId, responsibleId })
  })
  await writeSteps(ctx, steps)
  await touchQuotes(ctx, touched)
}

/** A deal from before rates were kept has none to hand on: its quote takes that of its own day. */
async function booked(ctx: WriteCtx, move: DealMoved): Promise<DealMoved> {
  const { currency, amount } = move
  if (move.rate !== null || !isForeign(currency)) return move
  const rate = await getRate(ctx, { currency, day: dayOf(move.at) })
  return { ...move, rate, amount: amount && bookAmount(amount.original ?? amount.fen, currency, rate) }
}
