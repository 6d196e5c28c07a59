/** What is expected to be lost of money that is so many days overdue; `from` null: not due yet. */
export type LossRate = { from: number | null; bp: number }

/** Until a company says otherwise (账龄百分比法): by days overdue, in basis points. */
export const DEFAULT_LOSS_RATES: readonly LossRate[] = [
  { from: null, bp: 50 },
  { from: 1, bp: 100 },
  { from: 31, bp: 500 },
  { from: 61, bp: 1_000 },
  { from: 91, bp: 2_000 },
  { from: 181, bp: 5_000 },
  { from: 366, bp: 10_000 },
]

/** The rate of one age; rates are in the order of their days. */
export function lossBpAt(rates: readonly LossRate[], overdueDays: number): number {
  return rates.findLast(({ from }) => from === null || from <= overdueDays)?.bp ?? 0
}
