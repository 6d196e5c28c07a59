import { toHalfWidth } from '../import/cell.ts'

/** Digits of one number, also where spaces, dashes, brackets or dots stand between them. */
const NUMBER = /\d(?:[\s().‐-―−-]*\d)*/g
const TOO_FEW = 5

/**
 * 13812345678 → 138****5678; short numbers keep their last two digits. Masked wherever a number is shown in a
 * list, and each number by itself where a field holds two or a name beside it.
 */
export function maskPhone(phone: string | null): string | null {
  if (phone === null || phone === '') return null
  const half = toHalfWidth(phone)
  const masked = half.replace(NUMBER, (run) => (digitsOf(run) < TOO_FEW ? run : maskNumber(run)))
  return masked === half ? `****${half.trim().slice(-2)}` : masked
}

function maskNumber(run: string): string {
  const bare = run.replace(/\s/g, '')
  if (digitsOf(run) < 11) return `****${bare.slice(-2)}`
  const area = /^0(?:10|2\d|[3-9]\d{2})-?/.exec(bare)?.[0] ?? bare.slice(0, 3)
  return `${area}****${bare.slice(-4)}`
}

function digitsOf(run: string): number {
  return run.replace(/\D/g, '').length
}
