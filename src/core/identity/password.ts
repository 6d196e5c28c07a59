import { ok, type Result, refuse } from '../result.ts'
import { commonPasswords, isBuiltOfCommon } from './common-passwords.ts'

/**
 * NIST SP 800-63B-4: a password that is the only factor has at least 15 characters, any characters, no
 * composition rules, no periodic change; it must not be a well-known or a context word.
 */
export const PASSWORD_MIN = 15
export const PASSWORD_MAX = 128

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
  const forms = [fold(text), fold(unmask(text))]
  const own = new Set(context.flatMap(wordsOf).filter((word) => word.length >= 3))
  if (forms.some((form) => [...own].some((word) => repeats(form, word)))) return refuse('password_personal')
  if (forms.some(isPoor)) return refuse('password_common')
  if (forms.some((form) => isBuiltOfCommon(form, own))) return refuse('password_personal')
  return ok(text)
}

function fold(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** What stands for a letter is tried as that letter: p@ssw0rd, $ecret. */
const MASKS: Record<string, string> = { '@': 'a', $: 's', '!': 'i', '0': 'o', '1': 'l', '3': 'e', '5': 's' }

/** Only between letters, or every number would be read as words. */
function unmask(text: string): string {
  return text.replace(/(?<=[a-z])[@$!0135](?=[a-z])|[@$](?=[a-z])/gi, (sign) => MASKS[sign]!)
}

/** "Wang.Fang" is one word and two; a company of many words is known by each of them. */
function wordsOf(text: string): string[] {
  return [fold(text), ...text.split(/[^\p{L}\p{N}]+/u).map(fold)]
}

/**
 * A well-known word padded with digits, one short pattern repeated, a plain run of the keyboard or of digits,
 * or a few of these one after the other.
 */
function isPoor(folded: string): boolean {
  if (new Set(folded).size < 5) return true
  const letters = folded.replace(/\d+/g, '')
  const common = commonPasswords()
  if (common.has(folded) || (letters.length >= 3 && common.has(letters))) return true
  for (let period = 1; period <= folded.length / 2; period += 1) {
    const word = folded.slice(0, period)
    if (repeats(folded, word) && (period <= 5 || common.has(word))) return true
  }
  return isRun(folded) || isBuiltOfCommon(folded)
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
