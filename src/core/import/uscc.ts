const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/**
 * Check of a unified social credit code, GB 32100-2015: 18 characters, no I O S V Z, the last one a check
 * digit.
 */
export function isValidUscc(code: string): boolean {
  return code.length === 18 && usccCheckDigit(code.slice(0, 17)) === code[17]
}

/** The 18th character for the first 17, or null when one of them is not allowed. */
export function usccCheckDigit(first17: string): string | null {
  let sum = 0
  for (let i = 0; i < 17; i++) {
    const value = ALPHABET.indexOf(first17[i] ?? ' ')
    if (value < 0) return null
    sum += value * WEIGHTS[i]!
  }
  return ALPHABET[(31 - (sum % 31)) % 31]!
}
