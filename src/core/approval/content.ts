import type { Bilingual } from '../watch/subject.ts'

/** One readable line of what is to be approved, as the document words it: 信用额度 · ¥500,000.00. */
export type ContentLine = { key: string; label: Bilingual; value: Bilingual }

export type LineChange = 'same' | 'changed' | 'added' | 'removed'
export type DiffLine = {
  key: string
  label: Bilingual
  change: LineChange
  before: Bilingual | null
  after: Bilingual | null
}

/** Line by line, in the order of what is asked for now; what has gone comes last. */
export function diffLines(before: readonly ContentLine[], after: readonly ContentLine[]): DiffLine[] {
  const former = new Map(before.map((line) => [line.key, line]))
  const kept = new Set(after.map((line) => line.key))
  const now = after.map(({ key, label, value }): DiffLine => {
    const was = former.get(key)?.value ?? null
    const isSame = was !== null && was.zh === value.zh && was.en === value.en
    return {
      key,
      label,
      change: was === null ? 'added' : isSame ? 'same' : 'changed',
      before: was,
      after: value,
    }
  })
  const gone = before
    .filter((line) => !kept.has(line.key))
    .map(({ key, label, value }): DiffLine => ({ key, label, change: 'removed', before: value, after: null }))
  return [...now, ...gone]
}

export type Piece = { text: string; change: 'same' | 'added' | 'removed' }

/** Beyond this a clause is shown as replaced whole: the table would cost more than it tells. */
const WORDS_MAX = 1_500

/**
 * What changed inside one text, word by word (a Chinese character is a word): the longest common
 * subsequence, so that what was kept is shown kept.
 */
export function diffWords(before: string, after: string): Piece[] {
  const [a, b] = [wordsOf(before), wordsOf(after)]
  if (a.length > WORDS_MAX || b.length > WORDS_MAX) {
    return before === after
      ? [{ text: after, change: 'same' }]
      : [
          { text: before, change: 'removed' },
          { text: after, change: 'added' },
        ]
  }
  const length = commonLengths(a, b)
  const pieces: Piece[] = []
  const push = (text: string, change: Piece['change']) => {
    const last = pieces.at(-1)
    if (last?.change === change) pieces[pieces.length - 1] = { text: last.text + text, change }
    else pieces.push({ text, change })
  }
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push(a[i]!, 'same')
      i += 1
      j += 1
    } else if (j >= b.length || (i < a.length && length(i + 1, j) >= length(i, j + 1))) {
      push(a[i]!, 'removed')
      i += 1
    } else {
      push(b[j]!, 'added')
      j += 1
    }
  }
  return pieces
}

/** How much two sequences have in common from each pair of places on (longest common subsequence). */
export function commonLengths(a: readonly string[], b: readonly string[]): (i: number, j: number) => number {
  const width = b.length + 1
  const table = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i * width + j] =
        a[i] === b[j]
          ? table[(i + 1) * width + j + 1]! + 1
          : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!)
    }
  }
  return (i, j) => table[i * width + j]!
}

/** Numbers and Latin words stay whole, everything else is one character. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{Script=Latin}\d.,%¥]+|\s+|[\s\S]/gu) ?? []
}

/**
 * The text a content hash is taken over: the same content is the same text, whatever order its fields came
 * in. What is approved is this and nothing else.
 */
export function canonicalText(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, own]) => own !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, own]) => `${JSON.stringify(key)}:${canonicalText(own)}`)
    return `{${entries.join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}
