import type { DayIndex } from '../watch/day-index.ts'

/** How many of something on each day of a span: what a hundred thousand days in a list would say as well. */
export type DayCounts = { from: DayIndex; counts: Int32Array }

export function noDays(from: DayIndex, to: DayIndex): DayCounts {
  return { from, counts: new Int32Array(Math.max(0, to - from + 1)) }
}

export function countDay({ from, counts }: DayCounts, day: DayIndex): void {
  if (day >= from && day - from < counts.length) counts[day - from]! += 1
}

/** The mean of a share of each day over the days counted within a reach; null without any. */
export function meanOver(
  { from, counts }: DayCounts,
  shares: Float64Array,
  reach: { from: DayIndex; to: DayIndex },
): number | null {
  let sum = 0
  let n = 0
  const last = Math.min(counts.length - 1, reach.to - from)
  for (let index = Math.max(0, reach.from - from); index <= last; index += 1) {
    sum += counts[index]! * shares[index]!
    n += counts[index]!
  }
  return n === 0 ? null : sum / n
}
