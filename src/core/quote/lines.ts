import { type Fen, sumFen } from '../money.ts'

/** Quantity in thousandths of the unit: 1.5 t is 1500. */
export type LineInput = { product: string; quantityMilli: bigint; unit: string; unitPriceFen: Fen }
export type Line = LineInput & { amountFen: Fen }

/** Quantity × price, rounded half up to the fen per line; the document is the sum of its lines. */
export function priceLines(lines: readonly LineInput[]): { lines: Line[]; totalFen: Fen } {
  const priced = lines.map((line) => ({
    ...line,
    amountFen: (line.quantityMilli * line.unitPriceFen * 2n + 1000n) / 2000n,
  }))
  return { lines: priced, totalFen: sumFen(priced.map(({ amountFen }) => amountFen)) }
}
