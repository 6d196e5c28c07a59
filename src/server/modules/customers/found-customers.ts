import { sql } from 'kysely'
import type { ReadCtx } from '../../platform/context.ts'

/**
 * Customers as names and codes find them: each live record by its own, and by those of records that were
 * merged into it (C209), so that a ledger which has not heard of the merge does not enter them again.
 */
export function foundCustomers(ctx: ReadCtx) {
  return ctx.db
    .selectFrom('customer as c')
    .innerJoin('customer as k', (join) =>
      join
        .onRef('k.org_id', '=', 'c.org_id')
        .on('k.id', '=', sql<string>`coalesce(c.merged_into, c.id)`)
        .on('k.voided_at', 'is', null),
    )
    .selectAll('k')
    .select(['c.name_key as found_key', 'c.external_code as found_code'])
    .select(sql<boolean>`c.merged_into is not null`.as('is_merged'))
    .where('c.org_id', '=', ctx.orgId)
    .as('found')
}
