import { ENGLISH_WORDS, KEYBOARD_LINES, NUMBERS, PINYIN_WORDS } from './common-words.ts'

/**
 * The passwords that are tried first (NIST SP 800-63B-4 asks to compare with such a list): common words in
 * English and pinyin, alone, doubled and with the usual numbers, and every walk over the keyboard. Made from
 * rules over a short list of our own, so that it is ours to ship.
 */
const WALK_MIN = 4
const WORDS = [...new Set([...ENGLISH_WORDS, ...PINYIN_WORDS])]

let made: ReadonlySet<string> | null = null

/** Made at the first password that is set, and kept: some tens of thousands of short texts. */
export function commonPasswords(): ReadonlySet<string> {
  made ??= new Set([...walks(), ...NUMBERS, ...WORDS.flatMap(variantsOf)])
  return made
}

/** Every piece of a keyboard line from four keys on, forwards and backwards. */
function walks(): string[] {
  return KEYBOARD_LINES.flatMap((line) => {
    const backwards = [...line].reverse().join('')
    return [line, backwards].flatMap((keys) => {
      const pieces: string[] = []
      for (let from = 0; from + WALK_MIN <= keys.length; from += 1)
        for (let to = from + WALK_MIN; to <= keys.length; to += 1) pieces.push(keys.slice(from, to))
      return pieces
    })
  })
}

function variantsOf(word: string): string[] {
  const numbered = NUMBERS.flatMap((number) => (word.length > 2 ? [`${word}${number}`] : []))
  return [word, `${word}${word}`, ...numbered]
}

/** 13800138000, 19900101, 900101: what somebody who knows you tries, and everybody else in order. */
const PHONE = /^1[3-9]\d{9}/
const DATE = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/
const SHORT_DATE = /^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/
const SAME = /^(.)\1{2,}/

const PARTS_MAX = 4
const PART_MAX = 40
const LEFT_OVER_MAX = 2

/**
 * Whether a password is nothing but a few parts that are tried together: "zhangwei19900101",
 * "qwertyuiop13800138000". `own` are words an attacker knows of this person. A letter or two besides do not
 * help. `text` is folded: lower case, letters and digits only.
 */
export function isBuiltOfCommon(text: string, own: ReadonlySet<string> = new Set()): boolean {
  const words = commonPasswords()
  // The fewest parts that reach each place, and how many single characters were passed over on the way.
  const reached = new Map<number, Map<number, number>>([[0, new Map([[0, 0]])]])
  for (let from = 0; from < text.length; from += 1) {
    for (const [left, parts] of reached.get(from) ?? []) {
      reach(reached, from + 1, { left: left + 1, parts })
      if (parts === PARTS_MAX) continue
      for (const length of partsAt(text, from, { words, own }))
        reach(reached, from + length, { left, parts: parts + 1 })
    }
  }
  return [...(reached.get(text.length) ?? [])].length > 0
}

function reach(
  reached: Map<number, Map<number, number>>,
  to: number,
  { left, parts }: { left: number; parts: number },
): void {
  if (left > LEFT_OVER_MAX) return
  const there = reached.get(to) ?? new Map<number, number>()
  there.set(left, Math.min(parts, there.get(left) ?? parts))
  reached.set(to, there)
}

type Known = { words: ReadonlySet<string>; own: ReadonlySet<string> }

/** How long the known parts are that begin here. */
function partsAt(text: string, from: number, { words, own }: Known): Set<number> {
  const rest = text.slice(from, from + PART_MAX)
  const lengths = new Set<number>()
  for (let length = 2; length <= rest.length; length += 1) {
    const part = rest.slice(0, length)
    if (words.has(part) || own.has(part)) lengths.add(length)
  }
  for (const shape of [PHONE, DATE, SHORT_DATE, SAME]) {
    const found = shape.exec(rest)
    if (found) lengths.add(found[0].length)
  }
  return lengths
}
