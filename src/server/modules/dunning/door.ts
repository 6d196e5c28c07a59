import type { ReadCtx } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'
import { scopedCustomerIds } from '../customers/index.ts'

/** A step of dunning as a record that its proofs hang on: the signed receipt, the scan of the letter. */
export async function dunningDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  const row = await ctx.db
    .selectFrom('dunning_step as s')
    .innerJoin('customer as c', (join) =>
      join.onRef('c.org_id', '=', 's.org_id').onRef('c.id', '=', 's.customer_id'),
    )
    .select(['c.name', 's.customer_id', 's.occurred_on'])
    .where('s.org_id', '=', ctx.orgId)
    .where('s.id', '=', id)
    .where('s.customer_id', 'in', scopedCustomerIds(ctx, 'receivable.read'))
    .executeTakeFirst()
  return row
    ? {
        title: `${row.name} ${row.occurred_on}`,
        customerId: row.customer_id,
        url: `/receivables?tab=dunning&dunning=${row.customer_id}`,
      }
    : null
}
