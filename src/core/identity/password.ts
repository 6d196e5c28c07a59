import { ok, type Result, refuse } from '../result.ts'

/**
 * NIST SP 800-63B-4: a password that is the only factor has at least 15 characters, any characters, no
 * composition rules, no periodic change; it must not be a well-known or a context word.
 */
export const PASSWORD_MIN = 15
export const PASSWORD_MAX = 128

const COMMON = [
  'password',
  'passw0rd',
  'letmein',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'iloveyou',
  'welcome',
  'admin',
  'administrator',
  'bellwether',
  'fengxiangbiao',
  'woaini',
  'woaini1314',
  'mima',
  'denglu',
  'gongsi',
  'abcdefghijklmnop',
  '1234567890',
  '0123456789',
  '1qaz2wsx3edc',
  'qazwsxedc',
  '5201314',
  '1314520',
  '147258369',
  '987654321',
]

export type PasswordRefusal =
  | 'password_too_short'
  | 'password_too_long'
  | 'password_common'
  | 'password_personal'

/** `context` holds words the attacker knows: login, name, company. */
export function checkPassword(password: string, context: readonly string[]): Result<string, PasswordRefusal> {
  const text = password.normalize('NFKC')
  const length = [...text].length
  if (length < PASSWORD_MIN) return refuse('password_too_short', { min: PASSWORD_MIN })
  if (length > PASSWORD_MAX) return refuse('password_too_long', { max: PASSWORD_MAX })
  const folded = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  if (isPoor(folded)) return refuse('password_common')
  const words = context
    .map((word) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
    .filter((w) => w.length >= 3)
  if (words.some((word) => repeats(folded, word))) return refuse('password_personal')
  return ok(text)
}

/**
 * A well-known word padded with digits, one short pattern repeated, or a plain run of the keyboard or of
 * digits.
 */
function isPoor(folded: string): boolean {
  if (new Set(folded).size < 5) return true
  const letters = folded.replace(/\d+/g, '')
  if (COMMON.some((word) => repeats(folded, word) || letters === word || repeats(letters, word))) return true
  for (let period = 1; period <= 5; period += 1) if (repeats(folded, folded.slice(0, period))) return true
  return isRun(folded)
}

function repeats(text: string, word: string): boolean {
  if (word.length === 0 || text.length === 0) return false
  return word.repeat(Math.ceil(text.length / word.length)).slice(0, text.length) === text
}

/** Each character one step after the one before for nearly the whole length: 123456789012345, abcdefg… */
function isRun(text: string): boolean {
  let steps = 0
  for (let i = 1; i < text.length; i += 1) {
    const step = text.charCodeAt(i) - text.charCodeAt(i - 1)
    if (step === 1 || step === -1 || step === -9 || step === 9) steps += 1
  }
  return steps >= text.length - 3
}
