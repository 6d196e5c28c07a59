import { QUOTED_PER, type QuotedPer } from '../exchange/rate.ts'
import { decimalToFen } from './parse-amount.ts'
import { readCurrency } from './read-currency.ts'
import type { RateRecord } from './records.ts'
import type { RowReader } from './row-reader.ts'

/** A quotation as printed. For how many units it is stands in a column or is answered once for the file. */
export function buildRate(reader: RowReader): RateRecord | null {
  const currency = readCurrency(reader)
  const on = reader.day('on')
  const text = reader.text('quoted', 40)
  const per = reader.whole('per')
  // Six places after the point; the float noise of a spreadsheet becomes what was meant.
  const micro = text === null ? null : decimalToFen(text, 6)
  const missing = (field: string, value: unknown) => {
    if (value === null && reader.problems.every((problem) => problem.field !== field)) {
      reader.problem(field, 'required')
    }
  }
  missing('currency', currency)
  missing('on', on)
  missing('per', per)
  if (text === null) reader.problem('quoted', 'required')
  else if (micro === null || micro <= 0n) reader.problem('quoted', 'value_unreadable', text)
  if (per !== null && !isPer(per)) reader.problem('per', 'rate_per_unknown', String(per))
  if (reader.problems.length > 0) return null
  return {
    kind: 'rate',
    currency: currency!,
    on: on!,
    micro: micro!,
    per: per as QuotedPer,
    source: reader.text('source', 100) ?? '',
  }
}

function isPer(n: number): n is QuotedPer {
  return (QUOTED_PER as readonly number[]).includes(n)
}
