import type { Fen } from '../money.ts'

/** What is known about a customer's credit at the moment somebody asks whether goods may go out. */
export type CreditFacts = {
  limitFen: Fen | null
  /** what is owed less money on account (C021) */
  exposureFen: Fen
  overdueFen: Fen
  maxOverdueDays: number
  /** the days from which on the company's own rule stops deliveries; null when that rule is off */
  stopAfterDays: number | null
}

export type DeliverAnswer = 'yes' | 'ask' | 'no'
export type DeliverReason =
  | { code: 'over_limit'; byFen: Fen }
  | { code: 'long_overdue'; days: number; stopAfterDays: number }
  | { code: 'overdue'; days: number }
  | { code: 'no_limit' }
  | { code: 'room'; leftFen: Fen }

/**
 * One word for the phone: may we deliver to them now. The lines are the company's own: the agreed limit
 * (C021) and the step of the dunning ladder that stops deliveries; whatever speaks against it is named.
 */
export function mayDeliver(facts: CreditFacts): { answer: DeliverAnswer; reasons: DeliverReason[] } {
  const { limitFen, exposureFen, overdueFen, maxOverdueDays, stopAfterDays } = facts
  const against: DeliverReason[] = []
  const isStopped = overdueFen > 0n && stopAfterDays !== null && maxOverdueDays >= stopAfterDays
  if (isStopped) against.push({ code: 'long_overdue', days: maxOverdueDays, stopAfterDays })
  if (limitFen !== null && exposureFen > limitFen)
    against.push({ code: 'over_limit', byFen: exposureFen - limitFen })
  if (against.length > 0) return { answer: 'no', reasons: against }
  if (overdueFen > 0n) return { answer: 'ask', reasons: [{ code: 'overdue', days: maxOverdueDays }] }
  const room: DeliverReason =
    limitFen === null ? { code: 'no_limit' } : { code: 'room', leftFen: limitFen - exposureFen }
  return { answer: 'yes', reasons: [room] }
}
