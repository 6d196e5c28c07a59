import { type RawBuilder, sql } from 'kysely'
import { UNDATED } from '../../../core/receivable/retention.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'
import { endsOf } from './obligation-rows.ts'
import { spansAlone } from './spans-alone.ts'

/**
 * How long ago goods last left under a contract whose acceptance nobody has recorded: the clock of retention
 * that waits for it. Until any delivery is known, the end of the contract stands for the last one, so that
 * who keeps no orders here is reminded too.
 */
export const unacceptedClock: MetricLoader = {
  subject: 'instalment',
  metrics: ['unaccepted_days'],
  load: async (ctx, { ids }) => {
    const waiting = sql`instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
      where i.org_id = ${ctx.orgId} and i.id = any(${ids}::uuid[]) and i.is_retention and i.due_on = ${UNDATED}`
    const { rows } = await sql<DeltaRow>`
      with waiting as (select i.id, i.known_at, i.voided_at, i.occurred_on, i.amount_fen, v.contract_id from ${waiting}),
      gone as (${deliveries(ctx, sql`in (select contract_id from waiting)`)}),
      ends as (
        select s.contract_id, a.at as known_at, s.ends_on, s.id, a.until from contract_step s cross join lateral ${spansAlone(
          { at: sql`s.known_at`, until: sql`s.voided_at` },
          sql`select n.known_at as at, n.voided_at as until from contract_step n where n.org_id = s.org_id and n.contract_id = s.contract_id
              and n.ends_on is not null and (n.known_at, n.recorded_at, n.id) > (s.known_at, s.recorded_at, s.id)
            union all select g.known_at, g.until from gone g where g.contract_id = s.contract_id`,
        )} a
        where s.org_id = ${ctx.orgId} and s.contract_id in (select contract_id from waiting) and s.ends_on is not null)
      select 'unaccepted_days' as metric, w.id as subject_id, ${ms('x.at')} as at, ${ms('x.until')} as until, ${dayIndex(sql`x.on_day`)} as on_day,
        x.value, null::int as n, x.part, null as grp, x.ref_kind, x.ref_id
      from waiting w cross join lateral (
        select w.known_at as at, w.voided_at as until, w.occurred_on as on_day, w.amount_fen::float8 as value, 'gate' as part,
          'instalment' as ref_kind, w.id as ref_id
        union all
        select greatest(a.known_at, w.known_at), least(a.voided_at, w.voided_at), greatest(a.occurred_on, w.occurred_on),
          -a.amount_fen::float8, 'gate', 'payment', a.payment_id
        from allocation a where a.org_id = ${ctx.orgId} and a.instalment_id = w.id
        union all
        select greatest(g.known_at, w.known_at), least(g.until, w.voided_at), g.on_day, 1, null, g.ref_kind, g.ref_id
        from gone g where g.contract_id = w.contract_id
        union all
        select greatest(e.known_at, w.known_at), least(e.until, w.voided_at), e.ends_on, 1, null, 'contract_step', e.id
        from ends e where e.contract_id = w.contract_id
      ) x where x.until is null or x.until > x.at`.execute(ctx.db)
    return rows
  },
}

/** Goods that left: what an order says of it, or a duty to deliver that was noted as done. */
function deliveries(ctx: ReadCtx, contracts: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select o.contract_id, s.known_at, least(s.voided_at, o.voided_at) as until, s.occurred_on as on_day,
      'order_step' as ref_kind, s.id as ref_id
    from order_step s join sales_order o on o.org_id = s.org_id and o.id = s.order_id
    where s.org_id = ${ctx.orgId} and s.kind in ('delivered', 'completed') and o.contract_id ${contracts}
    union all
    select o.contract_id, greatest(o.known_at, e.known_at), least(e.until, o.voided_at), e.ended_on, 'obligation', o.id
    from obligation o join lateral ${endsOf(ctx, sql`s.obligation_id = o.id`)} e on e.kind = 'done' and e.ended_on is not null
    where o.org_id = ${ctx.orgId} and o.kind = 'deliver' and o.contract_id ${contracts}`
}
