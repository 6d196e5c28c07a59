import { isForeign } from '../exchange/rate.ts'
import { currencyIn } from './currency-words.ts'
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
 * Ledgers are kept in yuan: a row in other money is refused, for its amount is none of theirs
 * (decision 0018).
 */
export function refuseForeign(reader: RowReader): void {
  const currency = readCurrency(reader)
  if (currency !== null && isForeign(currency)) reader.problem('currency', 'yuan_only', currency)
}
