import type { Fen } from '../money.ts'

/** So many cases of its own make a customer's habit count as much as everybody's (methods §5). */
const SHRINK_N = 4
/** What money costs in a year, in basis points: a loan of the company. */
export const MONEY_COST_BP = 600
/** How far ahead waiting is looked at. */
export const AHEAD_DAYS = 30

/** `n` instalments that were paid so late, or are still open at that age. */
export type Lateness = { days: number; isPaid: boolean; n: number }

/**
 * The chance that something `age` days overdue is still unpaid in 30 days: of everything that got as old and
 * could be followed that long, the share that was; a customer's own cases are drawn towards everybody's.
 */
export function chanceUnpaid(
  own: readonly Lateness[],
  all: readonly Lateness[],
  age: number,
): { chance: number; n: number } {
  const [mine, theirs] = [reached(own, age), reached(all, age)]
  const pooled = (theirs.unpaid + 1) / (theirs.n + 2)
  return { chance: (mine.unpaid + SHRINK_N * pooled) / (mine.n + SHRINK_N), n: mine.n }
}

function reached(cases: readonly Lateness[], age: number): { n: number; unpaid: number } {
  let [n, unpaid] = [0, 0]
  for (const { days, isPaid, n: count } of cases) {
    if (days <= age) continue
    // Still open and not old enough to tell: neither for nor against.
    if (!isPaid && days <= age + AHEAD_DAYS) continue
    n += count
    if (days > age + AHEAD_DAYS) unpaid += count
  }
  return { n, unpaid }
}

/**
 * What 30 more days of waiting are expected to cost: amount × chance of waiting × (interest of the days and
 * what the loss rate rises by). The list of calls is sorted by this, not by the amount alone.
 */
export function costOfWaiting(input: {
  fen: Fen
  chance: number
  lossBpNow: number
  lossBpThen: number
}): Fen {
  const bp = (MONEY_COST_BP * AHEAD_DAYS) / 365 + Math.max(0, input.lossBpThen - input.lossBpNow)
  return (input.fen * BigInt(Math.round(input.chance * bp * 1_000))) / 10_000_000n
}
