import { normalCdf } from '../stats/distributions.ts'
import { rejectedByBh } from '../stats/multiple.ts'
import type { StatisticsKind } from './metric.ts'
import type { SubjectKind } from './subject.ts'
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

/**
 * A figure of a person or of a team; `teamId` is where the person is, `mode` whether its rule tells
 * anybody.
 */
export type Found = Tested & {
  kind: SubjectKind
  mode: 'on' | 'trial'
  subjectId: string
  label: string
  figure: string
  teamId: string | null
}

/**
 * The same figure of people and of their team are tests of their own, and one slump would be told twice. One
 * of them is left, whichever says more: a person who alone stands out, more clearly than the team, is why the
 * team does; otherwise it is the team's. What a rule on trial found never takes the place of what is told.
 * `also` names whose figures went into it.
 */
export function toldOnce<T extends Found>(found: readonly T[]): (T & { also: string[] })[] {
  const also = new Map<T, string[]>()
  const gone = new Set<T>()
  for (const team of found) {
    if (team.kind !== 'team') continue
    const people = found.filter(
      ({ kind, figure, teamId }) => kind === 'rep' && figure === team.figure && teamId === team.subjectId,
    )
    if (people.length === 0) continue
    const all = [team, ...people]
    const kept = saysMost(team, people)
    const [first] = kept
    for (const one of all) if (!kept.includes(one)) gone.add(one)
    also.set(
      first!,
      all.filter((one) => !kept.includes(one)).map(({ label }) => label),
    )
  }
  return found.filter((one) => !gone.has(one)).map((one) => ({ ...one, also: also.get(one) ?? [] }))
}

function saysMost<T extends Found>(team: T, people: readonly T[]): T[] {
  const isToldOf = [team, ...people].some(({ mode }) => mode === 'on')
  const own = people.filter(({ mode }) => !isToldOf || mode === 'on')
  if (isToldOf && team.mode === 'trial') return own
  const [only] = own
  return only && own.length === 1 && only.p <= team.p ? [only] : [team]
}
