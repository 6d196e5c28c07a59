import { CHINA_OFFSET_MS, DAY_MS, type Day, dayFromNumber, type Instant } from '../calendar.ts'

/** Excel's day 0 is 1899-12-30 for every serial after its imaginary 1900-02-29 (serial 60). */
const EPOCH_OFFSET = 25_569
/** 1900-01-01 … 2119-01-07: outside it a number in a date column is not a date. */
const FIRST_SERIAL = 1
const LAST_SERIAL = 80_000

/**
 * The calendar day of an Excel serial (1900 system), or null outside 1900–2119. The time of day is dropped.
 */
export function dayOfSerial(serial: number): Day | null {
  if (!(serial >= FIRST_SERIAL && serial < LAST_SERIAL)) return null
  const whole = Math.floor(serial)
  if (whole === 60) return null
  return dayFromNumber((whole < 60 ? whole + 1 : whole) - EPOCH_OFFSET)
}

/** The company's instant of an Excel serial: its fraction is a local time of day, kept to the second. */
export function instantOfSerial(serial: number): Instant | null {
  if (dayOfSerial(serial) === null) return null
  const seconds = Math.round((serial - Math.floor(serial)) * 86_400)
  const whole = Math.floor(serial)
  return ((whole < 60 ? whole + 1 : whole) - EPOCH_OFFSET) * DAY_MS + seconds * 1000 - CHINA_OFFSET_MS
}

/** "2026-01-05" or "2026-01-05 09:30": how a date cell is shown. */
export function textOfSerial(serial: number): string {
  const day = dayOfSerial(serial)
  if (day === null) return String(serial)
  const minutes = Math.round((serial - Math.floor(serial)) * 1440)
  if (minutes === 0 || minutes === 1440) return day
  return `${day} ${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}
