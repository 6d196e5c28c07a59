import { type Fen, sumFen } from '../money.ts'

/** Quantity in thousandths of the unit: 1.5 t is 1500. */
export type LineInput = { product: string; quantityMilli: bigint; unit: string; unitPriceFen: Fen }
export type Line = LineInput & { amountFen: Fen }

/**
 * Quantity × price, rounded to the fen per line, half away from nothing, so that what is taken off a line is
 * what it was; the document is the sum of its lines.
 */
export function priceLines(lines: readonly LineInput[]): { lines: Line[]; totalFen: Fen } {
  const priced = lines.map((line) => ({
    ...line,
    amountFen: rounded(line.quantityMilli * line.unitPriceFen),
  }))
  return { lines: priced, totalFen: sumFen(priced.map(({ amountFen }) => amountFen)) }
}

function rounded(milliFen: bigint): Fen {
  return milliFen < 0n ? -rounded(-milliFen) : (milliFen * 2n + 1000n) / 2000n
}
