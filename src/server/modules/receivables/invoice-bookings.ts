import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import {
  type BookedRate,
  COMPANY_CURRENCY,
  convert,
  convertParts,
  isForeign,
} from '../../../core/exchange/rate.ts'
import type { Fen } from '../../../core/money.ts'
import { ok } from '../../../core/result.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type Booking, bookingsOf, rateIn, rateOf } from '../rates/index.ts'

/** Of an invoice about to be recorded: its money, and what it is booked at where somebody says so. */
export type InvoiceMoney = {
  customerId: string
  number: string
  issuedOn: Day
  /** in its own currency, like those of its instalments; left out: in yuan */
  amountFen: bigint
  currency?: string | undefined
  /** of the contract whose plan it is; left out: the rate of the day it was issued on */
  rate?: BookedRate | null | undefined
  /** what a file says it was booked at */
  toldRate?: BookedRate | null | undefined
  instalments: readonly { amountFen: bigint }[]
}

export type BookedInvoice = {
  currency: string
  rate: BookedRate | null
  fen: Fen
  /** by place, summing to the whole */
  parts: Fen[]
}

/**
 * What each of these is booked at (decision 0026): the rate of the day it was issued on, of its contract
 * where it is what a contract plans. One that is there keeps the rate it has while its day stays. Refusals
 * are values, for a file to come back with row by row.
 */
export async function invoiceBookings(ctx: ReadCtx, inputs: readonly InvoiceMoney[]): Promise<Booking[]> {
  if (inputs.every(({ currency }) => currency === undefined || !isForeign(currency)))
    return inputs.map(() => ok(null))
  const stored = await storedRates(ctx, inputs)
  const ofTheirDay = await bookingsOf(
    ctx,
    inputs.map(({ customerId, number, issuedOn: day, toldRate: told, rate, currency: own }) => {
      const currency = rate ? COMPANY_CURRENCY : (own ?? COMPANY_CURRENCY)
      const kept = stored.get(`${customerId}|${number}`)
      // Another currency or another day is another booking: the correction takes the rate of its day.
      const isKept = kept?.currency === currency && kept.day === day
      return { number, currency, day, told, stored: isKept ? kept : null }
    }),
  )
  return inputs.map(({ rate }, index) => (rate ? ok(rate) : ofTheirDay[index]!))
}

/** Rounded once over the whole; the parts sum to it. */
export function bookInvoice(
  { amountFen, currency = COMPANY_CURRENCY, instalments }: InvoiceMoney,
  booking: Booking,
): BookedInvoice {
  const rate = rateOf(booking)
  const amounts = instalments.map((part) => part.amountFen)
  if (rate === null) return { currency, rate, fen: amountFen, parts: amounts }
  return { currency, rate, fen: convert(amountFen, rate), parts: convertParts(amounts, rate) }
}

type Kept = { currency: string; day: Day; rate: BookedRate | null }

async function storedRates(ctx: ReadCtx, inputs: readonly InvoiceMoney[]): Promise<Map<string, Kept>> {
  const { rows } = await sql<Omit<Kept, 'rate'> & Parameters<typeof rateIn>[0] & { key: string }>`
    select v.customer_id || '|' || v.number as key, v.currency, v.occurred_on as day, v.rate_micro, v.rate_per, v.rate_day
    from unnest(${inputs.map(({ customerId }) => customerId)}::uuid[], ${inputs.map(({ number }) => number)}::text[])
      as w (customer_id, number)
    join invoice v on v.org_id = ${ctx.orgId} and v.customer_id = w.customer_id and v.number = w.number
      and v.voided_at is null and v.currency <> 'CNY'`.execute(ctx.db)
  return new Map(rows.map((row) => [row.key, { currency: row.currency, day: row.day, rate: rateIn(row) }]))
}
