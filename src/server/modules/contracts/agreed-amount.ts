import type { Day } from '../../../core/calendar.ts'
import { type Booked, type BookedRate, bookAmount } from '../../../core/exchange/rate.ts'
import { rateIn } from '../rates/index.ts'

/** What a contract says of its amount and end, in its own currency, and the rate it is booked at. */
export type Agreed = {
  amountFen: bigint
  currency: string
  rate: BookedRate | null
  endsOn: Day | null
  isBookedNow?: boolean
}

type Row = Parameters<typeof rateIn>[0] & {
  amount_fen: bigint
  original_minor: bigint | null
  currency: string
  ends_on: Day | null
}

export function agreedIn(row: Row): Agreed {
  return {
    amountFen: row.original_minor ?? row.amount_fen,
    currency: row.currency,
    rate: rateIn(row),
    endsOn: row.ends_on,
  }
}

/** What is agreed in yuan: credit, authority and flow ask in them (decision 0018). */
export function inYuan(
  { amountFen, currency }: Pick<Agreed, 'amountFen' | 'currency'>,
  rate: BookedRate | null,
): Booked {
  return bookAmount(amountFen, currency, rate)
}
