import { normalQuantile } from './distributions.ts'

export type Interval = { low: number; high: number }

/** Score interval of Wilson (1927) for k of n. */
export function wilson(k: number, n: number, confidence = 0.95): Interval {
  const z = normalQuantile(0.5 + confidence / 2)
  const p = k / n
  const centre = p + (z * z) / (2 * n)
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  const scale = 1 + (z * z) / n
  return { low: Math.max(0, (centre - half) / scale), high: Math.min(1, (centre + half) / scale) }
}
