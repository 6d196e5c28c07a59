import { ok, type Result, refuse } from '../result.ts'

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/**
 * 统一社会信用代码, GB 32100-2015: 18 characters without I O S V Z, the last is (31 − Σ wᵢcᵢ mod 31) mod 31. Width,
 * case, spaces and dashes are not part of it. A tax number of 15 digits, as given out before 2015, has no
 * check digit and is taken as it is (C202).
 */
export function checkUscc(text: string): Result<string, 'uscc_invalid'> {
  const code = text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
  if (/^\d{15}$/.test(code)) return ok(code)
  if (code.length !== 18) return refuse('uscc_invalid', { position: code.length })
  const wrong = [...code.slice(0, 17)].findIndex((character) => !ALPHABET.includes(character))
  if (wrong >= 0) return refuse('uscc_invalid', { position: wrong + 1 })
  return code[17] === usccCheckDigit(code.slice(0, 17)) ? ok(code) : refuse('uscc_invalid', { position: 18 })
}

/** The 18th character for the first 17, which are all of the alphabet. */
function usccCheckDigit(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * ALPHABET.indexOf(first17[index]!), 0)
  return ALPHABET[(31 - (sum % 31)) % 31]!
}
