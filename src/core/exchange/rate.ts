import { addDays, type Day, daysBetween } from '../calendar.ts'
import { allocateFen, type Fen, sumFen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

/** What the company keeps its books in; every `…Fen` that is summed is this money (decision 0018). */
export const COMPANY_CURRENCY = 'CNY'

/** An amount in hundredths of the unit of its own currency, whatever the currency. */
export type Minor = bigint

/** A bank quotes one unit or a hundred; some currencies are worth so little that it quotes more. */
export const QUOTED_PER = [1, 100, 1000, 10_000] as const
export type QuotedPer = (typeof QUOTED_PER)[number]

/** A quotation as printed: `micro` millionths of a yuan for `per` units of the currency. */
export type Quotation = { micro: bigint; per: QuotedPer }

/** The rate something was booked at: the quotation and the day it is of. */
export type BookedRate = Quotation & { day: Day }

/** How long a rate stands in for a missing one: firms that keep one rate a month take that of the first. */
export const RATE_DAYS = 31

/** More than this away from the rate before, and it is a slip of the pen until somebody says not. */
const JUMP_PERCENT = 20n

const MICRO = 1_000_000n

/**
 * Currencies with a rate here. Those with three decimals (dinars) are not among them: hundredths could not
 * hold them exactly.
 */
export const FOREIGN_CURRENCIES = [
  ...[
    'USD',
    'EUR',
    'HKD',
    'JPY',
    'GBP',
    'AUD',
    'CAD',
    'SGD',
    'CHF',
    'NZD',
    'KRW',
    'TWD',
    'MOP',
    'THB',
    'MYR',
  ],
  ...[
    'IDR',
    'PHP',
    'VND',
    'INR',
    'RUB',
    'KZT',
    'BRL',
    'MXN',
    'ZAR',
    'AED',
    'SAR',
    'TRY',
    'SEK',
    'NOK',
    'DKK',
  ],
  ...[
    'PLN',
    'CZK',
    'HUF',
    'ILS',
    'EGP',
    'NGN',
    'PKR',
    'BDT',
    'LKR',
    'CLP',
    'COP',
    'PEN',
    'ARS',
    'UAH',
    'RON',
  ],
] as const

const WITHOUT_DECIMALS: ReadonlySet<string> = new Set(['JPY', 'KRW', 'VND', 'CLP'])

export function isForeign(currency: string): boolean {
  return currency !== COMPANY_CURRENCY
}

/** Yuan, or a currency that rates are kept of. */
export function isKept(currency: string): boolean {
  return currency === COMPANY_CURRENCY || (FOREIGN_CURRENCIES as readonly string[]).includes(currency)
}

/** 2 for most; 0 where the currency has no smaller unit. */
export function decimalsOf(currency: string): 0 | 2 {
  return WITHOUT_DECIMALS.has(currency) ? 0 : 2
}

/** Company money for an amount, rounded half up (away from zero), once. */
export function convert(amount: Minor, { micro, per }: Quotation): Fen {
  const abs = amount < 0n ? -amount : amount
  const whole = MICRO * BigInt(per)
  const fen = (abs * micro * 2n + whole) / (whole * 2n)
  return amount < 0n ? -fen : fen
}

/** Parts of one amount in company money; they sum to the whole, which is rounded once (largest remainder). */
export function convertParts(parts: readonly Minor[], rate: Quotation): Fen[] {
  if (parts.length === 0) return []
  return allocateFen(convert(sumFen(parts), rate), parts)
}

/** The rate of a day is the latest of it or before, unless that is too old to be one. */
export function rateOfDay<R extends { day: Day }>(rates: readonly R[], day: Day): R | null {
  let found: R | null = null
  for (const rate of rates) if (rate.day <= day && (found === null || rate.day >= found.day)) found = rate
  return found !== null && daysBetween(found.day, day) <= RATE_DAYS ? found : null
}

/** The first day whose rate may still stand in for that of `day`. */
export function oldestRateDay(day: Day): Day {
  return addDays(day, -RATE_DAYS)
}

/** "7.1234" as millionths of a yuan; null: no positive decimal with at most six places. */
export function readQuoted(text: string): bigint | null {
  const match = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text.trim())
  if (!match) return null
  const micro = BigInt(match[1]!) * MICRO + BigInt((match[2] ?? '').padEnd(6, '0'))
  return micro > 0n ? micro : null
}

