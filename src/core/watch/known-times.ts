import type { Instant } from '../calendar.ts'
import type { Delta, Series } from './metric.ts'

/** From when on something is known for good, and what is known for a while only. */
export type KnownTimes = { from: Instant; passing: readonly Delta[] }

export function knownTimesOf(all: ReadonlyMap<string, Series>): KnownTimes {
  let from = Number.POSITIVE_INFINITY
  const passing: Delta[] = []
  for (const { deltas } of all.values()) {
    for (const delta of deltas) {
      if (delta.until !== undefined) passing.push(delta)
      else if (delta.at < from) from = delta.at
    }
  }
  return { from, passing }
}
