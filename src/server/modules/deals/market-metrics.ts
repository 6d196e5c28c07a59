import { sql } from 'kysely'
import { type DeltaRow, dayIndex, foldedFacts, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/** The longest window of these. */
const WINDOW_DAYS = 90

/** Who asks and to whom the company loses (C119); a deal taken back takes its moves with it. */
export const marketMetrics: MetricLoader = {
  subject: 'org',
  metrics: ['new_deals_4w', 'lost_to_competitor_90d'],
  load: async (ctx, { since, bare }) => {
    const moves = sql`
      select s.org_id as subject_id, s.known_at, least(s.voided_at, d.voided_at) as voided_at, s.occurred_on, s.id,
        s.from_stage_id, t.kind, s.competitor
      from stage_change s join deal d on d.org_id = s.org_id and d.id = s.deal_id
      join stage t on t.org_id = s.org_id and t.id = s.to_stage_id where s.org_id = ${ctx.orgId}`
    const facts = sql`
      with moves as (${moves})
      select 'new_deals_4w' as metric, subject_id, known_at, voided_at, occurred_on, 1::float8 as value, null as part, id
      from moves where from_stage_id is null
      union all
      select 'lost_to_competitor_90d', subject_id, known_at, voided_at, occurred_on, 1, 'den', id
      from moves where kind in ('won', 'lost')
      union all
      select 'lost_to_competitor_90d', subject_id, known_at, voided_at, occurred_on, 1, 'num', id
      from moves where kind = 'lost' and competitor is not null and competitor <> ''`
    const single = sql<DeltaRow>`
      select metric, subject_id, ${ms('f.known_at')} as at, ${ms('f.voided_at')} as until, ${dayIndex(sql`f.occurred_on`)} as on_day,
        value, null::int as n, part, null as grp, 'stage_change' as ref_kind, id as ref_id
      from (${facts}) f`
    const isFolded = bare === true && since !== null
    const { rows } = await (isFolded ? foldedFacts(facts, since, WINDOW_DAYS) : single).execute(ctx.db)
    return rows
  },
}
