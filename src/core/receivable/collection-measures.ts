import type { Fen } from '../money.ts'

/** Credit sales of one month and its length; newest first. */
export type SalesMonth = { salesFen: Fen; days: number }

/**
 * DSO by countback, in tenths of a day: the receivables are taken off the newest months one after another; a
 * month that they cover counts whole, the one they end in by its share. null: they are older than every
 * month given, so that no honest number exists.
 */
export function countbackDso(openFen: Fen, months: readonly SalesMonth[]): number | null {
  if (openFen <= 0n) return 0
  let left = openFen
  let tenths = 0
  for (const { salesFen, days } of months) {
    if (salesFen <= 0n) {
      tenths += days * 10
      continue
    }
    if (left <= salesFen) return tenths + rounded(left * BigInt(days * 10), salesFen)
    left -= salesFen
    tenths += days * 10
  }
  return null
}

/**
 * Receivables ÷ credit sales × days, in hundredths of a day: the simple DSO and, of what is not due, the
 * best.
 */
export function simpleDso(openFen: Fen, salesFen: Fen, days: number): number | null {
  return salesFen <= 0n ? null : rounded(openFen * BigInt(days * 100), salesFen)
}

/**
 * CEI in basis points: of what could be collected in the period (opening + sales − what is not due at its
 * end), how much was. 100 % is all of it; null when nothing could be.
 */
export function collectionEffectiveness(period: {
  openingFen: Fen
  salesFen: Fen
  closingFen: Fen
  closingCurrentFen: Fen
}): number | null {
  const could = period.openingFen + period.salesFen - period.closingCurrentFen
  const was = period.openingFen + period.salesFen - period.closingFen
  return could <= 0n ? null : rounded(was * 10_000n, could)
}

function rounded(num: bigint, den: bigint): number {
  const negative = num < 0n
  const abs = negative ? -num : num
  const value = Number((abs * 2n + den) / (den * 2n))
  return negative ? -value : value
}
