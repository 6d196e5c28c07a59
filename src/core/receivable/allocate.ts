import type { Day } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

export type OpenInstalment = { id: string; customerId: string; dueOn: Day; seq: number; openFen: Fen }
export type Allocation = { instalmentId: string; amountFen: Fen }
export type AllocationPlan = { allocations: Allocation[]; unallocatedFen: Fen }

export type AllocationRefusal =
  | 'amount_not_positive'
  | 'amount_exceeds_payment'
  | 'amount_exceeds_open'
  | 'instalment_of_other_customer'

/**
 * Sets money against what is owed, oldest due date first: partial payments leave the rest open, what is left
 * over stays unallocated as an advance (C091).
 */
export function allocateOldest(amountFen: Fen, open: readonly OpenInstalment[]): AllocationPlan {
  const allocations: Allocation[] = []
  let left = amountFen
  const ordered = [...open].sort((a, b) => (a.dueOn === b.dueOn ? a.seq - b.seq : a.dueOn < b.dueOn ? -1 : 1))
  for (const instalment of ordered) {
    if (left === 0n) break
    const part = instalment.openFen < left ? instalment.openFen : left
    if (part <= 0n) continue
    allocations.push({ instalmentId: instalment.id, amountFen: part })
    left -= part
  }
  return { allocations, unallocatedFen: left }
}

/**
 * Checks an allocation chosen by a person: parts positive, within the payment, within what is open, same
 * customer.
 */
export function checkAllocation(
  payment: { customerId: string; amountFen: Fen },
  chosen: readonly Allocation[],
  open: ReadonlyMap<string, OpenInstalment>,
): Result<AllocationPlan, AllocationRefusal> {
  if (payment.amountFen <= 0n) return refuse('amount_not_positive')
  const merged = new Map<string, Fen>()
  for (const part of chosen) {
    if (part.amountFen <= 0n) return refuse('amount_not_positive')
    merged.set(part.instalmentId, (merged.get(part.instalmentId) ?? 0n) + part.amountFen)
  }
  let left = payment.amountFen
  for (const [instalmentId, amountFen] of merged) {
    const instalment = open.get(instalmentId)
    if (!instalment || instalment.customerId !== payment.customerId)
      return refuse('instalment_of_other_customer')
    if (amountFen > instalment.openFen) return refuse('amount_exceeds_open', { instalmentId })
    left -= amountFen
  }
  if (left < 0n) return refuse('amount_exceeds_payment')
  return ok({
    allocations: [...merged].map(([instalmentId, amountFen]) => ({ instalmentId, amountFen })),
    unallocatedFen: left,
  })
}
