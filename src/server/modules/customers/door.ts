import { may } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
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

/**
 * A follow-up with its photos and voice notes: there for whoever may see its customer, or, on a deal without
 * one, whoever sees the deal's person; for its writer always. What was taken back carries nothing.
 */
export async function activityDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  if (!may(ctx.actor.roles, 'customer.read')) return null
  const row = await ctx.db
    .selectFrom('activity as a')
    .leftJoin('deal as d', (join) => join.onRef('d.org_id', '=', 'a.org_id').onRef('d.id', '=', 'a.deal_id'))
    .select(['a.user_id', 'a.deal_id', 'a.customer_id', 'a.summary', 'd.customer_id as deal_customer_id'])
    .select('d.responsible_id')
    .where('a.org_id', '=', ctx.orgId)
    .where('a.id', '=', id)
    .where('a.voided_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  const customerId = row.customer_id ?? row.deal_customer_id
  const head = {
    title: row.summary.slice(0, 40),
    customerId,
    url: customerId === null ? `/deals/${row.deal_id}` : `/customers/${customerId}`,
  }
  if (row.user_id === ctx.actor.userId) return head
  if (customerId !== null) return (await customerDoor(ctx, customerId)) && head
  const users = visibleUsers(ctx, 'deal.read')
  return users === null || (row.responsible_id !== null && users.includes(row.responsible_id)) ? head : null
}
