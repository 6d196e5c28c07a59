import { type Factor, type FactorKey, fileFactors, payFactors } from './factors.ts'
import type { CreditFacts } from './facts.ts'
import { defaultBp, type Grade, nextGrade, SCORE_PER_POINT, scoreOf, worseOf } from './scale.ts'

/** Facts that no score can outweigh; each caps the grade (methods §4.1). */
export const STOPS = [
  'dishonest',
  'insolvent',
  'ended',
  'overdue60',
  'bounced',
  'enforced',
  'promises',
] as const
export type Stop = (typeof STOPS)[number]
const CAP: Record<Stop, Grade> = {
  dishonest: 'D',
  insolvent: 'D',
  ended: 'D',
  overdue60: 'D',
  bounced: 'C',
  enforced: 'C',
  promises: 'C',
}

export type Confidence = 'low' | 'medium' | 'high'

/** A factor as it stands in a rating: how many score points it is worth more or less than an average one. */
export type RatedFactor = Factor & { weightBp: number; impact: number }
export type Reason = { stop: Stop } | { factor: FactorKey; impact: number }

export type Rating = {
  score: number
  /** what the score alone and the former grade give */
  scoreGrade: Grade
  /** what holds: after hard stops and an override */
  grade: Grade
  defaultBp: number
  /** instalments that could be judged, and how much they count against the file */
  matured: number
  credibilityBp: number
  confidence: Confidence
  factors: RatedFactor[]
  stops: Stop[]
  /** the three largest drivers, the strongest first (C015) */
  reasons: Reason[]
  overrideId: string | null
}

/** Against what the rest of the company shows, and which grade held before. */
export type Against = { lateShare: number; former: Grade | null }

/** So many instalments count as much as the whole file (Bühlmann, methods §4.1). */
const CREDIBILITY_K = 6
/** An average factor has six tenths of its points: what 600 at 20:1 stands for. */
const AVERAGE = 0.6
const REASONS = 3

/**
 * The rating of a customer from the facts of one day (C015 C024): an expert card for the file, payment
 * behaviour as far as there is any, hard stops, and an override on top. It works with two invoices because
 * two invoices then count for a quarter.
 */
export function rate(facts: CreditFacts, against: Against): Rating {
  return rateFactors(facts, fileFactors(facts), against)
}

/** The same with a file that is given, for "what if it were complete". */
export function rateFactors(facts: CreditFacts, file: Factor[], { lateShare, former }: Against): Rating {
  const z = facts.matured / (facts.matured + CREDIBILITY_K)
  const pay = payFactors(facts, lateShare)
  const points = (1 - z) * sum(file) + z * sum(pay)
  const score = scoreOf(points)
  const factors = [...file, ...pay].map((factor) => {
    const weight = factor.part === 'file' ? 1 - z : z
    const impact = weight * (factor.points - AVERAGE * factor.max) * SCORE_PER_POINT
    return { ...factor, weightBp: Math.round(weight * 10_000), impact: Math.round(impact) }
  })
  const stops = stopsOf(facts)
  const scoreGrade = nextGrade(former, score)
  const capped = stops.reduce<Grade>((grade, stop) => worseOf(grade, CAP[stop]), scoreGrade)
  return {
    ...{ score, scoreGrade, factors, stops },
    grade: facts.override?.grade ?? capped,
    defaultBp: defaultBp(score),
    matured: facts.matured,
    credibilityBp: Math.round(z * 10_000),
    confidence: confidenceOf(facts.matured, file),
    reasons: reasonsOf(factors, stops),
    overrideId: facts.override?.id ?? null,
  }
}

function sum(factors: readonly Factor[]): number {
  return factors.reduce((total, { points }) => total + points, 0)
}

function stopsOf(facts: CreditFacts): Stop[] {
  const flagged = (item: 'dishonest' | 'insolvent' | 'bounced') => facts.file.get(item)?.value === 1
  const { register } = facts
  const stops: Stop[] = []
  if (isDishonest(facts)) stops.push('dishonest')
  if (flagged('insolvent')) stops.push('insolvent')
  if (register.ended?.is) stops.push('ended')
  if (facts.overdue.some(({ days }) => days > 60)) stops.push('overdue60')
  if (flagged('bounced')) stops.push('bounced')
  if (register.enforced?.is) stops.push('enforced')
  if (facts.brokenPromises90 >= 2) stops.push('promises')
  return stops
}

/** A checker and the register may disagree: the later of the two counts, and the worse of one day (C011). */
function isDishonest({ file, register: { dishonest } }: CreditFacts): boolean {
  const item = file.get('dishonest')
  if (!item || !dishonest) return item?.value === 1 || dishonest?.is === true
  if (item.on === dishonest.on) return item.value === 1 || dishonest.is
  return item.on > dishonest.on ? item.value === 1 : dishonest.is
}

function reasonsOf(factors: readonly RatedFactor[], stops: readonly Stop[]): Reason[] {
  const drivers = factors
    .filter(({ impact }) => impact !== 0)
    // What nobody knows explains less than what somebody knows.
    .sort((a, b) => Number(b.known) - Number(a.known) || Math.abs(b.impact) - Math.abs(a.impact))
    .map(({ key, impact }): Reason => ({ factor: key, impact }))
  return [...stops.map((stop): Reason => ({ stop })), ...drivers].slice(0, REASONS)
}

/** What moved a score from one rating to the next: new hard stops, then the factors that changed most. */
export function driversOfChange(before: Rating, after: Rating): Reason[] {
  const was = new Map(before.factors.map(({ key, impact }) => [key, impact]))
  const stops = after.stops.filter((stop) => !before.stops.includes(stop))
  const changes = after.factors
    .map(({ key, impact }) => ({ factor: key, impact: impact - (was.get(key) ?? 0) }))
    .filter(({ impact }) => impact !== 0)
    .sort((a, b) => Math.abs(b.impact) - Math.abs(a.impact))
  return [...stops.map((stop): Reason => ({ stop })), ...changes].slice(0, REASONS)
}

/** Few invoices and an empty file say little, and the page says so (law 11). */
function confidenceOf(matured: number, file: readonly Factor[]): Confidence {
  const known = file.reduce((total, { known, max }) => total + (known ? max : 0), 0)
  if (matured >= 12 || (matured >= 6 && known >= 50)) return 'high'
  return matured >= 3 || known >= 50 ? 'medium' : 'low'
}
