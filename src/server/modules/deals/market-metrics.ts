import { type RawBuilder, sql } from 'kysely'
import type { ReadCtx } from '../../platform/context.ts'
import {
  type DeltaRow,
  dayIndex,
  type FactsOf,
  type MetricLoader,
  ms,
  windowedFacts,
} from '../../platform/metric-loader.ts'

/** The longest window of these. */
const WINDOW_DAYS = 90

const METRICS = ['new_deals_4w', 'lost_to_competitor_90d'] as const

/** Who asks and to whom the company loses (C119); a deal taken back takes its moves with it. */
export const marketMetrics: MetricLoader = {
  subject: 'org',
  metrics: METRICS,
  load: async (ctx, range) => {
    const { since, bare } = range
    if (bare === true && since !== null)
      return windowedFacts(
        ctx,
        (_, isIn) => factsOf(ctx, isIn),
        { ...range, since, metrics: METRICS },
        WINDOW_DAYS,
      )
    const { rows } = await sql<DeltaRow>`
      select metric, subject_id, ${ms('f.known_at')} as at, ${ms('f.voided_at')} as until, ${dayIndex(sql`f.occurred_on`)} as on_day,
        value, null::int as n, part, null as grp, 'stage_change' as ref_kind, id as ref_id
      from (${factsOf(ctx, () => sql`true`)}) f`.execute(ctx.db)
    return rows
  },
}

function factsOf(ctx: ReadCtx, isIn: Parameters<FactsOf>[1]): RawBuilder<unknown> {
  return sql`
      with moves as (
      select s.org_id as subject_id, s.known_at, least(s.voided_at, d.voided_at) as voided_at, s.occurred_on, s.id,
        s.from_stage_id, t.kind, s.competitor
      from stage_change s join deal d on d.org_id = s.org_id and d.id = s.deal_id
      join stage t on t.org_id = s.org_id and t.id = s.to_stage_id where s.org_id = ${ctx.orgId} and ${isIn('s.occurred_on')})
      select 'new_deals_4w' as metric, subject_id, known_at, voided_at, occurred_on, 1::float8 as value, null as part, id
      from moves where from_stage_id is null
      union all
      select 'lost_to_competitor_90d', subject_id, known_at, voided_at, occurred_on, 1, 'den', id
      from moves where kind in ('won', 'lost')
      union all
      select 'lost_to_competitor_90d', subject_id, known_at, voided_at, occurred_on, 1, 'num', id
      from moves where kind = 'lost' and competitor is not null and competitor <> ''`
}
