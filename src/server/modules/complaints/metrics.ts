import { sql } from 'kysely'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/**
 * How many complaints of a customer were known and not settled, and how many of them past their day, at any
 * time (C054). A course holds until the next one of its complaint is known.
 */
const complaints: MetricLoader = {
  subject: 'customer',
  metrics: ['open_complaints', 'late_complaints'],
  load: async (ctx, { ids }) => {
    const mine = sql`k.org_id = ${ctx.orgId} and k.customer_id = any(${ids}::uuid[])`
    const { rows } = await sql<DeltaRow>`
      select 'open_complaints' as metric, k.customer_id as subject_id, ${ms('k.known_at')} as at,
        (extract(epoch from least(k.voided_at, k.resolved_at)) * 1000)::float8 as until,
        ${dayIndex(sql`k.occurred_on`)} as on_day, 1::float8 as value, null::int as n, null as part, null as grp,
        'complaint' as ref_kind, k.id as ref_id
      from complaint k where ${mine}
      union all
      select 'late_complaints', k.customer_id, ${ms('s.known_at')},
        (extract(epoch from least(s.voided_at, k.voided_at, k.resolved_at, (select min(n.known_at) from complaint_course n
          where n.org_id = s.org_id and n.complaint_id = s.complaint_id and (n.known_at, n.id) > (s.known_at, s.id)))) * 1000)::float8,
        ${dayIndex(sql`s.due_on`)} + 1, 1, null, null, null, 'complaint', k.id
      from complaint_course s join complaint k on k.org_id = s.org_id and k.id = s.complaint_id
      where ${mine}`.execute(ctx.db)
    return rows
  },
}

export const complaintMetrics: readonly MetricLoader[] = [complaints]
