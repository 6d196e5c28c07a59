import type { Day } from '../calendar.ts'
import { beyondTerms, type ExceptTerms, type TermsVersion, termsOn } from './grade-terms.ts'
import type { Grade } from './scale.ts'

/** What somebody has, whatever it is written in; aheadBp null: nothing is said of money in advance. */
export type HeldTerms = { termDays: number | null; aheadBp: number | null }

/** How far it lies beyond what the grade may have: days over, and share in advance that is missing. */
export type TermGap = {
  /** the version that it was held against */
  from: Day
  grade: Grade
  overDays: number
  allowedDays: number | null
  missingBp: number
  neededBp: number
}

const NO_EXCEPTION: ExceptTerms = { termDays: null, prepayBp: null }

/**
 * How terms depart from the version of the policy that is in force on a day (C030), by the very rule that
 * stops contracts and orders; null: they do not, or nothing is asked of them.
 */
export function termGap(
  versions: readonly TermsVersion[],
  held: HeldTerms,
  { grade, on, except = NO_EXCEPTION }: { grade: Grade | null; on: Day; except?: ExceptTerms },
): TermGap | null {
  const version = termsOn(versions, on)
  if (grade === null || version === null) return null
  const ofFen = held.aheadBp === null ? 0n : 10_000n
  const ahead = { haveFen: BigInt(held.aheadBp ?? 0), ofFen }
  const found = beyondTerms(grade, versions, { except, on, termDays: held.termDays, ahead })
  if (found.length === 0) return null
  const gap: TermGap = {
    ...{ from: version.from, grade, overDays: 0, missingBp: 0, neededBp: 0 },
    allowedDays: version.of[grade].termDays,
  }
  for (const finding of found) {
    if (finding.code === 'term_beyond') {
      gap.overDays = finding.days - finding.allowedDays
      gap.allowedDays = finding.allowedDays
    } else {
      gap.neededBp = Number(finding.needFen)
      gap.missingBp = Number(finding.needFen - finding.haveFen)
    }
  }
  return gap
}
