import { sql } from 'kysely'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/** A month after its end a cover is a matter of the past. */
const REMEMBERED_DAYS = 30

/** How long insurance and guarantees still run (C032); a customer without any is not in the game. */
const coverLeft: MetricLoader = {
  subject: 'customer',
  metrics: ['cover_days_left'],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<DeltaRow>`
      select 'cover_days_left' as metric, h.customer_id as subject_id, ${ms('h.known_at')} as at, ${ms('h.voided_at')} as until,
        ${dayIndex(sql`x.on_day`)} as on_day, x.value::float8 as value, null::int as n, x.part, null::text as grp,
        'credit_cover' as ref_kind, h.id as ref_id
      from credit_cover h
      cross join lateral (values (h.until_on, 1, null), (h.occurred_on, 1, 'gate'),
        (h.until_on + ${REMEMBERED_DAYS}::int + 1, -1, 'gate')) as x (on_day, value, part)
      where h.org_id = ${ctx.orgId} and h.customer_id = any(${ids}::uuid[]) order by h.known_at`.execute(
      ctx.db,
    )
    return rows
  },
}

export const creditMetrics: readonly MetricLoader[] = [coverLeft]
