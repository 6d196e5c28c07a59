import { CHINA_OFFSET_MS, DAY_MS, type Day, dayNumber, type Instant, isDay } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'
import { type Cell, squeeze } from './cell.ts'
import { dayOfSerial, instantOfSerial, textOfSerial } from './excel-date.ts'
import type { DateOrder } from './mapping.ts'

export type DateRefusal =
  | 'date_unreadable'
  | 'date_impossible'
  | 'date_without_year'
  | 'date_without_day'
  | 'date_order_unknown'
  | 'date_out_of_range'

/** Dates outside these years are typing errors, not business dates. */
const FIRST_YEAR = 1900
const LAST_YEAR = 2100
/** A bare number in a date column is a serial from here on; smaller ones are years, counts, mistakes. */
const SMALLEST_NUMBER_SERIAL = 3000
/** As text ("42852") only serials of 1954–2119 are believed. */
const SMALLEST_TEXT_SERIAL = 20_000

const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** What the text says, before anybody decides which part is the day. */
type Written =
  | { kind: 'serial'; serial: number }
  | { kind: 'fixed'; year: number; month: number; day: number }
  | { kind: 'parts'; parts: [string, string, string] }
  | { kind: 'refused'; code: DateRefusal }

/**
 * The day a cell means. `order` is needed only for forms like 3/5/2024; without it such a cell is refused
 * with
 * `date_order_unknown` (ask, never swap), except when only one reading is a real day.
 */
export function parseDay(cell: Cell, order: DateOrder | null): Result<Day, DateRefusal> {
  const written = readWritten(cell)
  if (written.kind === 'refused') return refuse(written.code)
  if (written.kind === 'serial') {
    const day = dayOfSerial(written.serial)
    return day === null ? refuse('date_out_of_range') : ok(day)
  }
  if (written.kind === 'fixed') return calendarDay(written.year, written.month, written.day)
  if (order !== null) return readParts(written.parts, order)
  return refuse('date_order_unknown')
}

/**
 * Like `parseDay`, with the time of day when one is written (company time); without one, the start of the
 * day.
 */
export function parseInstant(cell: Cell, order: DateOrder | null): Result<Instant, DateRefusal> {
  if (cell.serial !== undefined) {
    const instant = instantOfSerial(cell.serial)
    return instant === null ? refuse('date_out_of_range') : ok(instant)
  }
  const day = parseDay(cell, order)
  if (!day.ok) return day
  return ok(dayNumber(day.value) * DAY_MS - CHINA_OFFSET_MS + timeOfDay(squeeze(cell.text)) * 60_000)
}

/** The readings a cell allows under each order; empty when the cell needs no order or is no date at all. */
export function readingsOf(cell: Cell): Partial<Record<DateOrder, Day>> {
  const written = readWritten(cell)
  if (written.kind !== 'parts') return {}
  const readings: Partial<Record<DateOrder, Day>> = {}
  for (const order of ['ymd', 'mdy', 'dmy'] as const) {
    const day = readParts(written.parts, order)
    if (day.ok) readings[order] = day.value
  }
  return readings
}

/** Whether a cell is a date in some reading: how a column is recognised as one. */
export function couldBeDate(cell: Cell): boolean {
  const written = readWritten(cell)
  if (written.kind === 'serial') return cell.serial !== undefined
  if (written.kind === 'fixed') return calendarDay(written.year, written.month, written.day).ok
  return written.kind === 'parts' && Object.keys(readingsOf(cell)).length > 0
}

function readWritten(cell: Cell): Written {
  if (cell.serial !== undefined) return { kind: 'serial', serial: cell.serial }
  const text = squeeze(cell.text)
  if (cell.number !== undefined) return readNumber(cell.number)
  const date = withoutTime(text)
  return readYearFirst(date) ?? readYearLast(date) ?? readNamed(date) ?? readBare(date)
}

function readNumber(number: number): Written {
  if (Number.isInteger(number) && number >= 19_000_101 && number <= 21_001_231) return compact(String(number))
  if (number >= FIRST_YEAR && number <= LAST_YEAR) return { kind: 'refused', code: 'date_without_day' }
  if (number >= SMALLEST_NUMBER_SERIAL && dayOfSerial(number) !== null)
    return { kind: 'serial', serial: number }
  return { kind: 'refused', code: 'date_unreadable' }
}

