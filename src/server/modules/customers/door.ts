import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'
import { scopedCustomerIds } from './scope.ts'

/** A customer as a record that files, tasks and questions may hang on. */
export async function customerDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  // Whoever may see none of them gets the answer of one that is not there.
  if (!may(ctx.actor.roles, 'customer.read')) return null
  const row = await ctx.db
    .selectFrom('customer')
    .select('name')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('id', 'in', scopedCustomerIds(ctx, 'customer.read'))
    .executeTakeFirst()
  return row ? { title: row.name, customerId: id, url: `/customers/${id}` } : null
}
