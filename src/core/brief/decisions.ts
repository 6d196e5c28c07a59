import type { Instant } from '../calendar.ts'
import type { Fen } from '../money.ts'

/** Something that goes nowhere until this person says so. */
export type Waiting<T> = {
  item: T
  /** people other than this one could decide it as well */
  others: boolean
  moneyFen: Fen
  dueAt: Instant | null
}

const SHOWN = 3

/**
 * The three things that only this person can decide, and how many wait behind them. What nobody else can
 * decide comes first, then what is past its time, then the money.
 */
export function chooseDecisions<T>(
  waiting: readonly Waiting<T>[],
  now: Instant,
): { shown: T[]; more: number } {
  const isLate = ({ dueAt }: Waiting<T>) => dueAt !== null && dueAt <= now
  const sorted = [...waiting].sort(
    (a, b) =>
      Number(a.others) - Number(b.others) ||
      Number(isLate(b)) - Number(isLate(a)) ||
      (a.moneyFen === b.moneyFen ? 0 : a.moneyFen > b.moneyFen ? -1 : 1),
  )
  return {
    shown: sorted.slice(0, SHOWN).map(({ item }) => item),
    more: Math.max(0, sorted.length - SHOWN),
  }
}
