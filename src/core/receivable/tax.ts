import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

/** What of an amount is tax. `rateBp` null: several rates, or none that the amounts say. */
export type InvoiceTax = { taxFen: Fen; rateBp: number | null }

type TaxTold = {
  netFen?: Fen | null | undefined
  taxFen?: Fen | null | undefined
  rateBp?: number | null | undefined
}

/** Rates of value-added tax that are or were in force, by which a rate is known from its amounts. */
export const TAX_RATES_BP = [1_300, 900, 600, 500, 300, 100, 0] as const

/** Net and tax are rounded each by itself. */
const SLACK_FEN = 1n

/**
 * The tax within a gross amount as net, tax or rate tell it, any of them or all: net and tax must come to the
 * amount. Null where nothing is told.
 */
export function taxWithin(grossFen: Fen, { netFen, taxFen, rateBp }: TaxTold): Result<InvoiceTax | null> {
  const told =
    taxFen ?? (netFen == null ? (rateBp == null ? null : taxAt(grossFen, rateBp)) : grossFen - netFen)
  if (told === null) return ok(null)
  const isBeyond = told < 0n || told >= grossFen || (rateBp != null && (rateBp < 0 || rateBp > 10_000))
  if (isBeyond) return refuse('tax_beyond_amount')
  if (netFen != null && isApart(netFen + told, grossFen)) return refuse('tax_disagrees')
  return ok({ taxFen: told, rateBp: rateBp ?? rateOf(grossFen, told) })
}

/** Gross × rate ÷ (1 + rate), half a fen up. */
export function taxAt(grossFen: Fen, rateBp: number): Fen {
  const [rate, whole] = [BigInt(rateBp), BigInt(10_000 + rateBp)]
  return (grossFen * rate * 2n + whole) / (whole * 2n)
}

function rateOf(grossFen: Fen, taxFen: Fen): number | null {
  return TAX_RATES_BP.find((rate) => !isApart(taxAt(grossFen, rate), taxFen)) ?? null
}

function isApart(a: Fen, b: Fen): boolean {
  return a - b > SLACK_FEN || b - a > SLACK_FEN
}
