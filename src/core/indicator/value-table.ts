import { type Day, isDay } from '../calendar.ts'
import { parseDay } from '../import/parse-date.ts'
import { pastedRows } from '../import/pasted-rows.ts'
import { ok, type Result, refuse } from '../result.ts'
import { firstOfPeriod, type Period } from './indicator.ts'

export type PastedValue = { on: Day; value: number }

export type PastedProblem = {
  line: number
  code: 'period_unreadable' | 'period_too_coarse' | 'value_unreadable' | 'period_twice' | 'too_many'
  text: string
}

/** More rows than this come as a file. */
export const VALUES_MAX = 1_000

const HEADER = /^(日期|月份|周|周次|期间|所属期间|date|day|month|week|period)$/i

/**
 * Figures as copied out of a spreadsheet, a period and a value on each line, with a header row or without.
 * What cannot be told is a problem with its line, never a guess; one period twice is one as well.
 */
export function readValueTable(
  text: string,
  every: Period,
): { values: PastedValue[]; problems: PastedProblem[] } {
  const values: PastedValue[] = []
  const problems: PastedProblem[] = []
  const seen = new Set<Day>()
  for (const [index, { number: line, cells }] of pastedRows(text).entries()) {
    const [period = '', value = ''] = cells
    if (index === 0 && HEADER.test(period)) continue
    const first = readPeriod(period, every)
    const read = readValue(value)
    if (!first.ok) problems.push({ line, code: first.code, text: period })
    else if (read === null) problems.push({ line, code: 'value_unreadable', text: value })
    else if (seen.has(first.value)) problems.push({ line, code: 'period_twice', text: period })
    else {
      seen.add(first.value)
      values.push({ on: first.value, value: read })
    }
  }
  if (values.length > VALUES_MAX)
    problems.push({ line: VALUES_MAX, code: 'too_many', text: String(values.length) })
  return { values, problems }
}

/** 2026-09, 2026年9月 or any day of the period; of a month alone no day and no week can be told. */
export function readPeriod(
  text: string,
  every: Period,
): Result<Day, 'period_unreadable' | 'period_too_coarse'> {
  const month = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$/.exec(text.trim())
  if (month) {
    const first = `${month[1]}-${month[2]!.padStart(2, '0')}-01`
    if (!isDay(first)) return refuse('period_unreadable')
    return every === 'month' ? ok(first) : refuse('period_too_coarse')
  }
  const day = parseDay({ text }, 'ymd')
  return day.ok ? ok(firstOfPeriod(day.value, every)) : refuse('period_unreadable')
}

/** A plain decimal number, with thousands apart or not; a percent sign belongs to the unit. */
export function readValue(text: string): number | null {
  const plain = text
    .trim()
    .replace(/[%％]$/, '')
    .replace(/[,，\s]/g, '')
  return /^[-+]?(\d+(\.\d+)?|\.\d+)$/.test(plain) ? Number(plain) : null
}
