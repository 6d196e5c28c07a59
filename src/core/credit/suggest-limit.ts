import type { Fen } from '../money.ts'
import type { Grade } from './scale.ts'

/** What suggestions are reckoned with; the company may set them (methods §4.2). */
export type SuggestRules = {
  /** how much of what passes through in a term each grade may owe */
  shareBp: Record<Grade, number>
  /** of what a customer is worth, one supplier should not lend more */
  worthBp: number
  /** no single customer should hold more of what the company is owed */
  concentrationBp: number
  /** a new customer pays this share in advance until so many invoices were paid in time */
  newPrepayBp: number
  newOnTime: number
}
export const DEFAULT_SUGGEST: SuggestRules = {
  shareBp: { A: 12_000, B: 8_000, C: 5_000, D: 0 },
  ...{ worthBp: 1_000, concentrationBp: 1_000, newPrepayBp: 5_000, newOnTime: 3 },
}
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
  /** invoices that can be judged, and those of them paid in full by their day */
  matured: number
  onTime: number
  /** what the policy lets a C customer owe; null: nothing is set */
  cLimitFen: Fen | null
}

export const BOUNDS = ['need', 'worth', 'proven', 'concentration', 'new', 'ladder'] as const
export type Bound = { bound: (typeof BOUNDS)[number]; fen: Fen }

/** The suggestion, every bound with its amount, and which of them decides; null: nothing to reckon from. */
export type Suggestion = { fen: Fen; bounds: Bound[]; decides: Bound['bound']; ladder: Ladder | null } | null

/** How far a new customer has come: this share in advance until enough was paid in time. */
export type Ladder = { onTime: number; needed: number; prepayBp: number }

/** Suggested in whole hundreds of yuan: more digits would pretend to know more. */
const STEP: Fen = 10_000n

/**
 * L = floor(min(need, cap, concentration)) (methods §4.2): need is a month's sales × the term × the grade's
 * share; the cap is a tenth of what they are worth, or a quarter more than they have proven; and a tenth of
 * all that is owed to the company. A new customer has nothing on credit until three invoices were paid in
 * time; then it begins with the limit of a C customer where its own figures say nothing.
 */
export function suggestLimit(facts: LimitFacts, rules: SuggestRules = DEFAULT_SUGGEST): Suggestion {
  const { matured, onTime, cLimitFen } = facts
  if (matured < rules.newOnTime) {
    const ladder = { onTime, needed: rules.newOnTime, prepayBp: rules.newPrepayBp }
    return { fen: 0n, bounds: [{ bound: 'new', fen: 0n }], decides: 'new', ladder }
  }
  const own = byOwnFigures(facts, rules)
  if (own || cLimitFen === null || onTime < rules.newOnTime) return own
  return { fen: cLimitFen, bounds: [{ bound: 'ladder', fen: cLimitFen }], decides: 'ladder', ladder: null }
}

function byOwnFigures(facts: LimitFacts, rules: SuggestRules): Suggestion {
  const { grade, termDays, salesFen, activeMonths, netWorthFen, provenFen, companyOpenFen } = facts
  if (grade === null || activeMonths === 0) return null
  const need =
    (salesFen * BigInt(termDays) * BigInt(rules.shareBp[grade])) / (BigInt(activeMonths) * 30n * 10_000n)
  const bounds: Bound[] = [
    { bound: 'need', fen: need },
    netWorthFen === null
      ? { bound: 'proven', fen: shareOf(provenFen, PROVEN_BP) }
      : { bound: 'worth', fen: shareOf(netWorthFen > 0n ? netWorthFen : 0n, rules.worthBp) },
    { bound: 'concentration', fen: shareOf(companyOpenFen, rules.concentrationBp) },
  ]
  const least = bounds.reduce((low, one) => (one.fen < low.fen ? one : low))
  return { fen: (least.fen / STEP) * STEP, bounds, decides: least.bound, ladder: null }
}

/** What of it a reader may see: null is an amount that would tell what everybody owes the company. */
export type ShownSuggestion = {
  fen: Fen | null
  bounds: { bound: Bound['bound']; fen: Fen | null }[]
  decides: Bound['bound']
  ladder: Ladder | null
}

/** For whoever may not know what all owe the company: a tenth of it would say so to the fen. */
export function withoutCompany({ fen, bounds, decides, ladder }: NonNullable<Suggestion>): ShownSuggestion {
  return {
    fen: decides === 'concentration' ? null : fen,
    bounds: bounds.map((one) => (one.bound === 'concentration' ? { ...one, fen: null } : one)),
    decides,
    ladder,
  }
}

function shareOf(fen: Fen, bp: number): Fen {
  return (fen * BigInt(bp)) / 10_000n
}
