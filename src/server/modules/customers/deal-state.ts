import { sql } from 'kysely'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'

/**
 * deal_state is current state: the newest follow-up of a deal that is not voided. This file alone writes it;
 * a deal nobody has followed up may have no row.
 */
export async function refreshDeals(ctx: WriteCtx, dealIds: readonly string[]): Promise<void> {
  const ids = [...new Set(dealIds)]
  if (ids.length === 0) return
  await sql`
    insert into deal_state (org_id, deal_id, last_activity_at)
    select d.org_id, d.id, (select max(a.occurred_at) from activity a
      where a.org_id = d.org_id and a.deal_id = d.id and a.voided_at is null)
    from deal d where d.org_id = ${ctx.orgId} and d.id = any(${ids}::uuid[])
    on conflict (org_id, deal_id) do update set last_activity_at = excluded.last_activity_at`.execute(ctx.db)
}

/** The deals whose state differs from their follow-ups. */
export async function wrongDealStates(ctx: ReadCtx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select d.id from deal d left join deal_state s on s.org_id = ${ctx.orgId} and s.deal_id = d.id
    left join (select a.deal_id, max(a.occurred_at) as newest from activity a
      where a.org_id = ${ctx.orgId} and a.deal_id is not null and a.voided_at is null group by 1) f on f.deal_id = d.id
    where d.org_id = ${ctx.orgId} and s.last_activity_at is distinct from f.newest`.execute(ctx.db)
  return rows.map(({ id }) => id)
}
