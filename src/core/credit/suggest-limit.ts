import type { Fen } from '../money.ts'
import type { Grade } from './scale.ts'

/** How much of what passes through in a term each grade may owe, in basis points (methods §4.2). */
export const GRADE_SHARE_BP: Record<Grade, number> = { A: 12_000, B: 8_000, C: 5_000, D: 0 }
/** No single customer should hold more of what the company is owed. */
export const CONCENTRATION_BP = 1_000
/** Of what a customer is worth, one supplier should not lend more. */
export const NET_WORTH_BP = 1_000
/** Without statements: so much more than was ever paid back without trouble. */
export const PROVEN_BP = 12_500

export type LimitFacts = {
  grade: Grade | null
  termDays: number
  /** sales of the active months among the last six, and how many there were */
  salesFen: Fen
  activeMonths: number
  /** assets less liabilities by the newest statement; null: none on file */
  netWorthFen: Fen | null
  /** the most they ever owed at once among what was paid within fifteen days of its term */
  provenFen: Fen
  /** what everybody owes the company */
  companyOpenFen: Fen
}

export const BOUNDS = ['need', 'worth', 'proven', 'concentration'] as const
export type Bound = { bound: (typeof BOUNDS)[number]; fen: Fen }

/** The suggestion, every bound with its amount, and which of them decides; null: nothing to reckon from. */
export type Suggestion = { fen: Fen; bounds: Bound[]; decides: Bound['bound'] } | null

/** Suggested in whole hundreds of yuan: more digits would pretend to know more. */
const STEP: Fen = 10_000n

/**
 * L = floor(min(need, cap, concentration)) (methods §4.2): need is a month's sales × the term × the grade's
 * share; the cap is a tenth of what they are worth, or a quarter more than they have proven; and a tenth of
 * all that is owed to the company.
 */
export function suggestLimit(facts: LimitFacts): Suggestion {
  const { grade, termDays, salesFen, activeMonths, netWorthFen, provenFen, companyOpenFen } = facts
  if (grade === null || activeMonths === 0) return null
  const need =
    (salesFen * BigInt(termDays) * BigInt(GRADE_SHARE_BP[grade])) / (BigInt(activeMonths) * 30n * 10_000n)
  const bounds: Bound[] = [
    { bound: 'need', fen: need },
    netWorthFen === null
      ? { bound: 'proven', fen: shareOf(provenFen, PROVEN_BP) }
      : { bound: 'worth', fen: shareOf(netWorthFen > 0n ? netWorthFen : 0n, NET_WORTH_BP) },
    { bound: 'concentration', fen: shareOf(companyOpenFen, CONCENTRATION_BP) },
  ]
  const least = bounds.reduce((low, one) => (one.fen < low.fen ? one : low))
  return { fen: (least.fen / STEP) * STEP, bounds, decides: least.bound }
}

/** What of it a reader may see: null is an amount that would tell what everybody owes the company. */
export type ShownSuggestion = {
  fen: Fen | null
  bounds: { bound: Bound['bound']; fen: Fen | null }[]
  decides: Bound['bound']
}

/** For whoever may not know what all owe the company: a tenth of it would say so to the fen. */
export function withoutCompany({ fen, bounds, decides }: NonNullable<Suggestion>): ShownSuggestion {
  return {
    fen: decides === 'concentration' ? null : fen,
    bounds: bounds.map((one) => (one.bound === 'concentration' ? { ...one, fen: null } : one)),
    decides,
  }
}

function shareOf(fen: Fen, bp: number): Fen {
  return (fen * BigInt(bp)) / 10_000n
}
