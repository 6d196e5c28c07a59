import type { Day } from '../calendar.ts'
import type { DisputeKind } from '../receivable/dispute.ts'
import { ok, type Result, refuse } from '../result.ts'

/** What a customer complains about (C054). */
export const COMPLAINT_KINDS = ['quality', 'quantity', 'delivery', 'service', 'invoice', 'other'] as const
export type ComplaintKind = (typeof COMPLAINT_KINDS)[number]

/** Where it came from, as it turned out: what a review of complaints counts. */
export const COMPLAINT_CAUSES = [
  'product',
  'production',
  'logistics',
  'people',
  'process',
  'customer',
  'unfounded',
] as const
export type ComplaintCause = (typeof COMPLAINT_CAUSES)[number]

/** 1 stops the customer's work, 3 is a nuisance; working days to settle it in, or until the agreed day. */
export const COMPLAINT_WORKDAYS = { 1: 2, 2: 5, 3: 10 } as const
export type ComplaintSeverity = keyof typeof COMPLAINT_WORKDAYS

export type ComplaintRefusal = 'complaint_resolved' | 'date_in_future' | 'complaint_before_opened'

/** A complaint ends once, not before it was made, not in the future; one that comes again is a new one. */
export function checkEnd(
  complaint: { openedOn: Day; resolvedOn: Day | null },
  on: Day,
  today: Day,
): Result<{ on: Day }, ComplaintRefusal> {
  if (complaint.resolvedOn !== null) return refuse('complaint_resolved')
  if (on > today) return refuse('date_in_future')
  if (on < complaint.openedOn) return refuse('complaint_before_opened')
  return ok({ on })
}

/** Under which head of a dispute the money is contested that a complaint is about. */
export function disputeKindOf(kind: ComplaintKind): DisputeKind {
  return kind === 'service' ? 'other' : kind
}
