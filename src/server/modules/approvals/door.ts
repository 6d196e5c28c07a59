import type { ReadCtx } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'
import { caseScope } from './scope.ts'

/** A case as a record that files and questions may hang on. */
export async function approvalDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  const row = await ctx.db
    .selectFrom('approval_case as c')
    .select(['c.title', 'c.customer_id'])
    .where('c.org_id', '=', ctx.orgId)
    .where('c.id', '=', id)
    .where(caseScope(ctx))
    .executeTakeFirst()
  if (!row) return null
  return { title: (row.title as { zh: string }).zh, customerId: row.customer_id, url: `/approvals/${id}` }
}
