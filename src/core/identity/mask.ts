/**
 * 13812345678 → 138****5678; short numbers keep their last two digits. Masked wherever a number is shown in a
 * list.
 */
export function maskPhone(phone: string | null): string | null {
  if (phone === null || phone === '') return null
  const digits = phone.replace(/\s/g, '')
  if (digits.length >= 11) return `${digits.slice(0, digits.length - 8)}****${digits.slice(-4)}`
  return `****${digits.slice(-2)}`
}
