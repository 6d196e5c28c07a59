import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

/**
 * Money whose origin is not settled yet. waiting: nobody knows whose it is (待认领); claimed: somebody says
 * whose (待确认); half: a first confirmation of two; confirmed: a payment; set aside: not a customer's money.
 */
export const RECEIPT_STATES = ['waiting', 'claimed', 'half', 'confirmed', 'aside'] as const
export type ReceiptState = (typeof RECEIPT_STATES)[number]

export type Receipt = {
  state: ReceiptState
  amountFen: Fen
  claimedBy: string | null
  firstConfirmedBy: string | null
}

export type ReceiptRefusal =
  | 'receipt_settled'
  | 'receipt_claimed'
  | 'receipt_not_claimed'
  | 'receipt_own_claim'
  | 'receipt_same_confirmer'

/** From this amount on two people confirm (C181); 500,000 yuan until the company says otherwise. */
export const CONFIRM_TWICE_FROM_FEN = 50_000_000n

/** Whose money it is: the first claim stands until its author or finance changes it (回款认领). */
export function decideClaim(
  receipt: Receipt,
  by: { userId: string; isFinance: boolean },
): Result<'claimed', ReceiptRefusal> {
  if (receipt.state === 'confirmed' || receipt.state === 'aside') return refuse('receipt_settled')
  const isOthers = receipt.claimedBy !== null && receipt.claimedBy !== by.userId
  if (isOthers && !by.isFinance) return refuse('receipt_claimed')
  return ok('claimed')
}

/**
 * Sales registers, finance confirms (C181): nobody confirms a large amount alone, and whoever sells does not
 * confirm the own claim. Finance that finds the customer itself may confirm an ordinary amount at once.
 */
export function decideConfirm(
  receipt: Receipt,
  by: { userId: string; isFinance: boolean },
  twiceFromFen: Fen,
): Result<'half' | 'confirmed', ReceiptRefusal> {
  if (receipt.state === 'confirmed' || receipt.state === 'aside') return refuse('receipt_settled')
  if (receipt.state === 'waiting') return refuse('receipt_not_claimed')
  if (receipt.claimedBy === by.userId && !by.isFinance) return refuse('receipt_own_claim')
  if (receipt.amountFen < twiceFromFen) return ok('confirmed')
  if (receipt.state === 'claimed') return ok('half')
  return receipt.firstConfirmedBy === by.userId ? refuse('receipt_same_confirmer') : ok('confirmed')
}

/** Interest, a refund, a transfer between own accounts: not a customer's money. */
export function decideAside(receipt: Receipt): Result<'aside', ReceiptRefusal> {
  return receipt.state === 'confirmed' || receipt.state === 'aside' ? refuse('receipt_settled') : ok('aside')
}
