import { sql } from 'kysely'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'
import { spansAlone } from './spans-alone.ts'

const day = (column: string) => dayIndex(sql.ref(column))

/** What an order came to holds while no amount after it, nor its end, is known. */
const amountSpans = spansAlone(
  { at: sql`s.known_at`, until: sql`least(s.voided_at, o.voided_at, k.voided_at)` },
  sql`select n.known_at as at, n.voided_at as until from order_step n where n.org_id = s.org_id and n.order_id = s.order_id
    and (n.amount_fen is not null or n.kind = 'cancelled') and (n.known_at, n.recorded_at, n.id) > (s.known_at, s.recorded_at, s.id)`,
)

/**
 * How much of a contract has been ordered, and in how many orders: its amount is the ceiling of a frame. Both
 * sides in the contract's own currency: orders are booked at other rates than the contract, and a move of the
 * market uses nothing up.
 */
export const frameUse: MetricLoader = {
  subject: 'contract',
  metrics: ['contract_used_bp', 'contract_orders'],
  load: async (ctx, { ids }) => {
    const mine = sql`k.org_id = ${ctx.orgId} and k.id = any(${ids}::uuid[])`
    const steps = sql`contract_step s join contract k on k.org_id = s.org_id and k.id = s.contract_id where ${mine}`
    const until = sql`(extract(epoch from least(s.voided_at, k.voided_at)) * 1000)::float8`
    const { rows } = await sql<DeltaRow>`
      select x.metric, k.id as subject_id, ${ms('a.at')} as at, ${ms('a.until')} as until, ${day('s.occurred_on')} as on_day,
        case x.metric when 'contract_orders' then 1 else coalesce(s.original_minor, s.amount_fen) end::float8 as value, null::int as n, x.part, null as grp,
        'order_step' as ref_kind, s.id as ref_id
      from order_step s join sales_order o on o.org_id = s.org_id and o.id = s.order_id
      join contract k on k.org_id = o.org_id and k.id = o.contract_id and k.currency = o.currency
      cross join lateral ${amountSpans} a
      cross join (values ('contract_used_bp', 'num'), ('contract_orders', null)) as x (metric, part)
      where ${mine} and s.amount_fen is not null and s.kind <> 'cancelled'
      union all
      select 'contract_used_bp', k.id, ${ms('s.known_at')}, ${until}, ${day('s.occurred_on')},
        coalesce(s.original_minor, s.amount_fen)::float8, null, 'den', null,
        'contract_step', s.id
      from ${steps} and s.amount_fen > 0
      union all
      select 'contract_used_bp', k.id, ${ms('s.known_at')}, ${until}, ${day('s.occurred_on')}, case s.kind when 'recorded' then 1 else -1 end,
        null, 'gate', null, 'contract_step', s.id
      from ${steps} and s.kind in ('recorded', 'ended')`.execute(ctx.db)
    return rows
  },
}
