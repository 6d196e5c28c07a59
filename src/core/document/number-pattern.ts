import type { Day } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'

export const NUMBERED_KINDS = ['quote', 'order', 'contract'] as const
export type NumberedKind = (typeof NUMBERED_KINDS)[number]
export type NumberPatterns = Readonly<Record<NumberedKind, string>>

/** Letters as Chinese offices write them: 报价, 订单, 合同; the serial begins anew each year. */
export const DEFAULT_PATTERNS: NumberPatterns = {
  quote: 'BJ{YYYY}-{0000}',
  order: 'DD{YYYY}-{0000}',
  contract: 'HT{YYYY}-{0000}',
}

const SERIAL = /\{0{2,8}\}/g
const TOKEN = /\{(YYYY|YY|MM|0{2,8})\}/g

/**
 * Whether a company may number by this: one serial, at its end, so that what is missing can be told, and a
 * month never without its year, else a series would come again.
 */
export function checkPattern(pattern: string): Result<string> {
  const text = pattern.trim()
  const rest = text.replace(TOKEN, '')
  if (text.match(SERIAL)?.length !== 1 || !/\{0{2,8}\}$/.test(text)) return refuse('number_pattern_serial')
  if (/[{}]/.test(rest) || text.length > 40) return refuse('number_pattern_unknown')
  if (text.includes('{MM}') && !/\{YY(YY)?\}/.test(text)) return refuse('number_pattern_month')
  // A digit right before the serial would be read as part of it.
  if (/\d$/.test(seriesOf(text, '2026-01-01').prefix) && !/\{(YYYY|YY|MM)\}\{0+\}$/.test(text))
    return refuse('number_pattern_digit')
  return ok(text)
}

/** What numbers of one day begin with, and how many digits their serial has at least. */
export function seriesOf(pattern: string, day: Day): { prefix: string; width: number } {
  const [year, month] = [day.slice(0, 4), day.slice(5, 7)]
  const width = /\{(0+)\}$/.exec(pattern)![1]!.length
  const prefix = pattern
    .replace(/\{0+\}$/, '')
    .replaceAll('{YYYY}', year)
    .replaceAll('{YY}', year.slice(2))
    .replaceAll('{MM}', month)
  return { prefix, width }
}

/**
 * A serial may outgrow its width by so many digits. What is longer is a slip or another paper's number (a day
 * in it, say), and must not carry the series away with it.
 */
export const OUTGROWN_DIGITS = 2

/** The serial of a number of this series; null: it is another paper's number. */
export function serialOf(series: { prefix: string; width: number }, number: string): number | null {
  if (!number.startsWith(series.prefix)) return null
  const digits = number.slice(series.prefix.length)
  if (!/^\d+$/.test(digits) || digits.length < series.width) return null
  if (digits.length > series.width + OUTGROWN_DIGITS) return null
  return digits.length > series.width && digits.startsWith('0') ? null : Number(digits)
}

export function numberText({ prefix, width }: { prefix: string; width: number }, serial: number): string {
  return `${prefix}${String(serial).padStart(width, '0')}`
}

/**
 * Whether a typed number may stand: any of another paper, and of one's own series what fills a gap or comes
 * next, so that nobody tears a hole into numbers that are promised to run on (C082).
 */
export function acceptTyped(
  series: { prefix: string; width: number },
  last: number,
  typed: string,
): Result<string> {
  const serial = serialOf(series, typed)
  if (serial !== null && (serial > last + 1 || serial === 0))
    return refuse('number_out_of_series', { number: typed, next: numberText(series, last + 1) })
  return ok(typed)
}
