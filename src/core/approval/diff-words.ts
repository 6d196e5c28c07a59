export type Piece = { text: string; change: 'same' | 'added' | 'removed' }

/** Tables larger than this are not drawn: about ten milliseconds, and a clause has at most a few of them. */
const TABLE_MAX = 2_250_000
/** Up to so many words a text is compared word by word at once; longer ones part by part first. */
const SHORT = 300
/** Two sentences that share less than this of their pairs of characters are two, not one that was changed. */
const ALIKE = 0.35
/** How far down the other side a changed sentence is looked for. */
const REACH = 12

/** Paragraphs, then sentences, then what stands between commas; the mark stays with what it ends. */
const PARTS = [
  /[^\n]*\n|[^\n]+$/g,
  /[^。；！？;!?\n]*[。；！？;!?\n]|[^。；！？;!?\n]+$/g,
  /[^，、,：:]*[，、,：:]|[^，、,：:]+$/g,
]

/**
 * What changed inside one text (a Chinese character is a word), so that what was kept is shown kept. Long
 * clauses are laid side by side by paragraphs and sentences first, and word by word only inside those that
 * changed: a lawyer reads which sentence is another, not twenty thousand characters struck and written anew.
 */
export function diffWords(before: string, after: string): Piece[] {
  const pieces: Piece[] = []
  compare(before, after, 0, (text, change) => {
    const last = pieces.at(-1)
    if (text === '') return
    if (last?.change === change) pieces[pieces.length - 1] = { text: last.text + text, change }
    else pieces.push({ text, change })
  })
  return pieces
}

type Push = (text: string, change: Piece['change']) => void

function compare(before: string, after: string, depth: number, push: Push): void {
  if (before === after) {
    push(after, 'same')
    return
  }
  const [a, b] = [wordsOf(before), wordsOf(after)]
  const isShort = Math.max(a.length, b.length) <= SHORT
  const isLast = depth >= PARTS.length
  if ((isShort || isLast) && (a.length + 1) * (b.length + 1) <= TABLE_MAX) {
    align(a, b, push)
    return
  }
  if (isLast) {
    push(before, 'removed')
    push(after, 'added')
    return
  }
  const [former, now] = [partsOf(before, depth), partsOf(after, depth)]
  if (former.length < 2 && now.length < 2) {
    compare(before, after, depth + 1, push)
    return
  }
  inRuns(former, now, {
    same: (text) => push(text, 'same'),
    changed: (gone, come) => pairs(gone, come, { depth, push }),
  })
}

function partsOf(text: string, depth: number): string[] {
  return text.match(PARTS[depth]!) ?? []
}

/** What both have in order, and between it what only one of them has. */
function inRuns(
  a: readonly string[],
  b: readonly string[],
  tell: { same: (text: string) => void; changed: (gone: string[], come: string[]) => void },
): void {
  let [head, tail] = [0, 0]
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1
  const most = Math.min(a.length, b.length) - head
  while (tail < most && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1
  for (const text of a.slice(0, head)) tell.same(text)
  const [midA, midB] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)]
  if ((midA.length + 1) * (midB.length + 1) > TABLE_MAX) tell.changed(midA, midB)
  else middle(midA, midB, tell)
  for (const text of a.slice(a.length - tail)) tell.same(text)
}

function middle(a: readonly string[], b: readonly string[], tell: Parameters<typeof inRuns>[2]): void {
  const length = commonLengths(a, b)
  let [i, j] = [0, 0]
  let [gone, come]: [string[], string[]] = [[], []]
  const close = () => {
    if (gone.length + come.length > 0) tell.changed(gone, come)
    ;[gone, come] = [[], []]
  }
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      close()
      tell.same(a[i]!)
      i += 1
      j += 1
    } else if (j >= b.length || (i < a.length && length(i + 1, j) >= length(i, j + 1))) {
      gone.push(a[i]!)
      i += 1
    } else {
      come.push(b[j]!)
      j += 1
    }
  }
  close()
}

/** Inside a changed run: each part is held against the one it most likely was, what has none came or went. */
function pairs(
  gone: readonly string[],
  come: readonly string[],
  { depth, push }: { depth: number; push: Push },
): void {
  const [former, now] = [gone.map(bigrams), come.map(bigrams)]
  let from = 0
  for (const [index, text] of come.entries()) {
    let best = -1
    let most = ALIKE
    for (let at = from; at < Math.min(gone.length, from + REACH); at += 1) {
      const alike = likeness(former[at]!, now[index]!)
      if (alike > most) [best, most] = [at, alike]
    }
    if (best < 0) {
      push(text, 'added')
      continue
    }
    for (const lost of gone.slice(from, best)) push(lost, 'removed')
    compare(gone[best]!, text, depth + 1, push)
    from = best + 1
  }
  for (const lost of gone.slice(from)) push(lost, 'removed')
}

type Bigrams = { of: Map<string, number>; total: number }

function bigrams(text: string): Bigrams {
  const of = new Map<string, number>()
  for (let at = 0; at + 1 < text.length; at += 1) {
    const pair = text.slice(at, at + 2)
    of.set(pair, (of.get(pair) ?? 0) + 1)
  }
  return { of, total: Math.max(0, text.length - 1) }
}

/** Dice's coefficient over pairs of characters, 0 to 1. */
function likeness(a: Bigrams, b: Bigrams): number {
  const [small, large] = a.of.size <= b.of.size ? [a, b] : [b, a]
  let shared = 0
  for (const [pair, times] of small.of) shared += Math.min(times, large.of.get(pair) ?? 0)
  const total = a.total + b.total
  return total === 0 ? 0 : (2 * shared) / total
}

/** Word by word, the longest common subsequence kept. */
function align(a: readonly string[], b: readonly string[], push: Push): void {
  const length = commonLengths(a, b)
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
