import { squeeze } from '../import/cell.ts'
import { formatPhone, parsePhone } from '../import/phone.ts'
import { ok, type Result, refuse } from '../result.ts'
import { checkUscc } from './uscc.ts'

/**
 * What may be entered of a customer or a contact, and in which form it is kept (C202): one set of rules for
 * page, import and API, and for the check of what is there already (C204). Blank is null and never refused.
 */
export function readUscc(text: string | null | undefined): Result<string | null, 'uscc_invalid'> {
  return isBlank(text) ? ok(null) : checkUscc(text)
}

export function readPhone(text: string | null | undefined): Result<string | null, 'phone_invalid'> {
  if (isBlank(text)) return ok(null)
  const phone = parsePhone(text)
  return phone === null ? refuse('phone_invalid', { text }) : ok(formatPhone(phone))
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

export function readEmail(text: string | null | undefined): Result<string | null, 'email_invalid'> {
  if (isBlank(text)) return ok(null)
  const email = squeeze(text)
  return EMAIL.test(email) ? ok(email) : refuse('email_invalid', { text })
}

const WIDE_LETTER = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g
const INVISIBLE = /[\u200b-\u200d\ufeff]/g
const BETWEEN_HAN = /(?<=[\p{Script=Han}）)])\s+(?=[\p{Script=Han}（(])/gu

/**
 * A name on one line, with single spaces and none between Chinese characters, letters and digits half-width.
 * Brackets stay as they are written: both widths are in business licences.
 */
export function tidyName(name: string): string {
  const tidy = name
    .replace(INVISIBLE, '')
    .replace(WIDE_LETTER, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\s+/g, ' ')
    .replace(BETWEEN_HAN, '')
    .trim()
  return tidy === '' ? name.trim() : tidy
}

function isBlank(text: string | null | undefined): text is null | undefined | '' {
  return text === null || text === undefined || text.trim() === ''
}
