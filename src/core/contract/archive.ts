import { bigrams } from '../customer/name-key.ts'
import { parseAmount } from '../import/parse-amount.ts'
import type { Fen } from '../money.ts'

/**
 * Where in a contract something stands, the most telling first: a number is looked for more often than a
 * word.
 */
export const ARCHIVE_PLACES = [
  'number',
  'party',
  'title',
  'amount',
  'file',
  'line',
  'subject',
  'delivery',
  'breach',
  'dunning',
  'other',
  'remark',
] as const
export type ArchivePlace = (typeof ARCHIVE_PLACES)[number]

/**
 * Full width, case and spaces do not matter; the database's archive_fold does the same to what is
 * searched.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s+/gu, '')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/**
 * One word of a search. `keys`: pairs that a sentence with this word has, three at most; of a single
 * character its `prefix`. `isWhole`: having the keys is having the word. `amountFen`: it may be money.
 */
export type ArchiveTerm = {
  text: string
  keys: readonly string[]
  prefix: string | null
  isWhole: boolean
  amountFen: Fen | null
}

/** A contract is found when each of the words stands somewhere in it (C078); at most eight are looked at. */
export function archiveTerms(search: string): ArchiveTerm[] {
  const words = search.normalize('NFKC').trim().split(/\s+/u).map(foldText)
  return [...new Set(words)]
    .filter((word) => word !== '')
    .slice(0, 8)
    .map(termOf)
}

function termOf(text: string): ArchiveTerm {
  const pairs = [...new Set(bigrams(text))]
  const amountFen = amountOf(text)
  if (pairs.length === 0) return { text, keys: [], prefix: text, isWhole: true, amountFen }
  return { text, keys: tellingPairs(text, pairs), prefix: null, isWhole: [...text].length === 2, amountFen }
}

/**
 * Words of Chinese tell by their whole length. Numbers begin alike (HT-2026-…, round amounts end alike) and
 * differ in their last digits: every second pair from the end, and of equal ones the next.
 */
function tellingPairs(text: string, pairs: readonly string[]): string[] {
  if (!/^[\x21-\x7e]+$/.test(text))
    return [...new Set([pairs[0]!, pairs[Math.floor(pairs.length / 2)]!, pairs.at(-1)!])]
  const backwards = bigrams(text).reverse()
  const apart = backwards.filter((_, index) => index % 2 === 0)
  return [...new Set([...apart, ...backwards])].slice(0, 3)
}

/**
 * 128000, 128,000.00, ¥12.8万 and 1.2亿 as money, by the rules of imported cells; anything else is only
 * text.
 */
function amountOf(text: string): Fen | null {
  if (!/^[¥￥]?\d/u.test(text)) return null
  const parsed = parseAmount({ text }, '元')
  return parsed.ok && parsed.value > 0n ? parsed.value : null
}

/** Amounts as the archive groups them, in whole units of the contract's own currency. */
export const AMOUNT_BANDS = [
  { band: 'under_100k', fromFen: 0n, belowFen: 10_000_000n },
  { band: 'to_500k', fromFen: 10_000_000n, belowFen: 50_000_000n },
  { band: 'to_1m', fromFen: 50_000_000n, belowFen: 100_000_000n },
  { band: 'from_1m', fromFen: 100_000_000n, belowFen: null },
] as const
export type AmountBand = (typeof AMOUNT_BANDS)[number]['band']

export type Excerpt = { before: string; hit: string; after: string }

const AROUND = 24

/**
 * The place of the first of the words in what was said, with a little before and after; null: none is in
 * it.
 */
export function excerptOf(said: string, terms: readonly ArchiveTerm[]): Excerpt | null {
  const characters = [...said]
  // Folding may make one character several, so each is folded alone and remembers where it came from.
  const folded: { text: string; at: number }[] = characters.flatMap((character, at) =>
    [...foldText(character)].map((text) => ({ text, at })),
  )
  const line = folded.map(({ text }) => text)
  for (const { text } of terms) {
    const wanted = [...text]
    const start = line.findIndex((_, index) => wanted.every((one, step) => line[index + step] === one))
    if (start < 0) continue
    const from = folded[start]!.at
    const to = folded[start + wanted.length - 1]!.at + 1
    const first = Math.max(0, from - AROUND)
    const last = Math.min(characters.length, to + AROUND)
    return {
      before: (first > 0 ? '…' : '') + characters.slice(first, from).join(''),
      hit: characters.slice(from, to).join(''),
      after: characters.slice(to, last).join('') + (last < characters.length ? '…' : ''),
    }
  }
  return null
}
