import type { Fen } from '../money.ts'
import { type LineInput, priceLines } from '../quote/lines.ts'
import { decimalToFen } from './parse-amount.ts'
import type { RowReader } from './row-reader.ts'

/**
 * What one row says of one product. Quantity in thousandths, the price in millionths of the currency; null
 * where the row says nothing that can be read, which costs the order its line and never its amount.
 */
export type LineFigures = {
  product: string | null
  unit: string
  quantityMilli: bigint | null
  priceMicro: bigint | null
  /** the row's own amount, where it has one beside that of the whole order */
  lineFen: Fen | null
}

const QUANTITY = /^([\d,]+(?:\.\d+)?)\s*([^\d.,\s].*)?$/
const LONGEST_UNIT = 20

export function readLine(reader: RowReader): LineFigures {
  const [, digits, behind] = QUANTITY.exec(reader.text('quantity', 60) ?? '') ?? []
  const price = reader.text('unitPrice', 60)?.replace(/^[¥￥$€]\s*|\s*元$/g, '') ?? ''
  const unit = reader.text('unit', 60) ?? behind ?? ''
  return {
    product: reader.text('product'),
    unit: unit.length > LONGEST_UNIT ? '' : unit,
    quantityMilli: digits === undefined ? null : decimalToFen(digits, 3),
    priceMicro: decimalToFen(price, 6),
    lineFen: reader.amount('lineAmountFen'),
  }
}

/** Quantity × price to the fen; null where either is missing. */
export function timesPrice({ quantityMilli, priceMicro }: LineFigures): Fen | null {
  if (quantityMilli === null || priceMicro === null) return null
  return (quantityMilli * priceMicro * 2n + 10_000_000n) / 20_000_000n
}

/**
 * The lines of an order, given the amount of each: only where every one of them is a product at a quantity
 * and a price in fen that come to just this amount. Anything else would be lines that nobody wrote.
 */
export function linesOf(rows: readonly { figures: LineFigures; amountFen: Fen | null }[]): LineInput[] {
  const lines: LineInput[] = []
  for (const { figures, amountFen } of rows) {
    const { product, unit, quantityMilli } = figures
    const unitPriceFen = priceOf(figures, amountFen)
    if (product === null || quantityMilli === null || quantityMilli <= 0n || unitPriceFen === null) return []
    const line = { product, unit, quantityMilli, unitPriceFen }
    if (priceLines([line]).totalFen !== amountFen) return []
    lines.push(line)
  }
  return lines
}

/** A price that is not written is what the amount says it is, where that is a number of fen. */
function priceOf({ quantityMilli, priceMicro }: LineFigures, amountFen: Fen | null): Fen | null {
  if (priceMicro !== null) return priceMicro % 10_000n === 0n ? priceMicro / 10_000n : null
  if (quantityMilli === null || quantityMilli <= 0n || amountFen === null || amountFen < 0n) return null
  return (amountFen * 1000n) % quantityMilli === 0n ? (amountFen * 1000n) / quantityMilli : null
}
