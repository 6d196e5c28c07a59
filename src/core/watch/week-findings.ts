import { normalCdf } from '../stats/distributions.ts'
import { rejectedByBh } from '../stats/multiple.ts'
import type { StatisticsKind } from './metric.ts'
import { limitsOf, type StatisticalThreshold, type Surprise } from './surprise.ts'

/** One of ten of what a digest calls a finding may be chance (methods §1.4). */
export const DIGEST_Q = 0.1

/** One watched figure of one subject at the end of a week, with how surprising it was on its bad side. */
export type Tested = { key: string; p: number }

/**
 * The chance of a week this bad or worse if nothing had changed: Φ of the average over its own standard
 * deviation, which is widened as the alarm's limit is for figures whose own past strays further than promised
 * (methods §1.4). Null: the week says nothing either way, and is no test.
 */
export function chanceOf(
  surprise: Surprise,
  kind: StatisticsKind,
  threshold: StatisticalThreshold,
): number | null {
  if (surprise.score === null || surprise.alarm === 'thin') return null
  const width = surprise.limit / limitsOf(kind, threshold).average
  return normalCdf(surprise.score / width)
}

/**
 * Which of a week's figures stand out although so many were looked at (Benjamini & Hochberg 1995), the least
 * likely first. For the digest's order only: whether somebody is warned does not depend on how others did.
 */
export function standingOut<T extends Tested>(tested: readonly T[], q: number = DIGEST_Q): T[] {
  const sorted = [...tested].sort((a, b) => a.p - b.p || (a.key < b.key ? -1 : 1))
  return sorted.slice(
    0,
    rejectedByBh(
      sorted.map(({ p }) => p),
      q,
    ),
  )
}
