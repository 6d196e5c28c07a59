import { sql } from 'kysely'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/**
 * Contracts that somebody has walked around, of all recorded (C081): used before they were approved,
 * or an order under them at other terms that nobody has approved. What is missing in one that was written
 * here cannot be approved at all; one that a file brings is not judged by clauses it cannot carry.
 */
export const violationRate: MetricLoader = {
  subject: 'org',
  metrics: ['contract_violation_bp'],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<DeltaRow>`
      with used as (
        select o.contract_id, s.known_at as at from order_step s
        join sales_order o on o.org_id = s.org_id and o.id = s.order_id and o.voided_at is null
        where s.org_id = ${ctx.orgId} and s.voided_at is null and s.kind in ('delivered', 'completed') and o.contract_id is not null
        union all
        select o.contract_id, s.known_at from delivery_note_step s
        join sales_order o on o.org_id = s.org_id and o.id = s.order_id and o.voided_at is null
        where s.org_id = ${ctx.orgId} and s.voided_at is null and s.kind = 'shipped' and o.contract_id is not null
        union all
        select coalesce(v.contract_id, o.contract_id), v.known_at from invoice v
        left join sales_order o on o.org_id = v.org_id and o.id = v.order_id
        where v.org_id = ${ctx.orgId} and v.voided_at is null and v.kind <> 'contract' and coalesce(v.contract_id, o.contract_id) is not null),
      broken as (
        select u.contract_id, u.at from used u where not exists (select 1 from contract_step s
          where s.org_id = ${ctx.orgId} and s.contract_id = u.contract_id and s.kind = 'approved' and s.voided_at is null and s.known_at <= u.at)
        union all
        select o.contract_id, v.known_at from order_version v
        join sales_order o on o.org_id = v.org_id and o.id = v.order_id and o.voided_at is null
        where v.org_id = ${ctx.orgId} and v.voided_at is null and v.verdict = 'beyond' and o.contract_id is not null
          and not exists (select 1 from order_release r where r.org_id = v.org_id and r.version_id = v.id)),
      first as (select contract_id, min(at) as at from broken group by contract_id)
      select 'contract_violation_bp' as metric, k.org_id as subject_id, ${ms('x.at')} as at, ${ms('k.voided_at')} as until,
        ${dayIndex(sql`x.on_day`)} as on_day, 1::float8 as value, null::int as n, x.part, null as grp, 'contract' as ref_kind, k.id as ref_id
      from contract k
      join lateral (select s.known_at, s.occurred_on from contract_step s
        where s.org_id = k.org_id and s.contract_id = k.id and s.kind = 'recorded' order by s.recorded_at limit 1) r on true
      cross join lateral (
        select r.known_at as at, r.occurred_on as on_day, 'den' as part
        union all
        select greatest(f.at, r.known_at), r.occurred_on, 'num' from first f where f.contract_id = k.id) x
      where k.org_id = ${ctx.orgId} and k.org_id = any(${ids}::uuid[])`.execute(ctx.db)
    return rows
  },
}
