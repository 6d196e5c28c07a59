import { squeeze } from './cell.ts'

export type Phone = { kind: 'mobile' | 'landline' | 'service' | 'other'; main: string; extension?: string }

const AREA = '0(?:10|2\\d|[3-9]\\d{2})'
const MOBILE = /^1[3-9]\d{9}$/
const LANDLINE = new RegExp(`^${AREA}\\d{7,8}$`)
const SERVICE = /^(?:[48]00\d{7}|95\d{3,6}|1[02]\d{3,4})$/
/** What may stand between the digits of one number and say nothing. */
const ONE_NUMBER = /^[\s([]*\+?[\d\s()[\]‐-―−-]*$/
const SAID_EXTENSION = /^(.*?)\s*(?:转|分机|ext\.?|x)\s*:?\s*(\d{1,6})$/is
const DASHED_EXTENSION = /^(.*\d[\s)\]]*?)\s*[‐-―−-]+\s*(\d{1,6})$/s
/** 123/643/9775: pieces too short to be numbers, as many digits together as one number has. */
const CHOPPED = /^\d{2,4}(?:[/|.\\]\d{2,4}){2,}$/
const CHOPPED_DIGITS = [10, 11, 12]
/** Enough digits for a number by itself: what follows it is something else. */
const WHOLE_RUN = 7

/**
 * Reads a phone number as people write it (C202): +86, spaces, brackets, dashes, full-width digits, 转801 or
 * the -801 in which an extension is kept. A text that says more than one number is null and not shortened to
 * its digits: two numbers, 1234567/8, a name behind it. What is no number of this country keeps its `main` as
 * written, but for one with + whose spaces and dashes cannot mean anything else.
 */
export function parsePhone(text: string): Phone | null {
  const half = squeeze(text)
  const said = SAID_EXTENSION.exec(half)
  if (said) return withExtension(readMain(said[1]!), said[2]!)
  const dashed = DASHED_EXTENSION.exec(half)
  const before = dashed ? readMain(dashed[1]!) : null
  if (before !== null && before.kind !== 'other') return withExtension(before, dashed![2]!)
  return readMain(half)
}

/**
 * How a phone is stored and shown: 13800138000, 021-12345678-801, and 1234567转801 where a dash may be part of
 * the number.
 */
export function formatPhone({ kind, main, extension }: Phone): string {
  const area = kind === 'landline' ? new RegExp(`^(${AREA})(\\d+)$`).exec(main) : null
  const shown = area ? `${area[1]}-${area[2]}` : main
  return extension === undefined ? shown : `${shown}${kind === 'other' ? '转' : '-'}${extension}`
}

function withExtension(phone: Phone | null, extension: string): Phone | null {
  return phone && { ...phone, extension }
}

function readMain(written: string): Phone | null {
  const isChopped = CHOPPED.test(written.trim()) && CHOPPED_DIGITS.includes(written.replace(/\D/g, '').length)
  const text = isChopped ? written.replace(/[/|.\\]/g, '-') : written
  if (!ONE_NUMBER.test(text)) return null
  const digits = ofThisCountry(text)
  const kind = kindOf(digits)
  // +1 415… is a number of another country and not a Chinese mobile that begins with 1.
  const isForeign = /^[\s([]*\+(?!\s*86)/.test(text)
  if (kind !== 'other' && !isForeign) return { kind, main: digits }
  if (digits.length < 7 || digits.length > 15) return null
  const runs = text.match(/\d+/g)!.map((run) => run.length)
  if (runs.filter((run) => run >= WHOLE_RUN).length > 1) return null
  const isOne = runs.slice(0, -1).every((run) => run < WHOLE_RUN)
  return { kind: 'other', main: isForeign && isOne ? `+${digits}` : text.trim() }
}

/** The digits without +86; an area code gets back the 0 that is left out after it. */
function ofThisCountry(text: string): string {
  const digits = text.replace(/\D/g, '')
  if (!/^\s*(?:[([]\s*(?:\+|00)?|\+|00)\s*86/.test(text)) return digits
  const bare = digits.replace(/^(?:00)?86/, '')
  if (bare.length < 10) return digits
  return LANDLINE.test(`0${bare}`) && !MOBILE.test(bare) ? `0${bare}` : bare
}

function kindOf(digits: string): Phone['kind'] {
  if (MOBILE.test(digits)) return 'mobile'
  if (LANDLINE.test(digits)) return 'landline'
  return SERVICE.test(digits) ? 'service' : 'other'
}
