import type { Fen } from '../money.ts'

type Amount = { n: number; fen: Fen }

/** One person's row of the board, as far as its place depends on it. */
export type Needing = {
  bookingsTargetFen: Fen | null
  collectionsTargetFen: Fen | null
  bookings: { month: Amount }
  collected: { month: Amount }
  red: Amount
  overdue: Amount
}

/**
 * Order of the board: whoever sells stands before those who only lead or record; among them whoever has red
 * items, then whoever has most overdue; the others keep their order.
 */
export function byNeed(a: Needing, b: Needing): number {
  if (sells(a) !== sells(b)) return sells(a) ? -1 : 1
  if (a.red.n !== b.red.n) return b.red.n - a.red.n
  return a.overdue.fen === b.overdue.fen ? 0 : a.overdue.fen > b.overdue.fen ? -1 : 1
}

function sells({ bookings, collected, overdue, ...targets }: Needing): boolean {
  const hasTarget = targets.bookingsTargetFen !== null || targets.collectionsTargetFen !== null
  return hasTarget || bookings.month.n > 0 || collected.month.n > 0 || overdue.n > 0
}
