import { priceLines } from '../../core/quote/lines.ts'

/** One line of a document as a form holds it. */
export type LineFields = { product?: string; quantity?: number; unit?: string; priceFen?: number | null }

/** The complete lines of a form, as they travel. */
export function sentLines(lines: readonly LineFields[]) {
  return lines.flatMap(({ product, quantity, unit, priceFen }) =>
    product?.trim() && quantity
      ? [
          {
            product: product.trim(),
            quantityMilli: Number(milliOf(quantity)),
            unit: unit?.trim() ?? '',
            unitPriceFen: priceFen ?? 0,
          },
        ]
      : [],
  )
}

/** The same lines as core reckons with them. */
export function pricedLines(lines: readonly LineFields[]) {
  return sentLines(lines).map((line) => ({
    ...line,
    quantityMilli: BigInt(line.quantityMilli),
    unitPriceFen: BigInt(line.unitPriceFen),
  }))
}

/** The complete lines of a form as they travel, and their sum; null: there are none. */
export function contractLines(lines: readonly LineFields[] | undefined) {
  const priced = priceLines(pricedLines(lines ?? []))
  const sent = sentLines(lines ?? []).map((line, index) => ({
    ...line,
    amountFen: Number(priced.lines[index]!.amountFen),
  }))
  return { lines: sent, totalFen: sent.length > 0 ? Number(priced.totalFen) : null }
}

export function milliOf(quantity: number): bigint {
  return BigInt(Math.round(quantity * 1000))
}
