import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'

/**
 * A customer that an import brought along exists since the first fact the file has about it. Ledgers are not
 * sorted by date, so this is only known at the end; the first validity row moves back with it.
 */
export async function settleCustomerDates(ctx: WriteCtx, batchId: string): Promise<void> {
  await sql`
    with first as (
      select customer_id, min(occurred_on) as day, min(known_at) as known from (
        select customer_id, occurred_on, known_at from invoice where org_id = ${ctx.orgId} and batch_id = ${batchId}
        union all
        select customer_id, occurred_on, known_at from payment where org_id = ${ctx.orgId} and batch_id = ${batchId}
        union all
        select d.customer_id, d.created_on, d.known_at from deal d
          where d.org_id = ${ctx.orgId} and d.batch_id = ${batchId} and d.created_on is not null
      ) facts where customer_id is not null group by customer_id
    ), moved as (
      update customer c set created_on = first.day, known_at = least(c.known_at, first.known), version = c.version + 1
      from first where c.org_id = ${ctx.orgId} and c.id = first.customer_id and c.batch_id = ${batchId}
        and first.day < c.created_on
      returning c.id, c.known_at
    )
    update customer_period p set valid_from = moved.known_at
    from moved where p.org_id = ${ctx.orgId} and p.customer_id = moved.id and p.valid_from > moved.known_at
      and p.valid_from = (select min(q.valid_from) from customer_period q
        where q.org_id = p.org_id and q.customer_id = p.customer_id)`.execute(ctx.db)
}
