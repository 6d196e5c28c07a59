import { sql } from 'kysely'
import type { ReadCtx } from '../../platform/context.ts'

/**
 * Customers as names and codes find them: each live record by its own, and by those of records that were
 * merged into it (C209), so that a ledger which has not heard of the merge does not enter them again. The
 * choice is a CASE: under row-level security PostgreSQL goes by an index only with what cannot leak, which
 * it does not believe of COALESCE, and read every customer for the few that were named.
 */
export function foundCustomers(ctx: ReadCtx) {
  return ctx.db
    .selectFrom('customer as c')
    .innerJoin('customer as k', (join) =>
      join
        .onRef('k.org_id', '=', 'c.org_id')
        .on('k.id', '=', sql<string>`case when c.merged_into is null then c.id else c.merged_into end`)
        .on('k.voided_at', 'is', null),
    )
    .selectAll('k')
    .select(['c.name_key as found_key', 'c.external_code as found_code', 'c.uscc as found_uscc'])
    .select(sql<boolean>`c.merged_into is not null`.as('is_merged'))
    .where('c.org_id', '=', ctx.orgId)
    .as('found')
}
