import { sql } from 'kysely'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/** How many complaints of a customer were known and not settled, at any time (C054). */
const openComplaints: MetricLoader = {
  subject: 'customer',
  metrics: ['open_complaints'],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<DeltaRow>`
      select 'open_complaints' as metric, k.customer_id as subject_id, ${ms('k.known_at')} as at,
        (extract(epoch from least(k.voided_at, k.resolved_at)) * 1000)::float8 as until,
        ${dayIndex(sql`k.occurred_on`)} as on_day, 1::float8 as value, null::int as n, null as part, null as grp,
        'complaint' as ref_kind, k.id as ref_id
      from complaint k where k.org_id = ${ctx.orgId} and k.customer_id = any(${ids}::uuid[])`.execute(ctx.db)
    return rows
  },
}

export const complaintMetrics: readonly MetricLoader[] = [openComplaints]
