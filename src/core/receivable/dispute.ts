import type { Day, Instant } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

export const DISPUTE_KINDS = ['quantity', 'quality', 'price', 'delivery', 'invoice', 'other'] as const
export type DisputeKind = (typeof DISPUTE_KINDS)[number]

/** rejected: the customer pays after all; credited: we give way with a credit note; partly: some of each. */
export const DISPUTE_OUTCOMES = ['rejected', 'credited', 'partly'] as const
export type DisputeOutcome = (typeof DISPUTE_OUTCOMES)[number]

/** Working days to settle a dispute unless another day is agreed. */
export const DISPUTE_WORKDAYS = 10

export type DisputeRefusal =
  | 'amount_not_positive'
  | 'dispute_exceeds_open'
  | 'dispute_resolved'
  | 'date_in_future'
  | 'dispute_before_opened'

/** A customer can contest what is still open and not contested already, and nothing else (C104). */
export function checkDispute(input: {
  amountFen: Fen
  openFen: Fen
  disputedFen: Fen
}): Result<{ amountFen: Fen }, DisputeRefusal> {
  if (input.amountFen <= 0n) return refuse('amount_not_positive')
  const free = input.openFen - input.disputedFen
  if (input.amountFen > free)
    return refuse('dispute_exceeds_open', { freeFen: Number(free < 0n ? 0n : free) })
  return ok({ amountFen: input.amountFen })
}

/** A dispute ends once, not before it began and not in the future; one that flares up again is a new one. */
export function checkResolution(
  dispute: { openedOn: Day; resolvedOn: Day | null },
  on: Day,
  today: Day,
): Result<{ on: Day }, DisputeRefusal> {
  if (dispute.resolvedOn !== null) return refuse('dispute_resolved')
  if (on > today) return refuse('date_in_future')
  if (on < dispute.openedOn) return refuse('dispute_before_opened')
  return ok({ on })
}

/** What of an open amount is contested: never more than is open, because money may have come meanwhile. */
export function contestedFen(openFen: Fen, disputes: readonly { amountFen: Fen }[]): Fen {
  const claimed = disputes.reduce((sum, { amountFen }) => sum + amountFen, 0n)
  return claimed < openFen ? claimed : openFen
}

/** When something was known to hold: from `at` until `until`. */
export type Known = { at: Instant; until: Instant | null }
export type DisputeSpan = Known & { value: boolean }

/**
 * Whether an instalment was known to be in dispute, over time. The mark that a ledger brought along counts as
 * long as nobody has registered a dispute properly; from the first registered one on, those decide alone.
 */
export function disputeSpans(
  mark: Known & { value: boolean },
  disputes: readonly (Known & { resolvedAt: Instant | null })[],
): DisputeSpan[] {
  const times = new Set<Instant>([mark.at])
  for (const { at, until, resolvedAt } of disputes) {
    for (const time of [at, until, resolvedAt]) if (time !== null && time > mark.at) times.add(time)
  }
  const ordered = [...times].filter((time) => mark.until === null || time < mark.until).sort((a, b) => a - b)
  const spans: DisputeSpan[] = []
  for (const at of ordered) {
    const seen = disputes.filter((one) => one.at <= at && (one.until === null || at < one.until))
    const value =
      seen.length === 0 ? mark.value : seen.some(({ resolvedAt }) => resolvedAt === null || at < resolvedAt)
    const last = spans.at(-1)
    if (last && last.value === value) continue
    if (last) last.until = at
    spans.push({ at, until: mark.until, value })
  }
  return spans
}
