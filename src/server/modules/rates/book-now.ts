import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { type BookedRate, isForeign } from '../../../core/exchange/rate.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { rateIn } from './booked.ts'
import { getRate } from './rate-rows.ts'

type Row = Parameters<typeof rateIn>[0] & { currency: string }

/** In foreign money from before rates were kept: it stands at 1:1, and no new amount may (decision 0018). */
export function isUnbooked(row: Row): boolean {
  return isForeign(row.currency) && rateIn(row) === null
}

/** What the next amount of a document is booked at: its own rate, else that of its own day, or a refusal. */
export function getRateNow(ctx: ReadCtx, row: Row, day: Day): Promise<BookedRate | null> {
  return isUnbooked(row) ? getRate(ctx, { currency: row.currency, day }) : Promise.resolve(rateIn(row))
}

/**
 * Books a document from before rates were kept, just before another amount of it is written; what its steps
 * said until now stays as it was known.
 */
export async function bookNow(
  ctx: WriteCtx,
  table: 'deal' | 'quote' | 'sales_order',
  id: string,
  rate: BookedRate | null,
): Promise<void> {
  if (rate === null) return
  await sql`
    update ${sql.table(table)} set rate_micro = ${rate.micro}, rate_per = ${rate.per}, rate_day = ${rate.day},
      amount_fen = booked_fen(original_minor, ${rate.micro}::bigint, ${rate.per}::int)
    where org_id = ${ctx.orgId} and id = ${id} and rate_micro is null and currency <> 'CNY'`.execute(ctx.db)
}
