import { DAY_MS, type Instant } from '../calendar.ts'

/** So long after a handover every customer must have heard from whoever has them now (C188). */
export const CHECK_AFTER_DAYS = 30

/** When the look is due: from the last confirmation on, or from the day on which the account was closed. */
export function checkDueAt(handover: {
  confirmedAt: Instant | null
  accessEndedAt: Instant | null
}): Instant | null {
  const from = handover.confirmedAt ?? handover.accessEndedAt
  return from === null ? null : from + CHECK_AFTER_DAYS * DAY_MS
}

export type Untouched = { responsibleId: string | null; name: string; isKey: boolean }
export type Errand = { to: string; customers: number; keyCustomers: number; names: string[] }

const NAMES_MAX = 8

/**
 * Who is asked to call whom: whoever answers for the customer today, the manager of the handover for those
 * that nobody answers for. Key customers are named first.
 */
export function errandsOf(untouched: readonly Untouched[], managerId: string): Errand[] {
  const errands = new Map<string, Errand>()
  for (const { responsibleId, name, isKey } of [...untouched].sort(keyFirst)) {
    const to = responsibleId ?? managerId
    const errand = errands.get(to) ?? { to, customers: 0, keyCustomers: 0, names: [] }
    errand.customers += 1
    if (isKey) errand.keyCustomers += 1
    if (errand.names.length < NAMES_MAX) errand.names.push(name)
    errands.set(to, errand)
  }
  return [...errands.values()]
}

function keyFirst(a: Untouched, b: Untouched): number {
  return Number(b.isKey) - Number(a.isKey)
}
