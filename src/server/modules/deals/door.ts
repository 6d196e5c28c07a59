import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'
import { dealScope } from './deal-rows.ts'

/** A deal as a record that files, tasks and questions may hang on; a helper gets none of them (C046). */
export async function dealDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  // Whoever may see none of them gets the answer of one that is not there.
  if (!may(ctx.actor.roles, 'deal.read')) return null
  const row = await ctx.db
    .selectFrom('deal as d')
    .select(['d.title', 'd.customer_id'])
    .where('d.org_id', '=', ctx.orgId)
    .where('d.id', '=', id)
    .where('d.voided_at', 'is', null)
    .where(dealScope(ctx, 'deal.read'))
    .executeTakeFirst()
  return row ? { title: row.title, customerId: row.customer_id, url: `/deals/${id}` } : null
}
