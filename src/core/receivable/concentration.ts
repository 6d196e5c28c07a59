import type { Fen } from '../money.ts'

/** So many of the largest are told of (C029). */
export const TOP_SIZES = [1, 3, 5] as const

export type Amount = { id: string; fen: Fen }
export type Concentration = { totalFen: Fen; customers: number; topFen: Fen[]; largest: Amount[] }

/**
 * How much of a whole hangs on how few: what the largest come to, for each of `TOP_SIZES`. Whoever is in
 * credit makes neither the whole nor anybody's share: a share of a sum with negative parts can exceed it.
 */
export function concentrationOf(amounts: readonly Amount[], shown: number): Concentration {
  const ranked = amounts.filter(({ fen }) => fen > 0n).sort(byAmount)
  const sum = (some: readonly Amount[]) => some.reduce((total, { fen }) => total + fen, 0n)
  return {
    totalFen: sum(ranked),
    customers: ranked.length,
    topFen: TOP_SIZES.map((k) => sum(ranked.slice(0, k))),
    largest: ranked.slice(0, shown),
  }
}

function byAmount(a: Amount, b: Amount): number {
  if (a.fen !== b.fen) return a.fen > b.fen ? -1 : 1
  return a.id < b.id ? -1 : 1
}
