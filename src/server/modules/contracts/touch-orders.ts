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
  await touch(
    ctx,
    rows.map(({ id }) => ({ kind: 'order', id })),
  )
}
