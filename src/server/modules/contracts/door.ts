import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'
import { contractScope } from './contract-rows.ts'

/** A contract as a record that tasks may hang on. */
export async function contractDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  // Whoever may see none of them gets the answer of one that is not there.
  if (!may(ctx.actor.roles, 'contract.read')) return null
  const row = await ctx.db
    .selectFrom('contract as k')
    .select(['k.number', 'k.title', 'k.customer_id'])
    .where('k.org_id', '=', ctx.orgId)
    .where('k.id', '=', id)
    .where('k.voided_at', 'is', null)
    .where(contractScope(ctx, 'contract.read'))
    .executeTakeFirst()
  return row
    ? {
        title: [row.number, row.title].filter(Boolean).join(' '),
        customerId: row.customer_id,
        url: `/contracts/${id}`,
      }
    : null
}
