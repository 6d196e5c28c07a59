/**
 * Since when: the split of a series into stretches of constant mean that costs least, with `penalty` per
 * change (exact optimal partitioning, Jackson et al. 2005; O(n²), n is at most a few years of weeks).
 * Returns the index at which each later stretch begins.
 */
export function changePoints(values: readonly number[], penalty: number, shortest = 4): number[] {
  const n = values.length
  const sums = [0]
  const squares = [0]
  for (const value of values) {
    sums.push(sums.at(-1)! + value)
    squares.push(squares.at(-1)! + value * value)
  }
  const cost = (from: number, to: number) =>
    squares[to]! - squares[from]! - (sums[to]! - sums[from]!) ** 2 / (to - from)
  const best = [-penalty]
  const begun = [0]
  for (let to = 1; to <= n; to += 1) {
    best.push(Number.POSITIVE_INFINITY)
    begun.push(0)
    for (let from = 0; from <= to - shortest; from += 1) {
      const total = best[from]! + cost(from, to) + penalty
      if (total < best[to]!) {
        best[to] = total
        begun[to] = from
      }
    }
  }
  const starts: number[] = []
  for (let to = n; to > 0 && begun[to]! > 0; to = begun[to]!) starts.unshift(begun[to]!)
  return starts
}

/** What the stretches that begin at these indices leave unexplained: squared distances from their means. */
export function squaredError(values: readonly number[], starts: readonly number[]): number {
  const edges = [0, ...starts, values.length]
  let total = 0
  for (let index = 1; index < edges.length; index += 1) {
    const part = values.slice(edges[index - 1], edges[index])
    const mean = part.reduce((sum, value) => sum + value, 0) / Math.max(part.length, 1)
    for (const value of part) total += (value - mean) ** 2
  }
  return total
}

/**
 * After each value, for how long the level has most probably been what it is: the run length with the largest
 * posterior (Adams & MacKay 2007), levels drawn around `mean` with `kappa` cases' worth of certainty, values
 * around their level with a known spread, a change after every value with probability `hazard`. It says
 * since when, and is weak as an alarm (methods §1.7).
 */
export function likelyRuns(
  values: readonly number[],
  { sigma, mean, kappa, hazard }: { sigma: number; mean: number; kappa: number; hazard: number },
): number[] {
  let runs = [{ weight: 1, mean, kappa }]
  return values.map((value) => {
    const seen = runs.map((run) => {
      const spread = sigma * Math.sqrt(1 + 1 / run.kappa)
      const likely = Math.exp(-0.5 * ((value - run.mean) / spread) ** 2) / spread
      return { ...run, weight: run.weight * likely }
    })
    const total = seen.reduce((sum, { weight }) => sum + weight, 0)
    const grown = seen.map((run) => ({
      weight: (run.weight * (1 - hazard)) / total,
      mean: (run.kappa * run.mean + value) / (run.kappa + 1),
      kappa: run.kappa + 1,
    }))
    runs = [{ weight: hazard, mean, kappa }, ...grown]
    let best = 0
    for (const [length, { weight }] of runs.entries()) if (weight > runs[best]!.weight) best = length
    return best
  })
}
