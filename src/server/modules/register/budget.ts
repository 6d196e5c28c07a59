import { type RawBuilder, sql } from 'kysely'
import { dayOf, firstDayOf, monthOf, startOfDay } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

/** Paid calls of the running month, those under way counted with what they may need. */
export async function usedCalls(ctx: ReadCtx): Promise<number> {
  const since = startOfDay(firstDayOf(monthOf(dayOf(ctx.now))))
  const { rows } = await sql<{ used: number }>`
    select coalesce(sum(calls), 0)::int as used from register_lookup
    where org_id = ${ctx.orgId} and recorded_at >= ${at(since)}`.execute(ctx.db)
  return rows[0]!.used
}

/** Customers whose change would cost something: they owe money or somebody works on a deal with them. */
export function isWatched(): RawBuilder<boolean> {
  return sql`exists (select 1 from customer_state s where s.org_id = c.org_id and s.customer_id = c.id
    and (s.open_fen > 0 or s.open_deals > 0))`
}

export async function watchedCustomers(ctx: ReadCtx): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from customer c
    where c.org_id = ${ctx.orgId} and c.voided_at is null and ${isWatched()}`.execute(ctx.db)
  return rows[0]!.n
}
