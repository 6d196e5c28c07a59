import { sql } from 'kysely'
import type { ReadCtx } from '../../platform/context.ts'

export type OpenAmountsWrong = {
  /** what is open follows from the allocations, and another amount is stored: `recomputeOpen` mends it */
  mendable: string[]
  /** more is set against them than they are for, or less than nothing: what is wrong a person must say */
  overset: string[]
}

/** The instalments whose stored open amount is not their amount less what is set against them. */
export async function wrongOpenAmounts(ctx: ReadCtx): Promise<OpenAmountsWrong> {
  const { rows } = await sql<{ id: string; overset: boolean }>`
    with off as (
      select a.instalment_id, sum(a.amount_fen)::bigint as fen, sum(a.original_minor)::bigint as minor
      from allocation a where a.org_id = ${ctx.orgId} and a.voided_at is null group by 1
    ), facts as (
      select i.id, i.amount_fen, i.original_minor, i.open_fen, i.open_minor,
        case when i.voided_at is null then i.amount_fen - coalesce(off.fen, 0) else 0 end as fen,
        case when i.voided_at is null then i.original_minor - coalesce(off.minor, 0) else i.open_minor end as minor
      from instalment i left join off on off.instalment_id = i.id where i.org_id = ${ctx.orgId}
    )
    select id, fen not between 0 and amount_fen or coalesce(minor not between 0 and original_minor, false) as overset
    from facts where (open_fen, open_minor) is distinct from (fen, minor) order by id`.execute(ctx.db)
  const those = (overset: boolean) => rows.filter((row) => row.overset === overset).map(({ id }) => id)
  return { mendable: those(false), overset: those(true) }
}
