import { sql } from 'kysely'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/**
 * What each look ahead came to holds until the next one (C102, C103). Looks are facts of their own day: a
 * payment that is recorded later changes the next look and none before it.
 */
const outlookOfCompany: MetricLoader = {
  subject: 'org',
  metrics: ['cash_shortfall_fen', 'slowing_fen', 'slowing_share_bp', 'slowing_customers'],
  load: async (ctx) => {
    const { rows } = await sql<DeltaRow>`
      with look as (
        select o.*, lead(o.known_at) over (order by o.known_at) as ended_at from cash_outlook o where o.org_id = ${ctx.orgId}
      ), late as (
        select l.*, (s.one ->> 'customer')::uuid as customer_id, (s.one ->> 'openFen')::float8 as fen
        from look l cross join lateral jsonb_array_elements(l.slowing) as s (one)
      )
      select r.metric, ${ctx.orgId}::uuid as subject_id, ${ms('r.known_at')} as at, ${ms('r.ended_at')} as until,
        ${dayIndex(sql`r.drawn_on`)} as on_day, r.value, null::int as n, r.part, null::text as grp, r.ref_kind, r.ref_id
      from (
        select 'cash_shortfall_fen' as metric, known_at, ended_at, drawn_on, shortfall_fen::float8 as value, null as part,
          null as ref_kind, null::uuid as ref_id
        from look where shortfall_fen is not null
        union all
        select 'slowing_share_bp', known_at, ended_at, drawn_on, open_fen::float8, 'den', null, null from look
        union all
        select x.metric, known_at, ended_at, drawn_on, case x.metric when 'slowing_customers' then 1 else fen end, x.part,
          'customer', customer_id
        from late cross join (values ('slowing_fen', null), ('slowing_customers', null), ('slowing_share_bp', 'num')) as x (metric, part)
      ) r order by r.known_at`.execute(ctx.db)
    return rows
  },
}

export const cashMetrics: readonly MetricLoader[] = [outlookOfCompany]
