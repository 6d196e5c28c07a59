import type { Instant } from '../calendar.ts'
import { dayIndexOf, startOfDayIndex } from './day-index.ts'
import type { Finding, LeafFinding } from './evaluate.ts'
import { addedByDay, isTicking } from './fold.ts'
import type { Series } from './metric.ts'
import { excessOfLevel } from './threshold.ts'

/**
 * The next start of a day at which the mere passing of days changes what a finding made at `at` says: an age
 * crosses its line or reaches the next level. Null when only facts can change it. This is why a customer
 * in order costs nothing on most days.
 */
export function nextCrossing(
  finding: Finding,
  series: ReadonlyMap<string, Series>,
  at: Instant,
): Instant | null {
  const soonest = Math.min(soonestOf(finding.leaves, series), soonestOf(finding.clearLeaves, series))
  return Number.isFinite(soonest) ? startOfDayIndex(dayIndexOf(at) + soonest) : null
}

function soonestOf(leaves: readonly LeafFinding[], series: ReadonlyMap<string, Series>): number {
  let soonest = Number.POSITIVE_INFINITY
  for (const leaf of leaves) {
    const def = series.get(leaf.metric)?.def
    if (def && isTicking(def)) soonest = Math.min(soonest, daysToCrossing(leaf, addedByDay(def)))
  }
  return soonest
}

/** Whole days until the truth or the level of the leaf may change, its value moving by `direction` a day. */
function daysToCrossing(leaf: LeafFinding, direction: 1 | -1): number {
  const { value, threshold } = leaf
  if (value === null || threshold === null) return Number.POSITIVE_INFINITY
  let soonest = Number.POSITIVE_INFINITY
  const consider = (mark: number) => {
    const days = (mark - value) * direction
    if (days > 0 && days < soonest) soonest = days
  }
  consider(Math.floor(threshold))
  consider(Math.ceil(threshold))
  consider(Math.floor(threshold) + 1)
  consider(Math.ceil(threshold) - 1)
  const worsens =
    direction === 1 ? leaf.op === 'gt' || leaf.op === 'gte' : leaf.op === 'lt' || leaf.op === 'lte'
  if (worsens) {
    const excess = excessOfLevel(threshold, leaf.level + 1)
    consider(Math.ceil(threshold + excess))
    consider(Math.floor(threshold - excess))
  }
  return soonest
}
