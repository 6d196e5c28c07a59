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
