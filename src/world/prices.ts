import type { PriceRow } from '../core/price/judge.ts'
import { PRODUCTS } from './words.ts'

/** List price of each product in fen, in the order of `PRODUCTS`. */
const LIST_FEN = [
  18_800n,
  26_500n,
  9_600n,
  41_000n,
  15_200n,
  32_800n,
  268_000n,
  22_400n,
  12_900n,
  880_000n,
  19_900n,
  36_500n,
]

/** Larger orders may go lower; what the two-step discount begins with, in thousandths. */
const MANY = 500_000n

/**
 * The invented company's price list: a floor of 92 % and, for many pieces, 88 %; key customers 90 %. `raised`
 * is the share in per cent by which a later version stands higher.
 */
export function priceRows(raised = 0n): PriceRow[] {
  return PRODUCTS.flatMap(({ name, unit }, index): PriceRow[] => {
    const listFen = (LIST_FEN[index]! * (100n + raised)) / 100n
    const part = (percent: bigint) => ((listFen * percent) / 10_000n) * 100n
    const row = {
      code: `CP-${String(index + 1).padStart(3, '0')}`,
      name,
      unit,
      listFen,
      ceilingFen: part(130n),
      costFen: part(68n),
    }
    return [
      { ...row, grade: null, fromMilli: 0n, floorFen: part(92n) },
      { ...row, grade: null, fromMilli: MANY, floorFen: part(88n) },
      { ...row, grade: 'key', fromMilli: 0n, floorFen: part(90n) },
    ]
  })
}
