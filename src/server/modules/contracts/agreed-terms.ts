import { contentFrom } from '../../../core/contract/content.ts'
import type { ReadCtx } from '../../platform/context.ts'

/** What is in force of a contract, for an order to be held against; null: nothing is. */
export async function termsInForce(ctx: ReadCtx, contractId: string) {
  const row = await ctx.db
    .selectFrom('contract as k')
    .innerJoin('contract_version as v', (join) =>
      join.onRef('v.org_id', '=', 'k.org_id').onRef('v.id', '=', 'k.version_id'),
    )
    .select(['v.id', 'v.content'])
    .where('k.org_id', '=', ctx.orgId)
    .where('k.id', '=', contractId)
    .where('k.approved_at', 'is not', null)
    .where('k.status', '=', 'open')
    .where('k.voided_at', 'is', null)
    .executeTakeFirst()
  return row ? { versionId: row.id, ...contentFrom(row.content) } : null
}
