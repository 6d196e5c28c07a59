import type { Insertable } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { COMPANY_CURRENCY, isForeign, type Quotation } from '../../../core/exchange/rate.ts'
import type { Allocation, OpenInstalment } from '../../../core/receivable/allocate.ts'
import type { Purse, SettledPart } from '../../../core/receivable/settle-part.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import type { DB } from '../../platform/db-types.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { findRates } from '../rates/index.ts'

export type AllocationRow = Insertable<DB['allocation']>
type Difference = { of: AllocationRow; fen: bigint }

/** The columns that hold what a settlement is in other money than yuan, on either side. */
export function originalColumns(
  settled: SettledPart | undefined,
  { isOwedForeign, isPaidForeign }: { isOwedForeign: boolean; isPaidForeign: boolean },
): { original_minor: bigint | null; paid_minor: bigint | null } {
  return {
    original_minor: settled && isOwedForeign ? settled.offMinor : null,
    paid_minor: settled && isPaidForeign ? settled.paidMinor : null,
  }
}

/** `rows`: the allocation written for each part, by place. */
export function differencesOf(parts: readonly Allocation[], rows: readonly AllocationRow[]): Difference[] {
  return parts.flatMap(({ settled: { offFen, paidFen } }, index) =>
    offFen === paidFen ? [] : [{ of: rows[index]!, fen: offFen - paidFen }],
  )
}

/**
 * What a settlement took off the instalment in yuan less what the payment is worth (汇兑损益): above zero the
 * yuan were worth less than they were booked at. A document of its own, of the day of the settlement, which
 * ends with it (a trigger sees to that), so that billed less received less differences is what is owed.
 */
export async function bookDifferences(ctx: WriteCtx, differences: readonly Difference[]): Promise<void> {
  if (differences.length === 0) return
  const payments = await ctx.db
    .selectFrom('payment')
    .select(['id', 'reference'])
    .where('org_id', '=', ctx.orgId)
    .where(
      'id',
      'in',
      differences.map(({ of }) => of.payment_id),
    )
    .execute()
  const references = new Map(payments.map((row) => [row.id, row.reference]))
  await insertRows(
    ctx.db,
    'payment',
    differences.map(({ of, fen }) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      customer_id: of.customer_id,
      kind: 'exchange',
      difference_of: of.id,
      amount_fen: fen,
      unallocated_fen: 0n,
      reference: references.get(of.payment_id) ?? '',
      occurred_on: of.occurred_on,
      known_at: of.known_at,
      recorded_at: of.recorded_at,
      actor: of.actor ?? null,
      batch_id: of.batch_id ?? null,
    })),
  )
}

type FreedMoney = { amount_fen: bigint; paid_minor: bigint | null; currency: string; difference: bigint }

/** What a settlement that ends gives back of its payment: in its own money, and in yuan as it came. */
export function freedPurse({ amount_fen, paid_minor, currency, difference }: FreedMoney): Purse {
  const fen = amount_fen - difference
  return paid_minor === null
    ? { currency: COMPANY_CURRENCY, minor: fen, fen }
    : { currency, minor: paid_minor, fen }
}

/**
 * The rates of the days on which the money came that moves with its invoice. It was set against it once,
 * across currencies or not, and follows it all the same.
 */
export async function ratesOfMoves(
  ctx: WriteCtx,
  rows: readonly { paid_on: Day }[],
  to: readonly { foreign?: OpenInstalment['foreign'] }[],
): Promise<(day: Day) => ReadonlyMap<string, Quotation | null>> {
  const currencies = new Set(to.map(({ foreign }) => foreign?.currency ?? COMPANY_CURRENCY))
  const wanted = [...new Set(rows.map(({ paid_on }) => paid_on))].flatMap((day) =>
    [...currencies].filter(isForeign).map((currency) => ({ currency, day })),
  )
  const found = await findRates(ctx, wanted)
  return (day) => {
    const rates = new Map<string, Quotation | null>()
    if (currencies.has(COMPANY_CURRENCY)) rates.set(COMPANY_CURRENCY, null)
    wanted.forEach(({ currency, day: of }, index) => {
      if (of === day) rates.set(currency, found[index] ?? null)
    })
    return rates
  }
}
