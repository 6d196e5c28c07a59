import type { Instant } from '../calendar.ts'
import { startOfDayIndex } from '../watch/day-index.ts'
import type { Delta, PlainFold, Span } from '../watch/metric.ts'
import { dayAfterSpan } from '../watch/points.ts'

/**
 * A fold for which it is not enough to add and to take away: it holds what is in sight and is told of each
 * fact that comes into sight or leaves it, in order of time. What it answers is what the fold itself answers
 * when it is asked about all facts anew (`foldPlain`), which a company's two hundred thousand instalments do
 * not allow for every day of a year.
 */
export type Held = {
  take: (delta: Delta, sign: 1 | -1, at: Instant) => void
  /** nothing came or went, but what this fact belongs to may have left the span by now */
  turn: (delta: Delta, at: Instant) => void
  read: () => { value: number; n: number }
}

export function isHeld({ kind }: PlainFold): boolean {
  return kind === 'top' || kind === 'groups' || kind === 'median'
}

export function heldFor(fold: PlainFold): Held | null {
  if (fold.kind === 'top') return new Largest(fold.k)
  if (fold.kind === 'groups') return new Groups(fold.span)
  if (fold.kind === 'median') return new Middle()
  return null
}

type Entry = { group: string; amount: number; version: number }

/** The sum of the k largest groups: a heap in which what is outdated stays until it comes to the top. */
class Largest implements Held {
  readonly #k: number
  readonly #groups = new Map<string, { amount: number; version: number }>()
  readonly #heap: Entry[] = []
  #count = 0
  #known: number | null = 0

  constructor(k: number) {
    this.#k = k
  }

  take({ group = '', value }: Delta, sign: 1 | -1): void {
    const own = this.#groups.get(group) ?? { amount: 0, version: 0 }
    if (own.version === 0) this.#groups.set(group, own)
    const before = own.amount
    own.amount += sign * value
    own.version += 1
    if (before !== 0) this.#count -= 1
    if (own.amount !== 0) {
      this.#count += 1
      this.#push({ group, amount: own.amount, version: own.version })
    }
    this.#known = null
  }

  turn(): void {}

  read(): { value: number; n: number } {
    this.#known ??= this.#sumOfLargest()
    return { value: this.#known, n: this.#count }
  }

  #sumOfLargest(): number {
    const taken: Entry[] = []
    while (taken.length < this.#k) {
      const entry = this.#pop()
      if (!entry) break
      if (this.#groups.get(entry.group)!.version === entry.version) taken.push(entry)
    }
    let sum = 0
    for (const entry of taken) {
      sum += entry.amount
      this.#push(entry)
    }
    return sum
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let place = heap.length
    heap.push(entry)
    while (place > 0) {
      const above = (place - 1) >> 1
      if (heap[above]!.amount >= entry.amount) break
      heap[place] = heap[above]!
      place = above
    }
    heap[place] = entry
  }

  #pop(): Entry | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let place = 0
    for (;;) {
      let below = 2 * place + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && heap[below + 1]!.amount > heap[below]!.amount) below += 1
      if (heap[below]!.amount <= last.amount) break
      heap[place] = heap[below]!
      place = below
    }
    heap[place] = last
    return first
  }
}

type Group = { facts: Delta[]; net: number; isCounted: boolean }

/** Groups of which something is left and which began within the span; what has no group counts by itself. */
class Groups implements Held {
  readonly #span: Span
  readonly #groups = new Map<string, Group>()
  #count = 0

  constructor(span: Span) {
    this.#span = span
  }

  take(delta: Delta, sign: 1 | -1, at: Instant): void {
    if (delta.group === undefined) {
      this.#count += sign * delta.value
      return
    }
    let own = this.#groups.get(delta.group)
    if (!own) {
      own = { facts: [], net: 0, isCounted: false }
      this.#groups.set(delta.group, own)
    }
    own.net += sign * delta.value
    if (sign === 1) own.facts.push(delta)
    else own.facts.splice(own.facts.indexOf(delta), 1)
    this.#look(own, at)
  }

  turn({ group }: Delta, at: Instant): void {
    const own = group === undefined ? undefined : this.#groups.get(group)
    if (own) this.#look(own, at)
  }

  read(): { value: number; n: number } {
    return { value: this.#count, n: this.#count }
  }

  #look(own: Group, at: Instant): void {
    let first = Number.POSITIVE_INFINITY
    for (const { on } of own.facts) first = Math.min(first, on)
    const isCounted =
      own.net > 0 && own.facts.length > 0 && at < startOfDayIndex(dayAfterSpan(this.#span, first))
    if (isCounted !== own.isCounted) this.#count += isCounted ? 1 : -1
    own.isCounted = isCounted
  }
}

/** The middle of all values in sight, which are kept in order. */
class Middle implements Held {
  readonly #values: number[] = []

  take({ value }: Delta, sign: 1 | -1): void {
    const place = this.#placeOf(value)
    if (sign === 1) this.#values.splice(place, 0, value)
    else this.#values.splice(place, 1)
  }

  turn(): void {}

  read(): { value: number; n: number } {
    const values = this.#values
    const middle = values.length >> 1
    const upper = values[middle]
    if (upper === undefined) return { value: 0, n: 0 }
    const value = values.length % 2 === 1 ? upper : Math.round((values[middle - 1]! + upper) / 2)
    return { value, n: values.length }
  }

  #placeOf(value: number): number {
    let [from, to] = [0, this.#values.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (this.#values[middle]! < value) from = middle + 1
      else to = middle
    }
    return from
  }
}
