import { toHalfWidth } from './cell.ts'

export type Phone = { kind: 'mobile' | 'landline' | 'service' | 'other'; digits: string; extension?: string }

const MOBILE = /^1[3-9]\d{9}$/
const LANDLINE = /^0(?:10|2\d|[3-9]\d{2})\d{7,8}$/
const SERVICE = /^(?:[48]00\d{7}|95\d{3,6}|1[02]\d{3,4})$/

/**
 * Reads a phone number as people write it (C202): +86, spaces, dashes, full-width digits, 转801. Numbers of
 * other
 * countries and old ones keep their digits as `other`; null when there are not enough digits for any phone.
 */
export function parsePhone(text: string): Phone | null {
  const half = toHalfWidth(text).trim()
  const [main = '', extension] = half.split(/(?:转|分机|ext\.?|x)\s*[:：]?\s*(?=\d{1,6}$)/i)
  let digits = main.replace(/\D/g, '')
  if (/^\s*(?:\+|00|\()\s*86/.test(main) && digits.replace(/^(?:00)?86/, '').length >= 10) {
    digits = digits.replace(/^(?:00)?86/, '')
    if (LANDLINE.test(`0${digits}`) && !MOBILE.test(digits)) digits = `0${digits}`
  }
  // +1 415… is a number of another country and not a Chinese mobile that begins with 1.
  const isForeign = /^\s*\+(?!\s*86)/.test(main)
  if (isForeign) digits = `+${digits}`
  const kind = isForeign ? 'other' : kindOf(digits)
  if (kind === 'other' && (digits.length < 7 || digits.length > 15)) return null
  return extension === undefined ? { kind, digits } : { kind, digits, extension }
}

/** How a phone is stored and shown: 13800138000, 021-12345678-801. */
export function formatPhone(phone: Phone): string {
  const area = phone.kind === 'landline' ? /^(0(?:10|2\d|[3-9]\d{2}))(\d+)$/.exec(phone.digits) : null
  const main = area ? `${area[1]}-${area[2]}` : phone.digits
  return phone.extension === undefined ? main : `${main}-${phone.extension}`
}

function kindOf(digits: string): Phone['kind'] {
  if (MOBILE.test(digits)) return 'mobile'
  if (LANDLINE.test(digits)) return 'landline'
  return SERVICE.test(digits) ? 'service' : 'other'
}
