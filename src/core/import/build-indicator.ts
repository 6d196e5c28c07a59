import { readValue } from '../indicator/value-table.ts'
import type { IndicatorRecord } from './records.ts'
import type { RowReader } from './row-reader.ts'

/** Which indicator it is and of what periods is for the company to say; the row names it and a day in it. */
export function buildIndicator(reader: RowReader): IndicatorRecord | null {
  const indicator = reader.text('indicator', 60)
  if (indicator === null) reader.problem('indicator', 'required')
  const period = reader.period('period')
  if (period === null && reader.problems.every(({ field }) => field !== 'period'))
    reader.problem('period', 'required')
  const text = reader.text('value')
  if (text === null) reader.problem('value', 'required')
  const value = text === null ? null : readValue(text)
  if (text !== null && value === null) reader.problem('value', 'value_unreadable', text)
  if (indicator === null || period === null || value === null) return null
  return { kind: 'indicator', indicator, ...period, value }
}
