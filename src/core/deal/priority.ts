import type { Fen } from '../money.ts'
import { type Interval, wilson } from '../stats/interval.ts'

/**
 * Which open deals deserve the next hour (C044 C279): chance × money, against what is being put in. The
 * chance is the company's own: of the deals that were in this stage for as long as this one is, and are over
 * by now, so many were won.
 */

/** Closed deals that stayed so many days in a stage before they left it: how many, and how many were won. */
export type Stay = { stageId: string; days: number; n: number; won: number }

/** `basis` is the narrowest group with enough cases; below `FEWEST` in all there is no chance to speak of. */
export type Chance = { value: number; n: number; interval: Interval; basis: 'age' | 'stage' | 'all' }

export const FEWEST = 8
/** A narrow group leans on the wider one with the weight of so many cases. */
const LEAN = 4

/** Null: too few deals have come to an end to say anything. */
export function chanceOf(
  stays: readonly Stay[],
  ended: { n: number; won: number },
  deal: { stageId: string; stageDays: number },
): Chance | null {
  if (ended.n < FEWEST) return null
  const own = stays.filter(({ stageId }) => stageId === deal.stageId)
  const inStage = sum(own)
  const asOld = sum(own.filter(({ days }) => days >= deal.stageDays))
  const all = ended.won / ended.n
  const stage = leaning(inStage, all)
  const age = leaning(asOld, stage)
  const said = (value: number, group: { n: number; won: number }, basis: Chance['basis']): Chance => ({
    value,
    n: group.n,
    interval: wilson(group.won, group.n),
    basis,
  })
  if (asOld.n >= FEWEST) return said(age, asOld, 'age')
  if (inStage.n >= FEWEST) return said(age, inStage, 'stage')
  return said(stage, ended, 'all')
}

function sum(stays: readonly Stay[]): { n: number; won: number } {
  return stays.reduce((total, { n, won }) => ({ n: total.n + n, won: total.won + won }), { n: 0, won: 0 })
}

function leaning({ n, won }: { n: number; won: number }, wider: number): number {
  return (won + LEAN * wider) / (n + LEAN)
}

export type Weighed = {
  id: string
  amountFen: Fen | null
  chance: number | null
  /** follow-ups of the last sixty days */
  effort: number
  quietDays: number
}

export type Verdict = 'starved' | 'overfed'
export type Ranked = {
  id: string
  expectedFen: Fen | null
  perEffortFen: Fen | null
  verdict: Verdict | null
}

/** Nobody has called for so long: that is no care, whatever was done before. */
export const QUIET_DAYS = 14
/** Touched once or never is no care either, unless that was this week: a new deal has had no time yet. */
const FRESH_DAYS = 7
/** Fewer follow-ups than this are not much effort in anybody's two months. */
const MUCH_EFFORT = 4
/** Fewer open deals than this are seen at a glance, and thirds of them say nothing. */
export const FEWEST_DEALS = 6

/**
 * What each deal is expected to bring for one more follow-up, the most first. Starved: among the third that
 * promises most, and quiet for two weeks, or for one and hardly touched. Overfed: among the third that takes
 * most effort, and in the lower half by chance × money.
 */
export function rankDeals(deals: readonly Weighed[]): Ranked[] {
  const expected = (deal: Weighed) =>
    deal.amountFen === null || deal.chance === null
      ? null
      : BigInt(Math.round(Number(deal.amountFen) * deal.chance))
  const worths = deals.map(expected).filter((fen) => fen !== null)
  const promising = quantile(worths, 2 / 3)
  const middle = quantile(worths, 1 / 2)
  const busy = quantile(
    deals.map(({ effort }) => BigInt(effort)),
    2 / 3,
  )
  const isEnough = worths.length >= FEWEST_DEALS
  const verdictOf = (deal: Weighed, fen: Fen | null): Verdict | null => {
    if (!isEnough || fen === null) return null
    const isTended = deal.quietDays < (deal.effort > 1 ? QUIET_DAYS : FRESH_DAYS)
    if (fen >= promising! && !isTended) return 'starved'
    return deal.effort >= MUCH_EFFORT && BigInt(deal.effort) >= busy! && fen < middle! ? 'overfed' : null
  }
  return deals
    .map((deal) => {
      const fen = expected(deal)
      const perEffortFen = fen === null ? null : fen / BigInt(1 + deal.effort)
      return { id: deal.id, expectedFen: fen, perEffortFen, verdict: verdictOf(deal, fen) }
    })
    .sort((a, b) => byWorth(a.perEffortFen, b.perEffortFen) || (a.id < b.id ? -1 : 1))
}

function byWorth(a: Fen | null, b: Fen | null): number {
  if (a === b) return 0
  if (a === null) return 1
  return b === null || a > b ? -1 : 1
}

function quantile(values: readonly bigint[], share: number): bigint | null {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
}
