import type { Day } from '../calendar.ts'
import { type BasisPoints, type Fen, sumFen } from '../money.ts'

/** From this much collected in the month on, each further fen earns this share. */
export type Tier = { fromFen: Fen; rateBp: BasisPoints }

/**
 * How a company pays for money that has come. Tiers climb with the month's collections; what comes later than
 * `lateDays` after its due day counts at `lateBp` of the rate.
 */
export type CommissionRule = { tiers: readonly Tier[]; lateDays: number; lateBp: BasisPoints }

/** Money set against an instalment: only that is confirmed; what lies on account earns nothing yet. */
export type Collected = {
  id: string
  customer: string
  invoice: string
  receivedOn: Day
  dueOn: Day
  overdueDays: number
  fen: Fen
}

/** By which rule a line is taken back that another month has paid, and how much that month had come to. */
export type Correction = { rule: CommissionRule | null; reachedFen: Fen }

export type CommissionLine = Collected & {
  /** each part of the money with the tier it fell into and what it earns */
  parts: { fen: Fen; rateBp: BasisPoints; earnsFen: Fen }[]
  isLate: boolean
  earnsFen: Fen
}

export type Commission = {
  collectedFen: Fen
  earnsFen: Fen
  lines: CommissionLine[]
  /** how much more until the next tier; null on the last */
  next: { fromFen: Fen; rateBp: BasisPoints; missingFen: Fen } | null
}

const WHOLE_BP = 10_000n

/**
 * What the month has earned so far, line by line (提成试算). Money climbs through the tiers in the order in
 * which it came; each part earns by its own tier, rounded down to a fen, and the sum is the sum of the lines.
 * What takes back money that a closed month has paid goes by the rule and the tiers of that month, and moves
 * nobody through the tiers of this one.
 */
export function estimateCommission(
  rule: CommissionRule,
  collected: readonly (Collected & { correction?: Correction | null })[],
): Commission {
  const tiers = rising(rule)
  const inOrder = [...collected].sort(
    (a, b) =>
      (a.receivedOn === b.receivedOn ? 0 : a.receivedOn < b.receivedOn ? -1 : 1) || (a.id < b.id ? -1 : 1),
  )
  let reached = 0n
  const lines = inOrder.map(({ correction, ...money }): CommissionLine => {
    if (correction) return lineOf(money, correction)
    const line = lineOf(money, { rule, reachedFen: reached })
    reached += money.fen
    return line
  })
  const above = tiers.find(({ fromFen }) => fromFen > reached)
  return {
    collectedFen: sumFen(lines.map(({ fen }) => fen)),
    earnsFen: sumFen(lines.map(({ earnsFen }) => earnsFen)),
    lines,
    next: above ? { ...above, missingFen: above.fromFen - reached } : null,
  }
}

function rising({ tiers }: CommissionRule): Tier[] {
  return [...tiers].sort((a, b) => (a.fromFen < b.fromFen ? -1 : 1))
}

/** A month without a rule has paid nothing. */
function lineOf(money: Collected, { rule, reachedFen }: Correction): CommissionLine {
  const isLate = rule !== null && money.overdueDays > rule.lateDays
  const parts = moved(rule === null ? [] : rising(rule), reachedFen, money.fen).map(({ fen, rateBp }) => ({
    fen,
    rateBp,
    earnsFen: earningOf(fen, rateBp, isLate ? rule.lateBp : 10_000),
  }))
  return { ...money, parts, isLate, earnsFen: sumFen(parts.map(({ earnsFen }) => earnsFen)) }
}

/** What is taken back, as of a refused bill, goes down through the tiers as it had come up. */
function moved(tiers: readonly Tier[], from: Fen, fen: Fen): { fen: Fen; rateBp: BasisPoints }[] {
  if (fen >= 0n) return partsOf(tiers, from, fen)
  return partsOf(tiers, from + fen, -fen).map((part) => ({ ...part, fen: -part.fen }))
}

/** Splits an amount at the borders of the tiers; below nothing the first of them counts. */
function partsOf(tiers: readonly Tier[], from: Fen, fen: Fen): { fen: Fen; rateBp: BasisPoints }[] {
  const parts = []
  let at = from
  const end = from + fen
  while (at < end) {
    const current = tiers.findLast(({ fromFen }) => fromFen <= at)
    const border = tiers.find(({ fromFen }) => fromFen > at)?.fromFen ?? end
    const to = border < end ? border : end
    parts.push({ fen: to - at, rateBp: (current ?? tiers[0])?.rateBp ?? 0 })
    at = to
  }
  return parts
}

function earningOf(fen: Fen, rateBp: BasisPoints, shareBp: BasisPoints): Fen {
  return (fen * BigInt(rateBp) * BigInt(shareBp)) / (WHOLE_BP * WHOLE_BP)
}

export type RuleProblem = 'tiers_missing' | 'tier_not_from_zero' | 'tiers_not_rising'

/** Why a rule cannot be kept; null: it can. */
export function checkCommissionRule({ tiers }: CommissionRule): RuleProblem | null {
  if (tiers.length === 0) return 'tiers_missing'
  if (tiers[0]!.fromFen !== 0n) return 'tier_not_from_zero'
  return tiers.some((tier, index) => index > 0 && tier.fromFen <= tiers[index - 1]!.fromFen)
    ? 'tiers_not_rising'
    : null
}
