import type { Instant } from '../calendar.ts'
import { type DayIndex, dayIndexOf, firstOfMonth, mondayOf } from './day-index.ts'
import type { Delta, Fold, MetricDef, PlainFold, Reading, Series, Span } from './metric.ts'
import { foldPeriod, periodRows } from './period.ts'

/** Beyond every instant: what is known when all knowledge counts (the reading by business date). */
export const ALL_KNOWN: Instant = Number.MAX_SAFE_INTEGER

type Part = 'num' | 'den' | 'gate' | undefined

/**
 * The figure as it could be known at `at`. The rules about one subject read the same figure at the same
 * instant, its condition and its money too, so the series remembers.
 */
export function readingAt(series: Series, at: Instant): Reading {
  const { deltas, last } = series
  if (last?.at === at && last.of === deltas) return last.reading
  const reading = readOn(series, at, dayIndexOf(at))
  series.last = { of: deltas, at, reading }
  return reading
}

/**
 * The figure of day `day` from what is known at `known`. The two differ when a baseline looks back, and in
 * the reading by business date, where `known` is ALL_KNOWN.
 */
export function readOn(series: Series, known: Instant, day: DayIndex): Reading {
  const { def, deltas } = series
  if (def.gate && foldPlain({ kind: 'sum' }, deltas, { part: 'gate', known, day }).value <= 0) {
    return { value: null, n: 0, missing: 'closed' }
  }
  const { fold } = def
  if (fold.kind === 'ratio' || fold.kind === 'gap') {
    const num = foldPlain(fold.num, deltas, { part: 'num', known, day })
    const den = foldPlain(fold.den, deltas, { part: 'den', known, day })
    if (fold.kind === 'gap') {
      if (den.n === 0) return { value: null, n: 0, missing: 'no_data' }
      return { value: den.value - num.value, n: num.n, num: num.value, den: den.value }
    }
    if (den.value <= 0) return { value: null, n: den.n, num: num.value, den: den.value, missing: 'no_data' }
    const value = Math.round((num.value / den.value) * fold.scale)
    return { value, n: den.n, num: num.value, den: den.value }
  }
  const { value, n } = foldPlain(fold, deltas, { part: undefined, known, day })
  return n === 0 && needsRows(fold) ? { value: null, n: 0, missing: 'no_data' } : { value, n }
}

/**
 * The rows behind the figure, biggest contribution first; rows of one fact are added up and vanish at zero.
 */
export function contributingRows(series: Series, known: Instant, day: DayIndex): Delta[] {
  const { fold } = series.def
  const top = topOf(fold)
  if (top) return largestGroups(top, series.deltas, { part: undefined, known, day })
  if (fold.kind === 'ratio' && fold.num.kind === 'groups')
    return groupsLeft(fold.num.span, series.deltas, { part: 'num', known, day })
  const rows: Delta[] = []
  if (fold.kind === 'ratio' || fold.kind === 'gap') {
    for (const part of ['num', 'den'] as const) {
      const plain = fold[part]
      for (const delta of series.deltas) {
        if (isIn(delta, plain, { part, known, day }) && !rows.includes(delta)) rows.push(delta)
      }
    }
    return netByFact(rows)
  }
  const position = { part: undefined, known, day }
  if (fold.kind === 'period') return periodRows(fold.back, inSight(series.deltas, position), day)
  if (needsRows(fold) && fold.kind !== 'median') {
    const newest = newestOf(fold, series.deltas, position)
    return newest ? [newest] : []
  }
  for (const delta of series.deltas) if (isIn(delta, fold, position)) rows.push(delta)
  return netByFact(rows)
}

type Position = { part: Part; known: Instant; day: DayIndex }

