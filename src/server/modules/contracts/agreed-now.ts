import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { findRates, getRateNow, isUnbooked, rateIn } from '../rates/index.ts'
import { type Agreed, agreedIn } from './agreed-amount.ts'
import type { getContractRow } from './contract-rows.ts'
import { contractDay } from './plan-contracts.ts'

type Row = Awaited<ReturnType<typeof getContractRow>>
type Days = Pick<Row, 'signed_on' | 'effective_on'>

/**
 * What a contract says, at the rate at which its next amount is booked: one from before rates were kept
 * takes that of its own day, or nothing is written.
 */
export async function agreedNow(ctx: WriteCtx, row: Row): Promise<Agreed> {
  const rate = await getRateNow(ctx, row, dayToBook(ctx, row))
  return { ...agreedIn(row), rate, isBookedNow: isUnbooked(row) }
}

/** The same for who only looks: without a rate the figure is what it was known as. */
export async function findRateNow(ctx: ReadCtx, row: Days & Parameters<typeof isUnbooked>[0]) {
  if (!isUnbooked(row)) return rateIn(row)
  const [rate] = await findRates(ctx, [{ currency: row.currency, day: dayToBook(ctx, row) }])
  return rate ?? null
}

function dayToBook(ctx: ReadCtx, { signed_on: signedOn, effective_on: effectiveOn }: Days) {
  return contractDay(ctx, { signedOn, effectiveOn })
}
