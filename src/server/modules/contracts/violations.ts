import { sql } from 'kysely'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/**
 * Contracts that somebody has walked around, of all recorded (C081): used before they were approved,
 * or an order under them at other terms that nobody has approved. What is missing in one that was written
 * here cannot be approved at all; one that a file brings is not judged by clauses it cannot carry. What was
 * taken back since was known until then: the spells in which a contract was walked around are laid together,
 * each counting from the moment it was known to the moment it was not.
 */
export const violationRate: MetricLoader = {
  subject: 'org',
  metrics: ['contract_violation_bp'],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<DeltaRow>`
      with used as (
        select o.contract_id, s.known_at as at, least(s.voided_at, o.voided_at) as until from order_step s
        join sales_order o on o.org_id = s.org_id and o.id = s.order_id
        where s.org_id = ${ctx.orgId} and s.kind in ('delivered', 'completed') and o.contract_id is not null
        union all
        select o.contract_id, s.known_at, least(s.voided_at, o.voided_at) from delivery_note_step s
        join sales_order o on o.org_id = s.org_id and o.id = s.order_id
        where s.org_id = ${ctx.orgId} and s.kind = 'shipped' and o.contract_id is not null
        union all
        select coalesce(v.contract_id, o.contract_id), v.known_at, v.voided_at from invoice v
        left join sales_order o on o.org_id = v.org_id and o.id = v.order_id
        where v.org_id = ${ctx.orgId} and v.kind <> 'contract' and coalesce(v.contract_id, o.contract_id) is not null),
      broken as (
        select u.contract_id, u.at, u.until from used u where not exists (select 1 from contract_step s
          where s.org_id = ${ctx.orgId} and s.contract_id = u.contract_id and s.kind = 'approved' and s.known_at <= u.at
            and (s.voided_at is null or s.voided_at > u.at))
        union all
        select o.contract_id, v.known_at, least(v.voided_at, o.voided_at, (select min(r.granted_at) from order_release r
          where r.org_id = v.org_id and r.version_id = v.id))
        from order_version v join sales_order o on o.org_id = v.org_id and o.id = v.order_id
        where v.org_id = ${ctx.orgId} and v.verdict = 'beyond' and o.contract_id is not null),
      spell as (
        select b.contract_id, b.at, coalesce(b.until, 'infinity') as until, b.at > coalesce(max(coalesce(b.until, 'infinity'))
          over (partition by b.contract_id order by b.at, b.until rows between unbounded preceding and 1 preceding), '-infinity') as is_new
        from broken b where b.until is null or b.until > b.at),
      numbered as (
        select contract_id, at, until, count(*) filter (where is_new) over (partition by contract_id order by at, until rows unbounded preceding) as spell
        from spell),
      standing as (select contract_id, min(at) as at, max(until) as until from numbered group by contract_id, spell)
      select 'contract_violation_bp' as metric, k.org_id as subject_id, ${ms('x.at')} as at,
        (extract(epoch from nullif(least(k.voided_at, x.until), 'infinity')) * 1000)::float8 as until,
        ${dayIndex(sql`x.on_day`)} as on_day, 1::float8 as value, null::int as n, x.part, null as grp, 'contract' as ref_kind, k.id as ref_id
      from contract k
      join lateral (select s.known_at, s.occurred_on from contract_step s
        where s.org_id = k.org_id and s.contract_id = k.id and s.kind = 'recorded' order by s.recorded_at limit 1) r on true
      cross join lateral (
        select r.known_at as at, 'infinity'::timestamptz as until, r.occurred_on as on_day, 'den' as part
        union all
        select greatest(f.at, r.known_at), f.until, r.occurred_on, 'num' from standing f
        where f.contract_id = k.id and f.until > greatest(f.at, r.known_at)) x
      where k.org_id = ${ctx.orgId} and k.org_id = any(${ids}::uuid[])`.execute(ctx.db)
    return rows
  },
}
