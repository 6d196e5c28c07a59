import { type RawBuilder, sql } from 'kysely'
import { addDays, dayOf } from '../../../core/calendar.ts'
import { type Inhibition, UNINHIBITED } from '../../../core/dunning/inhibit.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { contestedAsOf } from './dispute-rows.ts'

/**
 * Every reason that holds today as (customer_id, reason), few rows in any company: no scope in it, because
 * what may not be sent may not be sent by anybody.
 */
export function inhibitionRows(ctx: ReadCtx): RawBuilder<unknown> {
  return sql`(
    select h.customer_id, 'inhibited_legal_hold' as reason from legal_hold h
    where h.org_id = ${ctx.orgId} and h.lifted_at is null and h.voided_at is null
    union
    select i.customer_id, 'inhibited_lawyer' from dunning_item di
    join dunning_step s on s.org_id = di.org_id and s.id = di.step_id and s.voided_at is null
    join instalment i on i.org_id = di.org_id and i.id = di.instalment_id and i.open_fen > 0 and i.voided_at is null
    where di.org_id = ${ctx.orgId} and di.stage = 'lawyer'
    union
    select w.customer_id, 'inhibited_written_off' from write_off w
    where w.org_id = ${ctx.orgId} and w.status = 'in_effect' and w.ground <> 'settled' and w.amount_fen > coalesce((select sum(r.amount_fen) from recovery r
      where r.org_id = w.org_id and r.payment_id = w.payment_id and r.voided_at is null), 0)
    union
    select customer_id, 'inhibited_dispute' from (${allContested(ctx)}) c)`
}

/** A reminder may come so many days before the due day. */
const AHEAD_DAYS = 31

/**
 * Customers who contest all that a friendly word could be about. What is contested of it is never asked for;
 * a dispute about two boxes must not silence what is owed beside it.
 */
function allContested(ctx: ReadCtx): RawBuilder<unknown> {
  const today = dayOf(ctx.now)
  return sql`
    with contested as materialized (select * from ${contestedAsOf(ctx, today, 'business')} d)
    select distinct i.customer_id from contested d
    join instalment i on i.org_id = ${ctx.orgId} and i.id = d.instalment_id and i.open_fen > 0 and i.voided_at is null
    where not exists (select 1 from instalment o left join contested e on e.instalment_id = o.id
      where o.org_id = ${ctx.orgId} and o.customer_id = i.customer_id and o.open_fen > coalesce(e.fen, 0) and o.voided_at is null
        and o.due_on <= ${addDays(today, AHEAD_DAYS)})`
}

/** The reasons of each of these customers; whoever is not in it has none. */
export async function inhibitionsOf(
  ctx: ReadCtx,
  customerIds: readonly string[],
): Promise<(customerId: string | null) => ReadonlySet<Inhibition>> {
  if (customerIds.length === 0) return () => UNINHIBITED
  const { rows } = await sql<{ customer_id: string; reason: Inhibition }>`
    select * from ${inhibitionRows(ctx)} x where x.customer_id = any(${[...new Set(customerIds)]}::uuid[])`.execute(
    ctx.db,
  )
  const found = new Map<string, Set<Inhibition>>()
  for (const { customer_id, reason } of rows)
    found.set(customer_id, (found.get(customer_id) ?? new Set()).add(reason))
  return (customerId) => (customerId === null ? undefined : found.get(customerId)) ?? UNINHIBITED
}
