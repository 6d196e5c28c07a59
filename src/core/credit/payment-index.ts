/** Days beyond terms → index: what the published chart says at its corners, straight lines between them. */
const CORNERS: readonly (readonly [days: number, index: number])[] = [
  [-30, 100],
  [-20, 90],
  [0, 80],
  [15, 70],
  [22, 60],
  [30, 50],
  [60, 40],
  [90, 30],
  [120, 20],
]
/** Beyond the chart the index falls on to 1 over another 120 days. */
const LAST_DAYS = 240

/** 付款指数 of one payment: 80 is on the day, 100 thirty days before it, 50 thirty days late (methods §4.3). */
export function paymentIndexOf(daysLate: number): number {
  const [first, last] = [CORNERS[0]!, CORNERS.at(-1)!]
  if (daysLate <= first[0]) return first[1]
  if (daysLate > last[0]) return Math.max(1, 20 - ((daysLate - last[0]) / (LAST_DAYS - last[0])) * 19)
  const at = CORNERS.findIndex(([days]) => daysLate <= days)
  const [[d0, i0], [d1, i1]] = [CORNERS[at - 1]!, CORNERS[at]!]
  return i0 + ((daysLate - d0) / (d1 - d0)) * (i1 - i0)
}

/** Weighted by amount, the mean of the single indices and not the index of the mean days. */
export function paymentIndex(paid: readonly { fen: number; daysLate: number }[]): number | null {
  const total = paid.reduce((sum, { fen }) => sum + fen, 0)
  if (total <= 0) return null
  return paid.reduce((sum, { fen, daysLate }) => sum + fen * paymentIndexOf(daysLate), 0) / total
}