function foldPlain(
  fold: PlainFold,
  deltas: readonly Delta[],
  position: Position,
): { value: number; n: number } {
  if (fold.kind === 'top') return foldTop(fold, deltas, position)
  if (fold.kind === 'groups') return foldGroups(fold.span, deltas, position)
  if (fold.kind === 'median') return foldMedian(fold.span, deltas, position)
  if (fold.kind === 'period') return foldPeriod(fold.back, inSight(deltas, position), position.day)
  if (fold.kind === 'sum' || fold.kind === 'window') {
    const first = fold.kind === 'window' ? firstDayOfSpan(fold.span, position.day) : Number.NEGATIVE_INFINITY
    let value = 0
    let n = 0
    for (const delta of deltas) {
      if (!isVisible(delta, position) || delta.on > position.day || delta.on < first) continue
      value += delta.value
      n += delta.n ?? 1
    }
    return { value, n }
  }
  const newest = newestOf(fold, deltas, position)
  if (!newest) return { value: 0, n: 0 }
  if (fold.kind === 'last') return { value: newest.value, n: 1 }
  return { value: fold.kind === 'age' ? position.day - newest.on : newest.on - position.day, n: 1 }
}

/** The fold over groups that a figure is about, if it is. */
export function topOf(fold: Fold): Extract<PlainFold, { kind: 'top' }> | null {
  if (fold.kind === 'top') return fold
  return fold.kind === 'ratio' && fold.num.kind === 'top' ? fold.num : null
}

/** What each group comes to, the largest first: a list of its bookings would tell nobody who it is. */
function largestGroups(
  top: Extract<PlainFold, { kind: 'top' }>,
  deltas: readonly Delta[],
  position: Position,
): Delta[] {
  const { of } = top
  return [...netByGroup(top, deltas, position)]
    .filter(([, value]) => value !== 0)
    .sort(([, a], [, b]) => b - a)
    .map(([group, value]) => ({
      ...{ at: position.known, on: position.day, value },
      ...(of && group !== '' ? { ref: { kind: of, id: group } } : {}),
    }))
}

function netByGroup(
  top: Extract<PlainFold, { kind: 'top' }>,
  deltas: readonly Delta[],
  position: Position,
): Map<string, number> {
  const groups = new Map<string, number>()
  for (const delta of deltas) {
    if (!isIn(delta, top, position)) continue
    const group = delta.group ?? ''
    groups.set(group, (groups.get(group) ?? 0) + delta.value)
  }
  return groups
}

function foldTop(
  top: Extract<PlainFold, { kind: 'top' }>,
  deltas: readonly Delta[],
  position: Position,
): { value: number; n: number } {
  const amounts = [...netByGroup(top, deltas, position).values()]
    .filter((amount) => amount !== 0)
    .sort((a, b) => b - a)
  return { value: amounts.slice(0, top.k).reduce((sum, amount) => sum + amount, 0), n: amounts.length }
}

type Left = { first: Delta; net: number }

/** What is left of each group, and with which of its facts it began; those without a group stay single. */
function leftOfGroups(
  span: Span,
  deltas: readonly Delta[],
  position: Position,
): { named: Left[]; counted: number } {
  const since = firstDayOfSpan(span, position.day)
  const groups = new Map<string, Left>()
  let counted = 0
  for (const delta of deltas) {
    if (!isVisible(delta, position) || delta.on > position.day) continue
    if (delta.group === undefined) {
      if (delta.on >= since) counted += delta.value
      continue
    }
    const own = groups.get(delta.group)
    if (!own) groups.set(delta.group, { first: delta, net: delta.value })
    else {
      own.net += delta.value
      if (delta.on < own.first.on) own.first = delta
    }
  }
  const named = [...groups.values()].filter(({ first, net }) => net > 0 && first.on >= since)
  return { named, counted }
}

function foldGroups(span: Span, deltas: readonly Delta[], position: Position): { value: number; n: number } {
  const { named, counted } = leftOfGroups(span, deltas, position)
  return { value: named.length + counted, n: named.length + counted }
}

/** The groups of which something is left, those with most of it first. */
function groupsLeft(span: Span, deltas: readonly Delta[], position: Position): Delta[] {
  return leftOfGroups(span, deltas, position)
    .named.map(({ first, net }) => ({ ...first, value: net }))
    .sort((a, b) => b.value - a.value || b.on - a.on)
}

