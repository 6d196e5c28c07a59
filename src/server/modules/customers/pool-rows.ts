import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { DEFAULT_POOL, type HeldFacts, type PoolSettings } from '../../../core/customer/pool.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { loadSetting, saveSetting } from '../../platform/org-settings.ts'

const SETTING = 'pool'

export async function loadPoolSettings(ctx: ReadCtx): Promise<PoolSettings> {
  return { ...DEFAULT_POOL, ...((await loadSetting(ctx, SETTING)) as Partial<PoolSettings> | null) }
}

export async function savePool(ctx: WriteCtx, settings: PoolSettings): Promise<void> {
  await saveSetting(ctx, SETTING, settings)
}

export type PoolRow = { id: string; name: string; responsibleId: string | null; since: Day; facts: HeldFacts }

/**
 * Customers with what the pool asks about them. `since` is the last follow-up, or the day on which whoever
 * answers for it now took over, whichever is later.
 */
export async function selectHeld(ctx: ReadCtx, where: RawBuilder<unknown>): Promise<PoolRow[]> {
  const { rows } = await sql<{
    id: string
    name: string
    responsible_id: string | null
    since: number
    open_deals: number
    open_fen: bigint
    is_key: boolean
    open_orders: number
  }>`
    select c.id, c.name, c.responsible_id, c.key_level = 'key' as is_key,
      coalesce(s.open_deals, 0) as open_deals, coalesce(s.open_fen, 0)::bigint as open_fen,
      (select count(*)::int from sales_order o where o.org_id = c.org_id and o.customer_id = c.id
        and o.status in ('open', 'partial') and o.voided_at is null) as open_orders,
      (extract(epoch from greatest(s.last_activity_at, c.created_on::timestamptz, (
        select max(p.valid_from) from (
          select q.valid_from, q.responsible_id, lag(q.responsible_id) over (order by q.valid_from) as before
          from customer_period q where q.org_id = c.org_id and q.customer_id = c.id
        ) p where p.responsible_id = c.responsible_id and p.responsible_id is distinct from p.before
      ))) * 1000)::float8 as since
    from customer c left join customer_state s on s.org_id = c.org_id and s.customer_id = c.id
    where c.org_id = ${ctx.orgId} and c.voided_at is null and ${where}`.execute(ctx.db)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    responsibleId: row.responsible_id,
    since: dayOf(row.since),
    facts: {
      openDeals: row.open_deals,
      openFen: row.open_fen,
      isKey: row.is_key,
      openOrders: row.open_orders,
    },
  }))
}
