/** Money is an integer number of fen (1/100 yuan). A bigint cannot be mixed with a float by accident. */
export type Fen = bigint

/** Ratios are integers in basis points: 1 bp = 0.01 %. */
export type BasisPoints = number

export function sumFen(parts: Iterable<Fen>): Fen {
  let total = 0n
  for (const part of parts) total += part
  return total
}

/**
 * Splits `total` by non-negative integer `weights` so that the parts sum to the whole (largest remainder;
 * ties go to the earlier part). With all weights zero everything goes to the first part.
 */
export function allocateFen(total: Fen, weights: readonly bigint[]): Fen[] {
  if (weights.length === 0) throw new RangeError('allocateFen needs at least one weight')
  if (weights.some((weight) => weight < 0n)) throw new RangeError('allocateFen: negative weight')
  const sum = sumFen(weights)
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? total : 0n))
  const sign = total < 0n ? -1n : 1n
  const whole = total * sign
  const parts = weights.map((weight) => (whole * weight) / sum)
  const remainders = weights.map((weight, index) => ({ index, rest: (whole * weight) % sum }))
  remainders.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
  let left = whole - sumFen(parts)
  for (const { index } of remainders) {
    if (left === 0n) break
    parts[index] = parts[index]! + 1n
    left -= 1n
  }
  return parts.map((part) => part * sign)
}

/** `part / whole` in basis points, rounded half up; null when the whole is zero. Both are fen. */
export function shareBp(part: Fen, whole: Fen): BasisPoints | null {
  if (whole === 0n) return null
  const negative = part < 0n !== whole < 0n
  const a = part < 0n ? -part : part
  const b = whole < 0n ? -whole : whole
  const bp = Number((a * 20_000n + b) / (2n * b))
  return negative ? -bp : bp
}

/** Decimal text in yuan ("1234.5") to fen without ever being a float; more than two places round half up. */
export function fenFromDecimal(text: string): Fen | null {
  const match = /^([+-])?(\d+)?(?:\.(\d*))?$/.exec(text)
  if (!match || (!match[2] && !match[3])) return null
  const fraction = `${match[3] ?? ''}000`
  let fen = BigInt(match[2] ?? '0') * 100n + BigInt(fraction.slice(0, 2))
  if (fraction.charCodeAt(2) >= 53) fen += 1n
  return match[1] === '-' ? -fen : fen
}

/** 123456789n → "1,234,567.89". */
export function formatFen(fen: Fen): string {
  const sign = fen < 0n ? '-' : ''
  const abs = fen < 0n ? -fen : fen
  const yuan = (abs / 100n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${sign}${yuan}.${(abs % 100n).toString().padStart(2, '0')}`
}

/** The short form of messages and dashboards: "¥12.8万" from 10,000 yuan on, "¥5,000" below. */
export function formatFenShort(fen: Fen): string {
  const sign = fen < 0n ? '-' : ''
  const abs = fen < 0n ? -fen : fen
  if (abs >= 10_000_000_000n) return `${sign}¥${tenths(abs, 1_000_000_000n)}亿`
  if (abs >= 1_000_000n) return `${sign}¥${tenths(abs, 100_000n)}万`
  return `${sign}¥${((abs + 50n) / 100n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`
}

/** The short form in English: "¥1.3M", "¥128k" from 10,000 yuan on, "¥5,000" below. */
export function formatFenShortEnglish(fen: Fen): string {
  const sign = fen < 0n ? '-' : ''
  const yuan = Math.abs(Number(fen)) / 100
  if (yuan >= 999_500) return `${sign}¥${threeDigits(yuan / 1_000_000)}M`
  if (yuan >= 10_000) return `${sign}¥${threeDigits(yuan / 1000)}k`
  return `${sign}¥${Math.round(yuan).toLocaleString('en-US')}`
}

function threeDigits(value: number): string {
  return value.toFixed(value >= 100 ? 0 : 1).replace(/\.0$/, '')
}

/** `abs / unit` is already in tenths of the shown unit. */
function tenths(abs: Fen, unit: Fen): string {
  const rounded = (abs + unit / 2n) / unit
  const whole = (rounded / 10n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return rounded % 10n === 0n ? whole : `${whole}.${rounded % 10n}`
}
