import { ok, type Result, refuse } from '../result.ts'

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** 统一社会信用代码, GB 32100-2015: 18 characters without I O S V Z, the last is (31 − Σ wᵢcᵢ mod 31) mod 31. */
export function checkUscc(text: string): Result<string, 'uscc_invalid'> {
  const code = text.normalize('NFKC').trim().toUpperCase()
  if (code.length !== 18) return refuse('uscc_invalid', { position: code.length })
  let sum = 0
  for (let index = 0; index < 17; index += 1) {
    const value = ALPHABET.indexOf(code[index]!)
    if (value < 0) return refuse('uscc_invalid', { position: index + 1 })
    sum += value * WEIGHTS[index]!
  }
  const expected = ALPHABET[(31 - (sum % 31)) % 31]
  return code[17] === expected ? ok(code) : refuse('uscc_invalid', { position: 18 })
}
