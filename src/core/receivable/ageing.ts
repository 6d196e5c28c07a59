/**
 * Ageing buckets by days overdue; `not due` ends at day 0 because an instalment is overdue from the day after
 * its due date.
 */
export type Bucket = { label: string; fromDays: number | null; toDays: number | null }

export const DEFAULT_BOUNDS: readonly number[] = [30, 60, 90]

/**
 * Upper bounds [30, 60, 90] → not_due, 1-30, 31-60, 61-90, 91+. Every number of days falls into exactly one
 * bucket.
 */
export function ageingBuckets(bounds: readonly number[] = DEFAULT_BOUNDS): Bucket[] {
  const sorted = [...new Set(bounds)].filter((bound) => bound >= 1).sort((a, b) => a - b)
  const buckets: Bucket[] = [{ label: 'not_due', fromDays: null, toDays: 0 }]
  let from = 1
  for (const bound of sorted) {
    buckets.push({ label: `${from}-${bound}`, fromDays: from, toDays: bound })
    from = bound + 1
  }
  buckets.push({ label: `${from}+`, fromDays: from, toDays: null })
  return buckets
}

export function bucketIndex(buckets: readonly Bucket[], overdueDays: number): number {
  return buckets.findIndex(
    (bucket) =>
      (bucket.fromDays === null || overdueDays >= bucket.fromDays) &&
      (bucket.toDays === null || overdueDays <= bucket.toDays),
  )
}
