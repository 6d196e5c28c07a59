import { isForeign } from '../exchange/rate.ts'
import { given } from './build-customers.ts'
import { currencyIn } from './currency-words.ts'
import { decimalToFen } from './parse-amount.ts'
import type { RowReader } from './row-reader.ts'

/** An ISO code, or the word people use for it; null when neither the cell nor the mapping says one. */
export function readCurrency(reader: RowReader): string | null {
  const text = reader.text('currency', 20)
  if (text === null) return reader.plan.mapping.currency ?? null
  const code = currencyIn(text)
  if (code === null) reader.problem('currency', 'currency_unknown', text)
  return code
}

/**
 * The money a document is in, and what it was booked at for one unit where a column says so. In yuan there is
 * nothing to book: ledgers print 1 there.
 */
export function readMoney(reader: RowReader): { currency?: string; bookedAt?: bigint } {
  const currency = readCurrency(reader)
  const text = currency !== null && isForeign(currency) ? reader.text('bookedAt', 40) : null
  const micro = text === null ? null : decimalToFen(text, 6)
  if (text !== null && (micro === null || micro <= 0n)) reader.problem('bookedAt', 'value_unreadable', text)
  return { ...given('currency', currency), ...given('bookedAt', micro) }
}