/** 2026-1-5, 2026/01/05, 2026.1.5, 2026年1月5日, 26年1月5日. */
function readYearFirst(text: string): Written | null {
  const match =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?$/.exec(text) ??
    /^(\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?$/.exec(text)
  if (!match) return null
  return { kind: 'fixed', year: fullYear(match[1]!), month: Number(match[2]), day: Number(match[3]) }
}

/** 3/5/2024, 03-05-24, 24.3.5: three numbers whose order only the whole column, or a person, can tell. */
function readYearLast(text: string): Written | null {
  const match =
    /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$/.exec(text) ??
    /^(\d{2})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text)
  return match ? { kind: 'parts', parts: [match[1]!, match[3]!, match[4]!] } : null
}

/** 5 Jan 2026, Jan 5, 2026, 05-Jan-26. */
function readNamed(text: string): Written | null {
  const dayFirst = /^(\d{1,2})[- ]([A-Za-z]{3,9})\.?[- ,]+(\d{4}|\d{2})$/.exec(text)
  const monthFirst = /^([A-Za-z]{3,9})\.?[- ](\d{1,2})(?:st|nd|rd|th)?[ ,]+(\d{4})$/.exec(text)
  const [name, day, year] = dayFirst
    ? [dayFirst[2]!, dayFirst[1]!, dayFirst[3]!]
    : monthFirst
      ? [monthFirst[1]!, monthFirst[2]!, monthFirst[3]!]
      : ['', '', '']
  const month = MONTH_NAMES.indexOf(name.slice(0, 3).toLowerCase()) + 1
  return month > 0 ? { kind: 'fixed', year: fullYear(year), month, day: Number(day) } : null
}

/** 20260105, a serial written as text, or something that lacks a part. */
function readBare(text: string): Written {
  if (/^(19|20)\d{6}$/.test(text)) return compact(text)
  if (/^\d{5}(\.\d+)?$/.test(text)) {
    const serial = Number(text)
    if (serial >= SMALLEST_TEXT_SERIAL && dayOfSerial(serial) !== null) return { kind: 'serial', serial }
  }
  if (/^\d{1,2}月\d{1,2}[日号]?$|^\d{1,2}[/-]\d{1,2}$/.test(text)) {
    return { kind: 'refused', code: 'date_without_year' }
  }
  if (/^\d{4}\s*[-/.年]\s*\d{1,2}\s*月?$|^\d{4}年?$/.test(text)) {
    return { kind: 'refused', code: 'date_without_day' }
  }
  return { kind: 'refused', code: 'date_unreadable' }
}

function compact(digits: string): Written {
  return {
    kind: 'fixed',
    year: Number(digits.slice(0, 4)),
    month: Number(digits.slice(4, 6)),
    day: Number(digits.slice(6, 8)),
  }
}

function readParts(parts: readonly [string, string, string], order: DateOrder): Result<Day, DateRefusal> {
  const [a, b, c] = parts
  if (order === 'ymd') {
    if (c.length === 4) return refuse('date_impossible')
    return calendarDay(fullYear(a), Number(b), Number(c))
  }
  if (c.length === 1) return refuse('date_impossible')
  return order === 'mdy'
    ? calendarDay(fullYear(c), Number(a), Number(b))
    : calendarDay(fullYear(c), Number(b), Number(a))
}

function calendarDay(year: number, month: number, day: number): Result<Day, DateRefusal> {
  if (year < FIRST_YEAR || year > LAST_YEAR) return refuse('date_out_of_range')
  const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return isDay(text) ? ok(text) : refuse('date_impossible')
}

/** Two digits: 00–69 are 2000–2069, 70–99 are 1970–1999. */
function fullYear(text: string): number {
  const year = Number(text)
  if (text.length > 2) return year
  return year < 70 ? 2000 + year : 1900 + year
}

const TIME =
  /[T ]\s*((?:上午|下午|am|pm)?\s*\d{1,2}[:：时]\d{0,2}(?:[:：分]\d{0,2}(?:\.\d+)?秒?)?\s*(?:z|am|pm)?)$/i

function withoutTime(text: string): string {
  return text
    .replace(TIME, '')
    .replace(/\s*(星期|周)[一二三四五六日天]$/, '')
    .trim()
}

/** Minutes since midnight of the time written behind a date; 0 without one. */
function timeOfDay(text: string): number {
  const time = TIME.exec(text)?.[1]
  if (!time) return 0
  const digits = /(\d{1,2})[:：时](\d{0,2})/.exec(time)
  const hours = Number(digits?.[1] ?? 0)
  const minutes = Number(digits?.[2] ?? 0)
  const afternoon = /下午|pm/i.test(time) && hours < 12 ? 12 : 0
  return hours + afternoon < 24 && minutes < 60 ? (hours + afternoon) * 60 + minutes : 0
}

/** How a cell is quoted in a question: as it was written. */
export function writtenDate(cell: Cell): string {
  return cell.serial !== undefined ? textOfSerial(cell.serial) : squeeze(cell.text)
}
