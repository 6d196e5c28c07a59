import type { Day } from '../../../core/calendar.ts'
import type { Booked, BookedRate, QuotedPer } from '../../../core/exchange/rate.ts'

type RateColumns = { rate_micro: bigint | null; rate_per: number | null; rate_day: Day | null }

/** The columns of a document that hold the rate it was booked at; all empty in company money. */
export function rateColumns(rate: BookedRate | null): RateColumns {
  return {
    rate_micro: rate?.micro ?? null,
    rate_per: rate?.per ?? null,
    rate_day: rate?.day ?? null,
  }
}

/** The columns of an amount: yuan, and the original where it is in another currency. */
export function bookedColumns({ fen, original }: Booked): {
  amount_fen: bigint
  original_minor: bigint | null
} {
  return { amount_fen: fen, original_minor: original }
}

/** The rate a document was booked at; null in company money, and where none was kept yet. */
export function rateIn({ rate_micro, rate_per, rate_day }: RateColumns): BookedRate | null {
  if (rate_micro === null || rate_per === null || rate_day === null) return null
  return { micro: rate_micro, per: rate_per as QuotedPer, day: rate_day }
}

/** A document's original amount as replies carry it, with the rate it was booked at where there is one. */
export function originalIn(row: RateColumns & { original_minor: bigint | null }) {
  return row.original_minor === null ? null : { minor: row.original_minor, rate: rateIn(row) }
}
