import type { Day } from '../calendar.ts'
import type { Fen } from '../money.ts'
import type { Finding } from './checks.ts'

export type InstalmentFacts = { id: string; responsibleId: string | null; issuedOn: Day; dueOn: Day }

export type PaymentFacts = {
  id: string
  responsibleId: string | null
  receivedOn: Day
  unallocatedFen: Fen
  /** what the same customer still owes: without any, the money is an advance and in order */
  owedFen: Fen
}

export function judgeInstalment({ id, responsibleId, issuedOn, dueOn }: InstalmentFacts): Finding[] {
  if (dueOn >= issuedOn) return []
  return [{ check: 'due_before_issue', recordId: id, responsibleId, value: `${issuedOn} ${dueOn}` }]
}

/** `before`: money that came before this day should have been set against what is owed by now. */
export function judgePayment(payment: PaymentFacts, before: Day): Finding[] {
  const { id, responsibleId, receivedOn, unallocatedFen, owedFen } = payment
  if (unallocatedFen <= 0n || owedFen <= 0n || receivedOn >= before) return []
  return [{ check: 'payment_unallocated', recordId: id, responsibleId, value: String(unallocatedFen) }]
}
