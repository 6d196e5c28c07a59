import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'
import { type Cell, squeeze } from './cell.ts'
import type { AmountUnit } from './mapping.ts'

export type AmountRefusal =
  | 'amount_unreadable'
  | 'amount_is_percent'
  | 'amounts_disagree'
  | 'amount_too_large'
  | 'formula_without_value'

/** Power of ten of one unit in fen. */
const UNIT_POWER: Record<AmountUnit, number> = { 分: 0, 元: 2, 千元: 5, 万元: 6, 亿元: 10 }
const SUFFIX_POWER: Record<string, number> = { '': 2, 千: 5, 万: 6, 亿: 10, k: 5, w: 6 }
/** JSON carries fen as safe integers; 90 trillion yuan is beyond any company's ledger. */
const LARGEST_FEN = 9_007_199_254_740_991n

const CURRENCY = /(?:人民币|RMB|CNY|USD|US\$|[¥$€£])/gi
const NUMBER = /^(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d*))?(?:e([+-]?\d{1,2}))?$/i

/**
 * The fen of an amount cell. Understands ￥, thousands separators, full-width digits, (100), -100, 100-,
 * 负100, 元,
 * 万, 亿; a unit in the cell wins over `unit`. More than two places round half up, so the float noise of a
 * spreadsheet (125.43999999999998) becomes the cent it was meant to be.
 */
export function parseAmount(cell: Cell, unit: AmountUnit): Result<Fen, AmountRefusal> {
  if (cell.error) return refuse(cell.text === '' ? 'formula_without_value' : 'amount_unreadable')
  let text = cell.number !== undefined ? String(cell.number) : squeeze(cell.text)
  // Written by the reader of digital invoices where a sum should stand.
  if (text.includes('≠')) return refuse('amounts_disagree')
  if (/[%％‰]/.test(text)) return refuse('amount_is_percent')
  text = text.replace(CURRENCY, '').replace(/\s/g, '').replaceAll('，', ',')
  const { negative, digits } = takeSign(text)
  const suffix = /([千万亿kw]?)元?整?$/i.exec(digits)
  const hasUnit = suffix !== null && suffix[0] !== ''
  const bare = hasUnit ? digits.slice(0, -suffix[0].length) : digits
  const power = hasUnit ? SUFFIX_POWER[suffix[1]!.toLowerCase()]! : UNIT_POWER[unit]
  const fen = decimalToFen(bare, power)
  if (fen === null) return refuse('amount_unreadable')
  if (fen > LARGEST_FEN) return refuse('amount_too_large')
  return ok(negative ? -fen : fen)
}

/** Decimal text times 10^power fen, rounded half up, without ever being a float. */
export function decimalToFen(text: string, power: number): Fen | null {
  const match = NUMBER.exec(text)
  if (!match || (match[1] === undefined && !match[2])) return null
  const whole = (match[1] ?? '').replaceAll(',', '')
  const fraction = match[2] ?? ''
  if (whole.length + fraction.length > 40) return null
  const shift = power + Number(match[3] ?? 0) - fraction.length
  const digits = BigInt(`${whole}${fraction}` || '0')
  if (shift >= 0) return digits * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(-shift)
  return (digits * 2n + divisor) / (divisor * 2n)
}

/** A whole number such as days or a count; fractions that are only float noise are accepted. */
export function parseWhole(cell: Cell): Result<number, 'number_unreadable'> {
  const text = squeeze(cell.text).replace(/,|天|日|个|次|days?$/gi, '')
  const value = cell.number ?? (/^-?\d+(\.0+)?$/.test(text) ? Number(text) : Number.NaN)
  if (!Number.isFinite(value) || Math.abs(value - Math.round(value)) > 1e-6)
    return refuse('number_unreadable')
  return ok(Math.round(value))
}

function takeSign(text: string): { negative: boolean; digits: string } {
  const bracket = /^[(（](.*)[)）]$/.exec(text)
  if (bracket) return { negative: true, digits: bracket[1]! }
  if (/^[-−–负]/.test(text)) return { negative: true, digits: text.slice(1) }
  if (/\d-$/.test(text)) return { negative: true, digits: text.slice(0, -1) }
  return { negative: false, digits: text.replace(/^\+/, '') }
}
