import { lnGamma, regularBeta } from './special.ts'

/** k of n cases of one group. */
export type Cases = { k: number; n: number }

/** What differs by less than this is a tie: probabilities come out of logarithms. */
const TIE = 1 + 1e-7

/**
 * Fisher's exact test (1935), two-sided by probability: how often chance alone would part the same cases at
 * least so unevenly over the two groups. Between 0 and 1; 1 where one of the groups is empty.
 */
export function fisherExact(a: Cases, b: Cases): number {
  const good = a.k + b.k
  const first = Math.max(0, good - b.n)
  const last = Math.min(a.n, good)
  const lnAll = lnChoose(a.n + b.n, good)
  const chanceOf = (k: number) => Math.exp(lnChoose(a.n, k) + lnChoose(b.n, good - k) - lnAll)
  const seen = chanceOf(a.k) * TIE
  let p = 0
  for (let k = first; k <= last; k += 1) {
    const chance = chanceOf(k)
    if (chance <= seen) p += chance
  }
  return Math.min(1, p)
}

/**
 * Whether two counts over stretches of different length come from one rate: given both together, the first is
 * binomial by its share of the time (Przyborowski & Wilenski 1940). Two-sided, twice the smaller tail; 1
 * where nothing happened or no time passed.
 */
export function countsExact(a: { count: number; time: number }, b: { count: number; time: number }): number {
  const n = a.count + b.count
  if (n === 0 || a.time <= 0 || b.time <= 0) return 1
  const share = a.time / (a.time + b.time)
  // P(X ≥ k) = I_share(k, n − k + 1) and P(X ≤ k) = 1 − P(X ≥ k + 1).
  const atLeast = (k: number) => (k <= 0 ? 1 : k > n ? 0 : regularBeta(share, k, n - k + 1))
  return Math.min(1, 2 * Math.min(atLeast(a.count), 1 - atLeast(a.count + 1)))
}

function lnChoose(n: number, k: number): number {
  return lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1)
}
