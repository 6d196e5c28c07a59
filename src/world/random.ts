/**
 * Seeded randomness. Every part of the company draws from a stream of its own, named by a label, so that
 * a change in one part does not reshuffle all others and a seed means the same company on every machine.
 */
export type Random = {
  /** uniform in [0, 1) */
  next(): number
  /** whole number from `low` to `high`, both included */
  int(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /**
   * lognormal: half of the draws lie below `median`; `spread` is the standard deviation of the logarithm
   */
  around(median: number, spread: number): number
  poisson(mean: number): number
  shuffle<T>(items: readonly T[]): T[]
  /** an independent stream that depends on the seed and the label only, not on draws made so far */
  fork(label: string): Random
}

export function createRandom(seed: string): Random {
  const next = splitmix(hash(seed))
  const random: Random = {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    around: (median, spread) => median * Math.exp(spread * normal(next)),
    poisson: (mean) => poisson(next, mean),
    shuffle: (items) => {
      const shuffled = [...items]
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = Math.floor(next() * (last + 1))
        const kept = shuffled[last]!
        shuffled[last] = shuffled[other]!
        shuffled[other] = kept
      }
      return shuffled
    },
    fork: (label) => createRandom(`${seed}/${label}`),
  }
  return random
}

/** FNV-1a over UTF-16 units: enough to tell labels apart. */
export function hash(text: string): number {
  let state = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193)
  }
  return state >>> 0
}

/**
 * SplitMix32: a Weyl sequence and a finaliser. Its period of 2³² is far more than any stream here draws.
 */
function splitmix(start: number): () => number {
  let state = start | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    mixed ^= mixed >>> 15
    return (mixed >>> 0) / 4_294_967_296
  }
}

function normal(next: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - next()))
  return radius * Math.cos(2 * Math.PI * next())
}

/** Counts exponential gaps; means here are small, so the loop is short. */
function poisson(next: () => number, mean: number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = next(); product > limit; product *= next()) count += 1
  return count
}
