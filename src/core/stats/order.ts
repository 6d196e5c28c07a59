/** Quantile of sorted values by linear interpolation (type 7 of Hyndman & Fan 1996). */
export function quantile(sorted: readonly number[], p: number): number {
  const at = (sorted.length - 1) * p
  const low = Math.floor(at)
  const high = Math.min(low + 1, sorted.length - 1)
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!)
}

export function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5)
}

/** Median absolute deviation; times 1.4826 it estimates a standard deviation. */
export function medianDeviation(values: readonly number[]): number {
  const middle = median(values)
  return median(values.map((value) => Math.abs(value - middle)))
}

export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b)
}
