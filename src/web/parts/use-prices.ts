import { readPrices } from '../../api/prices.ts'
import type { PriceGrade, PriceScene } from '../../core/price/judge.ts'
import { useLater } from '../api.ts'

/** The price list in force, to hold lines against while they are typed; undefined until it is there. */
export function usePrices(currency: string, grade: PriceGrade): PriceScene | undefined {
  const { data } = useLater(readPrices, { query: { currency } })
  if (!data) return undefined
  if (data.control === 'off') return { rows: null, grade }
  const rows = data.control === 'on' ? data.rows : []
  return {
    grade,
    rows: rows.map((row) => ({
      ...row,
      fromMilli: BigInt(row.fromMilli),
      floorFen: BigInt(row.floorFen),
      listFen: BigInt(row.listFen),
      ceilingFen: row.ceilingFen === null ? null : BigInt(row.ceilingFen),
      costFen: row.costFen === null ? null : BigInt(row.costFen),
    })),
  }
}
