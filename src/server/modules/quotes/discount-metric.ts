import { sql } from 'kysely'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/**
 * How far quotes lie below the price list (C119): of each version sent, the lines that have a list price, at
 * that price and as offered. Each sending of another version is another offer. Foreign lines count in yuan as
 * the sending itself was booked (0018), or a list in yen would outweigh everything.
 */
export const quoteDiscount: MetricLoader = {
  subject: 'org',
  metrics: ['quote_discount_90d'],
  load: async (ctx) => {
    const { rows } = await sql<DeltaRow>`
      with offers as (
        select s.id, s.quote_id, s.known_at, least(s.voided_at, q.voided_at) as voided_at, s.occurred_on,
          sum(round(p.list_fen::numeric * l.quantity_milli / 1000 * y.per_minor))::float8 as list_fen,
          sum(round(l.unit_price_fen::numeric * l.quantity_milli / 1000 * y.per_minor))::float8 as offered_fen
        from quote_step s join quote q on q.org_id = s.org_id and q.id = s.quote_id
        join quote_line l on l.org_id = s.org_id and l.version_id = s.version_id
        join price_line p on p.org_id = l.org_id and p.id = l.price_line_id
        cross join lateral (select coalesce(s.amount_fen::numeric / nullif(s.original_minor, 0), 1) as per_minor) y
        where s.org_id = ${ctx.orgId} and s.kind = 'sent'
        group by 1, 2, 3, 4, 5, s.org_id
      )
      select 'quote_discount_90d' as metric, ${ctx.orgId}::uuid as subject_id, ${ms('o.known_at')} as at,
        ${ms('o.voided_at')} as until, ${dayIndex(sql`o.occurred_on`)} as on_day,
        case x.part when 'den' then o.list_fen else o.list_fen - o.offered_fen end as value, null::int as n, x.part,
        null as grp, 'quote_step' as ref_kind, o.id as ref_id
      from offers o cross join (values ('num'), ('den')) as x (part)`.execute(ctx.db)
    return rows
  },
}
