import { sql } from 'kysely'
import { addDays, dayOf } from '../../../core/calendar.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { touch } from '../../platform/events.ts'

/** As far back as the figure of what is used without a contract looks. */
const DAYS = 31

/** What comes into force or ends covers, or uncovers, what the customer has been sent of late (C073). */
export async function touchOrdersOf(ctx: WriteCtx, customerId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select o.id from sales_order o where o.org_id = ${ctx.orgId} and o.customer_id = ${customerId} and o.voided_at is null
      and (o.status in ('open', 'partial') or o.delivered_on >= ${addDays(dayOf(ctx.now), -DAYS)})`.execute(
    ctx.db,
  )
  await touch(ctx, [{ kind: 'customer', id: customerId }, ...rows.map(({ id }) => ({ kind: 'order', id }))])
}

/**
 * The customers of contracts that a form or a file brought. With the first of all a figure begins for
 * everybody who has been dealt with of late, see `uncontracted`.
 */
export async function touchCustomersOf(ctx: WriteCtx, contractIds: readonly string[]): Promise<void> {
  if (contractIds.length === 0) return
  const recent = sql`> ${addDays(dayOf(ctx.now), -DAYS)}`
  const { rows } = await sql<{ id: string }>`
    with mine as (select id, customer_id from contract where org_id = ${ctx.orgId} and id = any(${[...contractIds]}::uuid[]))
    select customer_id as id from mine
    union
    select x.id from (
      select v.customer_id as id from invoice v where v.org_id = ${ctx.orgId} and v.occurred_on ${recent}
      union all select p.customer_id from payment p where p.org_id = ${ctx.orgId} and p.occurred_on ${recent}) x
    where not exists (select 1 from contract k where k.org_id = ${ctx.orgId} and k.id not in (select id from mine))`.execute(
    ctx.db,
  )
  await touch(
    ctx,
    rows.map(({ id }) => ({ kind: 'customer', id })),
  )
}