function foldMedian(span: Span, deltas: readonly Delta[], position: Position): { value: number; n: number } {
  const values = deltas
    .filter((delta) => isIn(delta, { kind: 'median', span }, position))
    .map(({ value }) => value)
    .sort((a, b) => a - b)
  const middle = values.length >> 1
  const upper = values[middle]
  if (upper === undefined) return { value: 0, n: 0 }
  const value = values.length % 2 === 1 ? upper : Math.round((values[middle - 1]! + upper) / 2)
  return { value, n: values.length }
}

/**
 * The newest by business day, then by knowing, then by order: an old visit noted late does not reset a clock.
 */
function newestOf(fold: PlainFold, deltas: readonly Delta[], position: Position): Delta | null {
  let newest: Delta | null = null
  for (const delta of deltas) {
    if (!isIn(delta, fold, position)) continue
    if (!newest || delta.on > newest.on || (delta.on === newest.on && delta.at >= newest.at)) newest = delta
  }
  return newest
}

function isIn(delta: Delta, fold: PlainFold, position: Position): boolean {
  if (!isVisible(delta, position)) return false
  if (isAhead(fold)) return true
  if (delta.on > position.day) return false
  return !hasSpan(fold) || delta.on >= firstDayOfSpan(fold.span, position.day)
}

/** Of a figure for periods, those of its facts that are known then and have begun. */
export function periodsInSight(series: Series, at: Instant): Delta[] {
  return inSight(series.deltas, { part: undefined, known: at, day: dayIndexOf(at) })
}

function inSight(deltas: readonly Delta[], position: Position): Delta[] {
  return deltas.filter((delta) => isVisible(delta, position) && delta.on <= position.day)
}

function isVisible(delta: Delta, { part, known }: Position): boolean {
  if (part === 'gate' || delta.part === 'gate' || part === undefined) {
    if (delta.part !== part) return false
  } else if (delta.part !== undefined && delta.part !== part) return false
  return delta.at <= known && (delta.until === undefined || known < delta.until)
}

/** Folds that look at a business day which may still lie ahead. */
export function isAhead(fold: PlainFold): boolean {
  return fold.kind === 'left' || (fold.kind === 'age' && fold.ahead === true)
}

/** Folds that facts leave again as days go by. */
export function hasSpan(fold: PlainFold): fold is PlainFold & { span: Span } {
  return 'span' in fold && fold.span !== undefined
}

/** Days of the window that a figure is of; null when it is of no fixed number of days. */
export function spanOf(fold: Fold): number | null {
  const plain = fold.kind === 'ratio' || fold.kind === 'gap' ? fold.den : fold
  return hasSpan(plain) && typeof plain.span === 'number' ? plain.span : null
}

/** Zero is an honest answer for sums; the age of nothing is not. */
function needsRows(fold: PlainFold): boolean {
  return ['last', 'age', 'left', 'median', 'period'].includes(fold.kind)
}

export function firstDayOfSpan(span: Span, day: DayIndex): DayIndex {
  if (span === 'week') return mondayOf(day)
  if (span === 'month') return firstOfMonth(day)
  return day - span + 1
}

export function isTicking(def: Pick<MetricDef, 'fold'>): boolean {
  return def.fold.kind === 'age' || def.fold.kind === 'left'
}

/** What the passing of a day adds to a figure that ticks. */
export function addedByDay(def: Pick<MetricDef, 'fold'>): 1 | -1 {
  return def.fold.kind === 'age' ? 1 : -1
}

function netByFact(rows: readonly Delta[]): Delta[] {
  const byFact = new Map<string, Delta>()
  for (const [index, row] of rows.entries()) {
    const key = row.ref ? `${row.ref.kind}:${row.ref.id}:${row.part ?? ''}` : `row:${index}`
    const earlier = byFact.get(key)
    byFact.set(key, earlier ? { ...earlier, value: earlier.value + row.value } : row)
  }
  return [...byFact.values()]
    .filter((row) => row.value !== 0)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || b.on - a.on)
}
