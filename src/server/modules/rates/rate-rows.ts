import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import {
  type BookedRate,
  COMPANY_CURRENCY,
  isForeign,
  isJump,
  oldestRateDay,
  perUnit,
  type QuotedPer,
  quotedText,
  RATE_DAYS,
  rateOfDay,
} from '../../../core/exchange/rate.ts'
import { ok, type Result, refuse } from '../../../core/result.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { conflict, refused } from '../../platform/errors.ts'

/** What a document needs a rate for: its currency and its own day. */
export type RateOf = { currency: string; day: Day }

export type RateRow = BookedRate & { id: string; currency: string; source: string }

/** The rates in force of some currencies from one day to another; a few rows each. */
export async function ratesInForce(
  ctx: ReadCtx,
  currencies: readonly string[],
  { from, to }: { from: Day; to: Day },
): Promise<RateRow[]> {
  const { rows } = await sql<RateRow>`
    select r.id, r.currency, r.occurred_on as day, r.quoted_micro as micro, r.per, r.source from exchange_rate r
    where r.org_id = ${ctx.orgId} and r.voided_at is null and r.currency = any(${[...currencies]})
      and r.occurred_on between ${from} and ${to}
    order by r.currency, r.occurred_on`.execute(ctx.db)
  return rows.map((row) => ({ ...row, per: row.per as QuotedPer }))
}

/**
 * The rate of each of these, by place; null for company money, undefined where there is none. Yuan ask
 * nothing of the database, and however many documents there are they ask once.
 */
export async function findRates(
  ctx: ReadCtx,
  wanted: readonly RateOf[],
): Promise<(BookedRate | null | undefined)[]> {
  const foreign = wanted.filter(({ currency }) => isForeign(currency))
  if (foreign.length === 0) return wanted.map(() => null)
  const days = foreign.map(({ day }) => day).sort()
  const rates = await ratesInForce(ctx, [...new Set(foreign.map(({ currency }) => currency))], {
    from: oldestRateDay(days[0]!),
    to: days.at(-1)!,
  })
  const byCurrency = Map.groupBy(rates, ({ currency }) => currency)
  return wanted.map(({ currency, day }) => {
    if (!isForeign(currency)) return null
    const found = rateOfDay(byCurrency.get(currency) ?? [], day)
    return found ? { day: found.day, micro: found.micro, per: found.per } : undefined
  })
}

export type Booking = Result<BookedRate | null>

/** A document about to be saved: its currency and day, and what the stored one of its number is booked at. */
export type ToBook = RateOf & {
  number: string
  stored: { currency: string; rate: BookedRate | null } | null
  /** no amount of it would be written: one from before rates were kept is left as it is and needs none */
  isAsStored?: boolean
  /** what the file itself says it was booked at; held against the table, which may have none */
  told?: BookedRate | null | undefined
}

/**
 * What each of these is booked at: a stored document at the rate it has, in the currency it has; a new one at
 * that of its day (decision 0018). Refusals are values here, for a preview to show.
 */
export async function bookingsOf(ctx: ReadCtx, documents: readonly ToBook[]): Promise<Booking[]> {
  const rates = await findRates(
    ctx,
    // One from before rates were kept takes the rate of its own day, for what a file says of it now.
    documents.map(({ stored, currency, day }) => ({
      currency: stored === null || stored.rate === null ? currency : COMPANY_CURRENCY,
      day,
    })),
  )
  return documents.map(({ number, stored, currency, day, isAsStored = false, told }, index) => {
    if (stored && stored.currency !== currency)
      return refuse('currency_fixed', { number, currency: stored.currency })
    if (stored?.rate) return ok(stored.rate)
    if (stored && isAsStored) return ok(null)
    const rate = rates[index]
    if (told && isForeign(currency)) {
      if (rate && isJump(rate, told))
        return refuse('rate_jump', { currency, day, before: quotedText(perUnit(rate)) })
      return ok(told)
    }
    return rate === undefined ? refuse('rate_missing', { currency, day, days: RATE_DAYS }) : ok(rate)
  })
}

/** For who is about to write: without a rate there is no figure, so nothing is written. */
export function requireBookings(bookings: readonly Booking[]): void {
  for (const booking of bookings) if (!booking.ok) throw refused(booking)
}

/** The rate of a booking that was required before. */
export function rateOf(booking: Booking): BookedRate | null {
  return booking.ok ? booking.value : null
}

export async function getRate(ctx: ReadCtx, wanted: RateOf): Promise<BookedRate | null> {
  const [rate] = await findRates(ctx, [wanted])
  if (rate === undefined) throw conflict('rate_missing', { ...wanted, days: RATE_DAYS })
  return rate
}
