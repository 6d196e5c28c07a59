import type { DayIndex } from '../watch/day-index.ts'

/** Whole days from `from` to `to`, both included. A list of spans is sorted and its spans do not touch. */
export type Span = { from: DayIndex; to: DayIndex }

/** Any spans in any order become a sorted list without overlaps; empty ones vanish. */
export function united(spans: readonly Span[]): Span[] {
  if (spans.length < 2) return spans.filter(({ from, to }) => from <= to)
  const sorted = spans.filter(({ from, to }) => from <= to).sort((a, b) => a.from - b.from)
  const merged: Span[] = []
  for (const span of sorted) {
    const last = merged.at(-1)
    if (last && span.from <= last.to + 1) last.to = Math.max(last.to, span.to)
    else merged.push({ ...span })
  }
  return merged
}

export function intersected(a: readonly Span[], b: readonly Span[]): Span[] {
  const both: Span[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const from = Math.max(a[i]!.from, b[j]!.from)
    const to = Math.min(a[i]!.to, b[j]!.to)
    if (from <= to) both.push({ from, to })
    if (a[i]!.to < b[j]!.to) i += 1
    else j += 1
  }
  return both
}

/** What is in `a` and not in `b`. */
export function without(a: readonly Span[], b: readonly Span[]): Span[] {
  const left: Span[] = []
  let j = 0
  for (const span of a) {
    let { from } = span
    while (j < b.length && b[j]!.to < from) j += 1
    for (let k = j; k < b.length && b[k]!.from <= span.to; k += 1) {
      if (b[k]!.from > from) left.push({ from, to: b[k]!.from - 1 })
      from = Math.max(from, b[k]!.to + 1)
    }
    if (from <= span.to) left.push({ from, to: span.to })
  }
  return left
}

export function holds(spans: readonly Span[], day: DayIndex): boolean {
  for (const { from, to } of spans) if (from <= day && day <= to) return true
  return false
}
