import { normalQuantile } from './distributions.ts'

/** Beyond four nothing is more surprising; it keeps one freak value from ruling an average. */
const MOST = 4

/**
 * How unlikely a value is under its own predictive distribution, as a normal score: `below` is P(Y < y) and
 * `at` is P(Y = y), so that a discrete value sits in the middle of its own mass (mid-p). Low values give
 * negative scores whichever side is bad.
 */
export function surpriseZ(below: number, at: number): number {
  return Math.max(-MOST, Math.min(MOST, normalQuantile(below + at / 2)))
}
