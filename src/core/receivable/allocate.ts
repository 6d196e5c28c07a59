import type { Day } from '../calendar.ts'
import { COMPANY_CURRENCY, type Minor, type Quotation } from '../exchange/rate.ts'
import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'
import { type OpenPart, type Purse, type SettledPart, settleAtBook, settlePart } from './settle-part.ts'

export type OpenInstalment = {
  id: string
  customerId: string
  dueOn: Day
  seq: number
  openFen: Fen
  /** left out: in yuan */
  foreign?: { currency: string; minor: Minor } | null | undefined
}

/** A part of a payment as somebody chose it, in the currency of the payment. */
export type ChosenPart = { instalmentId: string; amountFen: Minor }

/** `amountFen`: what it takes off the instalment in yuan, as that is booked. */
export type Allocation = { instalmentId: string; amountFen: Fen; settled: SettledPart }
export type AllocationPlan = { allocations: Allocation[]; unallocatedFen: Fen; unallocatedMinor: Minor }

export type AllocationRefusal =
  | 'amount_not_positive'
  | 'amount_exceeds_payment'
  | 'amount_exceeds_open'
  | 'instalment_of_other_customer'
  | 'rate_missing'

export function yuan(fen: Fen): Purse {
  return { currency: COMPANY_CURRENCY, minor: fen, fen }
}

export function openPart({ openFen, foreign }: OpenInstalment): OpenPart {
  return foreign ? { ...foreign, fen: openFen } : yuan(openFen)
}

/** The same instalment with so much less open. */
export function less<I extends OpenInstalment>(instalment: I, { offFen, offMinor }: SettledPart): I {
  const { openFen, foreign } = instalment
  return {
    ...instalment,
    openFen: openFen - offFen,
    ...(foreign ? { foreign: { ...foreign, minor: foreign.minor - offMinor } } : {}),
  }
}

/**
 * Sets money against what is owed in its own currency, oldest due date first: partial payments leave the rest
 * open, what is left over stays unallocated as an advance (C091). Nothing is converted by itself; only where
 * `rates` say so (a payment that is moved with its invoice) is it set across currencies.
 */
export function allocateOldest(
  payment: Fen | Purse,
  open: readonly OpenInstalment[],
  rates: ReadonlyMap<string, Quotation | null> = new Map(),
): AllocationPlan {
  let purse = typeof payment === 'bigint' ? yuan(payment) : payment
  const allocations: Allocation[] = []
  const ordered = [...open].sort((a, b) => (a.dueOn === b.dueOn ? a.seq - b.seq : a.dueOn < b.dueOn ? -1 : 1))
  for (const instalment of ordered) {
    const part = openPart(instalment)
    if (part.currency !== purse.currency && !rates.has(part.currency)) continue
    const settled = settlePart(purse, part, { rate: rates.get(part.currency) })
    if (settled === null) continue
    allocations.push({ instalmentId: instalment.id, amountFen: settled.offFen, settled })
    purse = rest(purse, settled)
  }
  return { allocations, unallocatedFen: purse.fen, unallocatedMinor: purse.minor }
}

type PaymentToSet = {
  customerId: string
  purse: Purse
  /** of the payment's day, by currency, for what is owed in another one */
  rates?: ReadonlyMap<string, Quotation | null> | undefined
  /** a write-off: as it is booked, whatever the rates */
  isAtBook?: boolean | undefined
}

/**
 * Checks an allocation chosen by a person: parts positive, within the payment, within what is open, same
 * customer. Parts are in the currency of the payment.
 */
export function checkAllocation(
  { customerId, purse: whole, rates, isAtBook }: PaymentToSet,
  chosen: readonly ChosenPart[],
  open: ReadonlyMap<string, OpenInstalment>,
): Result<AllocationPlan, AllocationRefusal> {
  if (whole.minor <= 0n) return refuse('amount_not_positive')
  const merged = new Map<string, Minor>()
  for (const part of chosen) {
    if (part.amountFen <= 0n) return refuse('amount_not_positive')
    merged.set(part.instalmentId, (merged.get(part.instalmentId) ?? 0n) + part.amountFen)
  }
  let left = whole.minor
  for (const amount of merged.values()) left -= amount
  if (left < 0n) return refuse('amount_exceeds_payment')
  const allocations: Allocation[] = []
  let purse = whole
  for (const [instalmentId, most] of merged) {
    const instalment = open.get(instalmentId)
    if (!instalment || instalment.customerId !== customerId) return refuse('instalment_of_other_customer')
    const part = openPart(instalment)
    const rate = rates?.get(part.currency)
    const isForeignHere = part.currency !== COMPANY_CURRENCY && part.currency !== whole.currency
    if (isForeignHere && !isAtBook && !rate) return refuse('rate_missing', { currency: part.currency })
    const settled =
      isForeignHere && isAtBook ? settleAtBook(yuan(most), part) : settlePart(purse, part, { most, rate })
    if (settled === null || settled.paidMinor < most) return refuse('amount_exceeds_open', { instalmentId })
    allocations.push({ instalmentId, amountFen: settled.offFen, settled })
    purse = rest(purse, settled)
  }
  return ok({ allocations, unallocatedFen: purse.fen, unallocatedMinor: purse.minor })
}

function rest(purse: Purse, { paidMinor, paidFen }: SettledPart): Purse {
  return { ...purse, minor: purse.minor - paidMinor, fen: purse.fen - paidFen }
}
