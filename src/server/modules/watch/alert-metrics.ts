import { sql } from 'kysely'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/**
 * Orders that alerted and are over, and those of them from which something was learnt (C051 C139). An order
 * with three alerts is one order; it counts by the day the first of them ended.
 */
export const alertMetrics: readonly MetricLoader[] = [
  {
    subject: 'org',
    metrics: ['order_retro_bp'],
    ofAlerts: true,
    load: async (ctx, { ids }) => {
      const { rows } = await sql<DeltaRow>`
        with over as (
          select a.subject_id as order_id, min(a.resolved_at) as at from alert a
          where a.org_id = ${ctx.orgId} and a.subject_kind = 'order' and a.mode = 'on' and a.resolved_at is not null
            and a.status <> 'superseded'
          group by a.subject_id),
        learnt as (
          select a.subject_id as order_id, min(r.recorded_at) as at from retrospective r
          join alert a on a.org_id = r.org_id and a.id = r.alert_id
          where r.org_id = ${ctx.orgId} and a.subject_kind = 'order' and a.mode = 'on' group by a.subject_id)
        select 'order_retro_bp' as metric, ${ctx.orgId}::uuid as subject_id, ${ms('x.at')} as at, null::float8 as until,
          ${dayIndex(sql`china_day(x.day_of)`)} as on_day, 1::float8 as value, null::int as n, x.part, null as grp,
          'order' as ref_kind, x.order_id as ref_id
        from (
          select o.order_id, o.at, o.at as day_of, 'den' as part from over o
          union all
          select l.order_id, greatest(l.at, o.at), o.at, 'num' from learnt l join over o on o.order_id = l.order_id) x
        where ${ctx.orgId} = any(${ids}::uuid[])`.execute(ctx.db)
      return rows
    },
  },
  {
    subject: 'org',
    metrics: ['drill_age_days'],
    ofAlerts: true,
    load: async (ctx, { ids }) => {
      const { rows } = await sql<DeltaRow>`
        select 'drill_age_days' as metric, ${ctx.orgId}::uuid as subject_id, ${ms('x.at')} as at, null::float8 as until,
          ${dayIndex(sql`china_day(x.at)`)} as on_day, 1::float8 as value, null::int as n, null as part, null as grp,
          null as ref_kind, null::uuid as ref_id
        from (
          select min(recorded_at) as at from emergency_plan where org_id = ${ctx.orgId} having count(*) > 0
          union all
          select r.ended_at from emergency_run r join emergency_plan p on p.org_id = r.org_id and p.id = r.plan_id
          where r.org_id = ${ctx.orgId} and r.alert_id is null and r.ended_at is not null
            and jsonb_array_length(p.spec -> 'calls') + jsonb_array_length(p.spec -> 'steps') = (
              select count(distinct m.item) from emergency_mark m where m.org_id = r.org_id and m.run_id = r.id and m.kind <> 'note')) x
        where ${ctx.orgId} = any(${ids}::uuid[])`.execute(ctx.db)
      return rows
    },
  },
]
