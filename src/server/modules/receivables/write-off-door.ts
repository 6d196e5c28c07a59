import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'
import { scopedCustomerIds } from '../customers/index.ts'

/** A write-off as a record that its proofs hang on: the ruling, the notice of the administrator (C097). */
export async function writeOffDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  if (!may(ctx.actor.roles, 'receivable.read')) return null
  const row = await ctx.db
    .selectFrom('write_off as w')
    .innerJoin('customer as c', (join) =>
      join.onRef('c.org_id', '=', 'w.org_id').onRef('c.id', '=', 'w.customer_id'),
    )
    .select(['c.name', 'w.customer_id'])
    .where('w.org_id', '=', ctx.orgId)
    .where('w.id', '=', id)
    .where('w.customer_id', 'in', scopedCustomerIds(ctx, 'receivable.read'))
    .executeTakeFirst()
  return row
    ? { title: row.name, customerId: row.customer_id, url: `/receivables?tab=losses&writeOff=${id}` }
    : null
}
