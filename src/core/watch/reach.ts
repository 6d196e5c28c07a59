import type { Instant } from '../calendar.ts'
import { type DayIndex, dayIndexOf, startOfDayIndex } from './day-index.ts'
import type { History } from './evaluate.ts'
import type { Delta, MetricDef, PlainFold } from './metric.ts'
import { gridFloor } from './points.ts'
import { type Condition, isLeaf, type Leaf, type Rule, type Threshold } from './rule.ts'

/** What is known of one subject, before anything is worked out from it. */
type Facts = Pick<History, 'series' | 'fields'>

/**
 * The soonest instant from `from` on at which a rule's condition can hold if no new fact arrives: it
 * certainly does not before, so that a subject with no state of this rule need not be looked at until then.
 * Null: it never can. Every figure is held between the least and the most that what is known can make of
 * it, whenever it becomes known, ends or leaves a window; of one that ticks it is known as well how far it
 * can be.
 */
export function soonestHold(rule: Rule, facts: Facts, from: Instant): Instant | null {
  const known = gridFloor(rule.grid, from)
  const soonest = reaches(rule.condition, facts, known)
  if (soonest === null) return null
  return rule.grid === 'change' ? Math.max(soonest, from) : from
}

function reaches(condition: Condition, facts: Facts, from: Instant): Instant | null {
  if (isLeaf(condition)) return leafReaches(condition, facts, from)
  if ('not' in condition) return from
  if ('any' in condition) {
    let soonest: Instant | null = null
    for (const part of condition.any) {
      const own = reaches(part, facts, from)
      if (own !== null && (soonest === null || own < soonest)) soonest = own
    }
    return soonest
  }
  let last = from
  for (const part of condition.all) {
    const own = reaches(part, facts, from)
    if (own === null) return null
    if (own > last) last = own
  }
  return last
}

function leafReaches(leaf: Leaf, facts: Facts, from: Instant): Instant | null {
  // What chance allows is worked out from the weeks, not from the figure.
  if (leaf.threshold.kind === 'statistical') return from
  const { def, deltas } = facts.series.get(leaf.metric)!
  const value = boundsOf(def, deltas, from)
  if (value === null || mostCounted(def, deltas) < (leaf.minN ?? 0)) return null
  const line = linesOf(leaf.threshold, deltas, facts)
  if (line === null) return null
  const isEver = () => {
    switch (leaf.op) {
      case 'gt':
        return value.most > line.least
      case 'gte':
        return value.most >= line.least
      case 'lt':
        return value.least < line.most
      case 'lte':
        return value.least <= line.most
      case 'eq':
        return value.least <= line.most && value.most >= line.least
      case 'ne':
        return true
    }
  }
  return isEver() ? Math.max(from, ticksTo(leaf, def, value, line)) : null
}

/** Before this instant a figure that moves by one a day cannot have come as far as the line. */
function ticksTo({ op }: Leaf, { fold }: MetricDef, { from }: Bounds, line: Bounds): Instant {
  if (from === undefined) return Number.NEGATIVE_INFINITY
  let day: number
  if (fold.kind === 'age' && op !== 'lt' && op !== 'lte' && op !== 'ne')
    day = op === 'gt' ? Math.floor(from + line.least) + 1 : Math.ceil(from + line.least)
  else if (fold.kind === 'left' && op !== 'gt' && op !== 'gte' && op !== 'ne')
    day = op === 'lt' ? Math.floor(from - line.most) + 1 : Math.ceil(from - line.most)
  else return Number.NEGATIVE_INFINITY
  return Number.isFinite(day) ? startOfDayIndex(day) : Number.NEGATIVE_INFINITY
}

/** `from`: of a figure that ticks, the first of the days that it can be counted from or to. */
type Bounds = { least: number; most: number; from?: DayIndex }

const ANYTHING: Bounds = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY }

/** Between what a figure stays from `from` on; null: it has no value at any time. */
function boundsOf({ fold, gate }: MetricDef, deltas: readonly Delta[], from: Instant): Bounds | null {
  if (gate && sums(deltas, 'gate').most <= 0) return null
  if (fold.kind === 'gap') return deltas.length === 0 ? null : ANYTHING
  if (fold.kind === 'ratio') {
    const isPlain = fold.den.kind === 'sum' || fold.den.kind === 'window'
    return isPlain && sums(deltas, 'den').most <= 0 ? null : ANYTHING
  }
  return plainBounds(fold, deltas, from)
}

function plainBounds(fold: PlainFold, deltas: readonly Delta[], from: Instant): Bounds | null {
  if (fold.kind === 'sum' || fold.kind === 'window') return sums(deltas, undefined)
  if (fold.kind === 'top' || fold.kind === 'groups') return ANYTHING
  if (fold.kind === 'period') return deltas.length === 0 ? null : ANYTHING
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let bounds: Bounds | null = null
  for (const { part, on, value } of deltas) {
    if (part !== undefined) continue
    bounds ??= { least: value, most: value }
    bounds.least = Math.min(bounds.least, value)
    bounds.most = Math.max(bounds.most, value)
    first = Math.min(first, on)
    last = Math.max(last, on)
  }
  if (bounds === null || fold.kind === 'last') return bounds
  if (fold.kind === 'median') return ANYTHING
  // The newest of the facts cannot lie beyond the last of them, and days only pass.
  return fold.kind === 'age'
    ? { least: dayIndexOf(from) - last, most: Number.POSITIVE_INFINITY, from: first }
    : { least: Number.NEGATIVE_INFINITY, most: last - dayIndexOf(from), from: first }
}

/** All that takes away and all that adds: no selection of the facts sums to less or to more. */
function sums(deltas: readonly Delta[], wanted: Delta['part']): Bounds {
  const bounds = { least: 0, most: 0 }
  for (const { part, value } of deltas) {
    if (part !== wanted && (wanted === 'gate' || part !== undefined)) continue
    if (value < 0) bounds.least += value
    else bounds.most += value
  }
  return bounds
}

/** No reading rests on more cases; of groups a row without a name stands for as many as it says. */
function mostCounted({ fold }: MetricDef, deltas: readonly Delta[]): number {
  const isOfGroups = fold.kind === 'groups' || (fold.kind === 'ratio' && fold.den.kind === 'groups')
  let count = 0
  for (const { n, group, value } of deltas) {
    const own = n ?? 1
    count += isOfGroups && group === undefined ? Math.max(own, value) : own
  }
  return count
}

/** Between what a line runs; null: it is never drawn. */
function linesOf(threshold: Threshold, deltas: readonly Delta[], { fields }: Facts): Bounds | null {
  if (threshold.kind === 'fixed') return { least: threshold.value, most: threshold.value }
  if (threshold.kind === 'own-gaps') {
    const days = new Set(deltas.map(({ on }) => on))
    return days.size > threshold.minGaps ? { ...ANYTHING, least: threshold.atLeast } : null
  }
  if (threshold.kind !== 'field') return ANYTHING
  const line = { least: threshold.otherwise, most: threshold.otherwise }
  for (const { value } of fields[threshold.field] ?? []) {
    if (typeof value !== 'number') continue
    line.least = Math.min(line.least, (value * threshold.pct) / 100)
    line.most = Math.max(line.most, (value * threshold.pct) / 100)
  }
  return line
}