/** At least two places, as quotations are printed: 7_123_400n → "7.1234", 712_340_000n → "712.34". */
export function quotedText(micro: bigint): string {
  const places = (micro % MICRO).toString().padStart(6, '0')
  return `${micro / MICRO}.${places.slice(0, 2)}${places.slice(2).replace(/0+$/, '')}`
}

export type RateInput = Quotation & { currency: string; day: Day }
type RateProblem = 'rate_currency_unknown' | 'rate_day_ahead' | 'rate_jump'

type Asked = { today: Day; isConfirmed: boolean }

/**
 * Which quotations may be recorded, by place. One that lies far from the one before, stored or of the same
 * table, is most likely quoted per another number of units: it asks to be confirmed. What was refused is no
 * yardstick for what follows, or a table in the wrong unit would pass but for its first row.
 */
export function checkRates(
  inputs: readonly RateInput[],
  stored: readonly RateInput[],
  asked: Asked,
): Result<null, RateProblem>[] {
  const results: Result<null, RateProblem>[] = []
  const held = [...stored]
  const byDay = [...inputs.entries()].sort(([, a], [, b]) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  for (const [index, input] of byDay) {
    const own = held.filter(({ currency, day }) => currency === input.currency && day <= input.day)
    const before = rateOfDay(own, input.day)
    results[index] = before !== null && isSameRate(before, input) ? ok(null) : checkRate(input, before, asked)
    if (results[index].ok) held.push(input)
  }
  return results
}

export function isSameRate(a: RateInput, b: RateInput): boolean {
  return a.currency === b.currency && a.day === b.day && a.micro === b.micro && a.per === b.per
}

function checkRate(
  input: RateInput,
  before: Quotation | null,
  { today, isConfirmed }: Asked,
): Result<null, RateProblem> {
  const { currency, day } = input
  if (!(FOREIGN_CURRENCIES as readonly string[]).includes(currency)) {
    return refuse('rate_currency_unknown', { currency })
  }
  if (day > today) return refuse('rate_day_ahead', { day })
  if (before !== null && !isConfirmed && isJump(before, input)) {
    return refuse('rate_jump', { currency, day, before: quotedText(perUnit(before)) })
  }
  return ok(null)
}

/** More than a fifth apart, nearly always quoted for another number of units. */
export function isJump(before: Quotation, after: Quotation): boolean {
  // Both per one unit, by the product of the two, so that nothing is rounded.
  const a = before.micro * BigInt(after.per)
  const b = after.micro * BigInt(before.per)
  return b * 100n > a * (100n + JUMP_PERCENT) || b * (100n + JUMP_PERCENT) < a * 100n
}

/** Millionths of a yuan for one unit, rounded: to be shown, never to book at. */
export function perUnit({ micro, per }: Quotation): bigint {
  return (micro * 2n + BigInt(per)) / (2n * BigInt(per))
}

/** "USD 10,000.00"; whole units where the currency has no smaller ones. */
export function currencyText(amount: Minor, currency: string): string {
  const abs = amount < 0n ? -amount : amount
  const units = (abs / 100n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const isWhole = decimalsOf(currency) === 0 && abs % 100n === 0n
  const decimals = isWhole ? '' : `.${(abs % 100n).toString().padStart(2, '0')}`
  return `${currency} ${amount < 0n ? '-' : ''}${units}${decimals}`
}

/** An amount as it stands in the books: yuan, and the original where that is in another currency. */
export type Booked = { fen: Fen; original: Minor | null }

/**
 * Books an amount of a document at the document's rate. Foreign money without a rate is only what was there
 * before rates were kept: it stays at 1:1, as it has been known.
 */
export function bookAmount(amount: Minor, currency: string, rate: Quotation | null): Booked {
  if (!isForeign(currency)) return { fen: amount, original: null }
  return { fen: rate === null ? amount : convert(amount, rate), original: amount }
}
