import type { Authority } from '../approval/authority.ts'
import { covers } from '../approval/authority.ts'
import type { Fen } from '../money.ts'

/** What a customer may owe and for how long; null = nothing agreed. */
export type Credit = { limitFen: Fen | null; termDays: number | null }

export type CreditVerdict = 'unchanged' | 'lowered' | 'within' | 'beyond'

/**
 * Whether a change of limit or term takes effect at once: lowering always, raising as far as one's authority
 * reaches (C180). Taking an agreed limit or term away altogether leaves the customer without any bound, so
 * it counts as raising without end.
 */
export function judgeCredit(
  before: Credit,
  after: Credit,
  authority: Authority,
  gradeDays: number | null = null,
): CreditVerdict {
  if (before.limitFen === after.limitFen && before.termDays === after.termDays) return 'unchanged'
  const isRaised = rises(before.limitFen, after.limitFen) || rises(before.termDays, after.termDays)
  if (!isRaised) return 'lowered'
  const extent = extentOf(before, after)
  // A term beyond the customer's grade asks for an authority without end (C019 C020).
  const isBeyondGrade = gradeDays !== null && extent.days !== null && extent.days > gradeDays
  return covers(authority, isBeyondGrade ? { ...extent, days: null } : extent) ? 'within' : 'beyond'
}

/** How far an authority must reach for this change; what does not rise needs none, null is without end. */
export function extentOf(before: Credit, after: Credit): { amountFen: Fen | null; days: number | null } {
  return {
    amountFen: rises(before.limitFen, after.limitFen) ? after.limitFen : 0n,
    days: rises(before.termDays, after.termDays) ? after.termDays : 0,
  }
}

function rises<N extends bigint | number>(before: N | null, after: N | null): boolean {
  if (after === null) return before !== null
  return after > (before ?? 0)
}
