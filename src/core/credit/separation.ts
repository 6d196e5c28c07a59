import { addDays, type Day, endOfDay } from '../calendar.ts'
import { standingParts } from '../receivable/settled.ts'
import { type Factor, type FactorKey, fileFactors, payFactors } from './factors.ts'
import { factsAt, type RawCredit, type RawInstalment } from './facts.ts'

/**
 * Does a factor of the card tell good payers from bad ones here (methods §4.1)? Weight of evidence of its
 * low, middle and high scores, and the information value of all three. Cases are years of customers: what
 * was known at the beginning of the year, and how they paid what was sold to them in it.
 */
export const BINS = ['low', 'middle', 'high'] as const
export type Bin = (typeof BINS)[number]
type Count = { good: number; bad: number }

/** ln(share of the good ÷ share of the bad). `smooth` is added to each count, that no bin is infinite. */
export function weightOfEvidence(bin: Count, all: Count, smooth = 0): number {
  return Math.log((bin.good + smooth) / all.good / ((bin.bad + smooth) / all.bad))
}

/** What one bin adds to the information value; never below nothing. */
export function informationPart(bin: Count, all: Count, smooth = 0): number {
  const gap = (bin.good + smooth) / all.good - (bin.bad + smooth) / all.bad
  return gap * weightOfEvidence(bin, all, smooth)
}

export const BANDS = ['none', 'weak', 'medium', 'strong', 'suspicious'] as const
export type Band = (typeof BANDS)[number]

/** Beyond .5 a factor is more often a copy of the outcome than a wonder. */
export function bandOf(iv: number): Band {
  if (iv < 0.02) return 'none'
  if (iv < 0.1) return 'weak'
  if (iv < 0.3) return 'medium'
  return iv < 0.5 ? 'strong' : 'suspicious'
}

/** Later than this is bad, within the year after the beginning. */
const BAD_DAYS = 60
const YEAR = 365
const YEARS = 3
const LOW_BELOW = 0.4
const HIGH_FROM = 0.7
const SMOOTH = 0.5
/** Fewer good or bad cases than this say nothing of a factor. */
export const CASES_LEAST = 10

export type Case = { customerId: string; from: Day; bad: boolean; factors: readonly Factor[] }

/** The first day of the earliest year that cases can begin on. */
export function firstCaseOn(asOf: Day): Day {
  return addDays(asOf, -YEARS * YEAR)
}

/**
 * The years of one customer by what was known at the end of `asOf`; `lateShareAt` is what the company as a
 * whole showed on a day. A year counts when something sold in it can be judged by now.
 */
export function casesOf(raw: RawCredit, asOf: Day, lateShareAt: (day: Day) => number): Case[] {
  const cases: Case[] = []
  for (let year = YEARS; year >= 1; year -= 1) {
    const from = addDays(asOf, -year * YEAR)
    const outcome = outcomeOf(raw, { from, to: addDays(from, YEAR), asOf })
    if (outcome === null) continue
    const facts = factsAt(raw, from)
    // Nobody dealt with them yet and nothing was on file: there was nothing to score.
    if (facts.yearsTogether === null && facts.file.size === 0) continue
    const factors = [...fileFactors(facts), ...payFactors(facts, lateShareAt(from))]
    cases.push({ customerId: raw.customerId, from, bad: outcome === 'bad', factors })
  }
  return cases
}

function outcomeOf(raw: RawCredit, span: { from: Day; to: Day; asOf: Day }): 'good' | 'bad' | null {
  let outcome: 'good' | 'bad' | null = null
  for (const one of raw.instalments) {
    if (one.issuedOn <= span.from || one.issuedOn > span.to) continue
    const judged = judge(one, span.asOf)
    if (judged === 'bad') return 'bad'
    outcome = judged ?? outcome
  }
  return outcome
}

/** Bad: part of it was open for more than sixty days. Good: it was not, and it could have been by now. */
function judge(one: RawInstalment, asOf: Day): 'good' | 'bad' | null {
  const end = endOfDay(asOf)
  const known = ({ at, until }: { at: number; until: number | null }) =>
    at <= end && (until === null || until > end)
  if (!known(one)) return null
  const lastGood = addDays(one.dueOn, BAD_DAYS)
  const inTime = standingParts(one.paid.filter((part) => known(part) && part.on <= lastGood))
  if (inTime.reduce((sum, { fen }) => sum + fen, 0) >= one.fen) return 'good'
  return lastGood < asOf ? 'bad' : null
}

export type Separation = {
  key: FactorKey
  part: Factor['part']
  max: number
  /** cases in which it was known */
  n: number
  bad: number
  /** null: too few good or bad cases, or all of them alike */
  iv: number | null
  band: Band | null
  /** more points went with worse payers */
  reversed: boolean
  bins: { bin: Bin; n: number; bad: number }[]
}

/** Each factor by itself, over the cases in which something was known of it. */
export function separationOf(cases: readonly Case[]): Separation[] {
  const byKey = new Map<FactorKey, { factor: Factor; bad: boolean }[]>()
  for (const { factors, bad } of cases) {
    for (const factor of factors) {
      const there = byKey.get(factor.key)
      if (there) there.push({ factor, bad })
      else byKey.set(factor.key, [{ factor, bad }])
    }
  }
  return [...byKey].map(([key, all]) => {
    const known = all.filter(({ factor }) => factor.known)
    const bins = BINS.map((bin) => ({ bin, ...countOf(known.filter(({ factor }) => binOf(factor) === bin)) }))
    const total = countOf(known)
    const { part, max } = all[0]!.factor
    return {
      ...{ key, part, max },
      ...{ n: known.length, bad: total.bad },
      ...evidenceOf(bins, total),
      bins: bins.map(({ bin, good, bad }) => ({ bin, n: good + bad, bad })),
    }
  })
}

function binOf({ points, max }: Factor): Bin {
  const share = points / max
  return share < LOW_BELOW ? 'low' : share < HIGH_FROM ? 'middle' : 'high'
}

function countOf(cases: readonly { bad: boolean }[]): Count {
  const bad = cases.filter((one) => one.bad).length
  return { good: cases.length - bad, bad }
}

function evidenceOf(bins: readonly Count[], all: Count): Pick<Separation, 'iv' | 'band' | 'reversed'> {
  const filled = bins.filter(({ good, bad }) => good + bad > 0)
  const tooFew = all.good < CASES_LEAST || all.bad < CASES_LEAST || filled.length < 2
  if (tooFew) return { iv: null, band: null, reversed: false }
  const smoothed = { good: all.good + SMOOTH * filled.length, bad: all.bad + SMOOTH * filled.length }
  const iv = filled.reduce((sum, bin) => sum + informationPart(bin, smoothed, SMOOTH), 0)
  const [first, last] = [filled[0]!, filled.at(-1)!]
  const turned = weightOfEvidence(first, smoothed, SMOOTH) > weightOfEvidence(last, smoothed, SMOOTH)
  return { iv, band: bandOf(iv), reversed: turned && bandOf(iv) !== 'none' }
}
