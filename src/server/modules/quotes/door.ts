import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'
import { quoteScope } from './quote-rows.ts'

/** A quote as a record that tasks may hang on. */
export async function quoteDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  // Whoever may see none of them gets the answer of one that is not there.
  if (!may(ctx.actor.roles, 'quote.read')) return null
  const row = await ctx.db
    .selectFrom('quote as q')
    .select(['q.title', 'q.customer_id'])
    .where('q.org_id', '=', ctx.orgId)
    .where('q.id', '=', id)
    .where('q.voided_at', 'is', null)
    .where(quoteScope(ctx, 'quote.read'))
    .executeTakeFirst()
  return row ? { title: row.title, customerId: row.customer_id, url: `/quotes/${id}` } : null
}
