import { isBranch, splitName } from '../import/company-name.ts'
import { nameKey } from './name-key.ts'

/** What is known of a customer when somebody asks whether it is there already; null or '' is not known. */
export type Party = {
  name: string
  /** 统一社会信用代码, or another number that belongs to one party only */
  code?: string | null | undefined
  phone?: string | null | undefined
  place?: string | null | undefined
  address?: string | null | undefined
}

/** 同一主体, 重复, 相似, 疑似: how sure it is, in this order. */
export const LIKENESS = ['same', 'duplicate', 'similar', 'suspect'] as const
export type Likeness = (typeof LIKENESS)[number]

export type Likened = { likeness: Likeness | null; score: number; because: Because[] }
export const BECAUSE = ['code', 'name', 'name_near', 'phone', 'address', 'place'] as const
export type Because = (typeof BECAUSE)[number]

/**
 * Weights of evidence in bits, log2 of how much oftener it is seen between records of one party than between
 * strangers (Fellegi and Sunter 1969). Only the order of magnitude matters; they were set once, on no data
 * of any customer, and hold for all fields a ledger can have.
 */
const BITS = {
  code: { equal: 11, near: 7, other: -4 },
  name: { equal: 7, near: 5, alike: 2, other: -5 },
  phone: { equal: 7, near: 4, other: -1 },
  address: { equal: 5, near: 3, other: -2 },
  place: { equal: 2, near: 1, other: -2 },
} as const

/** From so many bits on it is worth refusing to believe in chance: 1 : 250 and 1 : 16 at even odds. */
const DUPLICATE_BITS = 8
const SIMILAR_BITS = 4

/**
 * Whether two parties may be one (查重, C202): the same code is the same party; the same name once legal form
 * and brackets are gone, in the same place, is a duplicate; the rest is weighed. A branch is a party of its
 * own. It never decides: a person does, and a name alone merges nobody.
 */
export function likeness(one: Party, other: Party): Likened {
  const because: Because[] = []
  let score = 0
  const weigh = (reason: Because, bits: number) => {
    score += bits
    if (bits > 0) because.push(reason)
  }
  const codes = compareText(one.code, other.code)
  if (codes !== null)
    weigh('code', codes === 1 ? BITS.code.equal : codes >= 0.85 ? BITS.code.near : BITS.code.other)
  if (codes === 1) return { likeness: 'same', score, because }
  const names = compareNames(one.name, other.name)
  if (names !== null) {
    if (names === 1) weigh('name', BITS.name.equal)
    else if (names >= 0.8) weigh('name_near', BITS.name.near)
    else if (names >= 0.7) weigh('name_near', BITS.name.alike)
    else weigh('name', BITS.name.other)
  }
  const phones = compareText(digits(one.phone), digits(other.phone))
  if (phones !== null)
    weigh('phone', phones === 1 ? BITS.phone.equal : phones >= 0.9 ? BITS.phone.near : BITS.phone.other)
  const addresses = compareText(one.address, other.address)
  if (addresses !== null) {
    weigh(
      'address',
      addresses >= 0.9 ? BITS.address.equal : addresses >= 0.75 ? BITS.address.near : BITS.address.other,
    )
  }
  const places = compareText(one.place, other.place)
  if (places !== null)
    weigh('place', places === 1 ? BITS.place.equal : places >= 0.85 ? BITS.place.near : BITS.place.other)
  return { likeness: verdictOf(score, names, phones), score, because }
}

function verdictOf(score: number, names: number | null, phones: number | null): Likeness | null {
  if (names === 1 && score >= BITS.name.equal) return 'duplicate'
  if (score >= DUPLICATE_BITS) return 'duplicate'
  if (score >= SIMILAR_BITS) return 'similar'
  return phones === 1 ? 'suspect' : null
}

/** 1: the same company by its core and place; 0 where one of them is a branch and the other is not. */
function compareNames(one: string, other: string): number | null {
  if (one.trim() === '' || other.trim() === '') return null
  if (nameKey(one) === nameKey(other)) return 1
  const a = splitName(one)
  const b = splitName(other)
  if (isBranch(one) !== isBranch(other)) return 0
  const elsewhere = a.place !== '' && b.place !== '' && a.place !== b.place
  if (a.core === b.core) return elsewhere ? 0.5 : a.place === b.place ? 1 : 0.9
  if (elsewhere) return 0
  return similarity(a.core, b.core)
}

function digits(phone: string | null | undefined): string | null {
  return phone ? phone.replace(/\D/g, '').replace(/^86(?=1\d{10}$)/, '') : null
}

/** Null: one of them is not known. */
function compareText(one: string | null | undefined, other: string | null | undefined): number | null {
  if (!one || !other) return null
  return similarity(nameKey(one), nameKey(other))
}

/** 1 minus the share of characters that have to change; two neighbours that changed places count once. */
export function similarity(one: string, other: string): number {
  if (one === other) return 1
  const a = [...one]
  const b = [...other]
  const longest = Math.max(a.length, b.length)
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        last[j]! + 1,
        row[j - 1]! + 1,
        last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
        swap ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = last
    last = row
  }
  return 1 - last[b.length]! / longest
}
