import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'
import { orderScope } from './order-rows.ts'

/** An order as a record that tasks may hang on. */
export async function orderDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  // Whoever may see none of them gets the answer of one that is not there.
  if (!may(ctx.actor.roles, 'order.read')) return null
  const row = await ctx.db
    .selectFrom('sales_order as o')
    .select(['o.number', 'o.title', 'o.customer_id'])
    .where('o.org_id', '=', ctx.orgId)
    .where('o.id', '=', id)
    .where('o.voided_at', 'is', null)
    .where(orderScope(ctx, 'order.read'))
    .executeTakeFirst()
  return row
    ? {
        title: [row.number, row.title].filter(Boolean).join(' '),
        customerId: row.customer_id,
        url: `/orders/${id}`,
      }
    : null
}
