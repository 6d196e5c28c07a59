import { sql } from 'kysely'
import type { ReadCtx } from '../../platform/context.ts'
import {
  type DeltaRow,
  dayIndex,
  type LoadRange,
  type MetricLoader,
  ms,
} from '../../platform/metric-loader.ts'
import { offPlan } from './off-plan.ts'

const day = (column: string) => dayIndex(sql.ref(column))

/** A step taken back, or an order taken back with its import, was known until then. */
const stepUntil = sql<number | null>`(extract(epoch from least(s.voided_at, o.voided_at)) * 1000)::float8`

/** A plan holds until the next one is known; one taken back with its import never was. */
const planUntil = sql<number | null>`(extract(epoch from least(s.voided_at, o.voided_at,
  (select min(n.known_at) from order_step n where n.org_id = s.org_id and n.order_id = s.order_id and n.kind = 'replanned'
    and (n.voided_at is null or n.voided_at > n.known_at) and n.known_at > s.known_at))) * 1000)::float8`

/** The clock of a delivery runs from the order until all is delivered or it is cancelled (C049). */
const deliveryClock: MetricLoader = {
  subject: 'order',
  metrics: ['days_to_delivery', 'order_amount_fen', 'order_price_beyond'],
  load: async (ctx, { ids }) => {
    const steps = sql`order_step s join sales_order o on o.org_id = s.org_id and o.id = s.order_id
      where s.org_id = ${ctx.orgId} and s.order_id = any(${ids}::uuid[])`
    const { rows } = await sql<DeltaRow>`
      select 'days_to_delivery' as metric, s.order_id as subject_id, ${ms('s.known_at')} as at, ${planUntil} as until,
        ${day('s.planned_on')} as on_day, 1::float8 as value, null::int as n, null as part, null as grp, 'order_step' as ref_kind, s.id as ref_id
      from ${steps} and s.kind in ('ordered', 'replanned') and s.planned_on is not null
      union all
      select 'order_price_beyond', v.order_id, ${ms('v.known_at')}, (extract(epoch from least(v.voided_at, o.voided_at,
          (select min(r.granted_at) from order_release r where r.org_id = v.org_id and r.version_id = v.id),
          (select min(n.known_at) from order_version n where n.org_id = v.org_id and n.order_id = v.order_id and n.number > v.number))) * 1000)::float8,
        ${day('v.occurred_on')}, 1, null, null, null, 'order_version', v.id
      from order_version v join sales_order o on o.org_id = v.org_id and o.id = v.order_id
      where v.org_id = ${ctx.orgId} and v.order_id = any(${ids}::uuid[]) and v.verdict = 'beyond'
      union all
      select m.metric, s.order_id, ${ms('s.known_at')}, ${stepUntil}, ${day('s.occurred_on')},
        case s.kind when 'ordered' then 1 else -1 end, null, 'gate', null, 'order_step', s.id
      from order_step s join sales_order o on o.org_id = s.org_id and o.id = s.order_id
      cross join (values ('days_to_delivery'), ('order_price_beyond')) as m (metric)
      where s.org_id = ${ctx.orgId} and s.order_id = any(${ids}::uuid[])
        and s.kind = any(case m.metric when 'days_to_delivery' then array['ordered', 'completed', 'cancelled'] else array['ordered', 'cancelled'] end)
      union all
      select 'order_amount_fen', s.order_id, ${ms('s.known_at')}, ${stepUntil}, ${day('s.occurred_on')}, s.amount_fen::float8,
        null, null, null, 'order_step', s.id
      from ${steps} and s.amount_fen is not null`.execute(ctx.db)
    return rows
  },
}

/**
 * From when on a correction is the one an order is counted by (C210): each order counts once, by the first of
 * its corrections that still stands. One that was taken back hands over to the next, at that moment.
 */
const correctedFrom = sql`greatest(s.known_at, (select max(coalesce(n.voided_at, 'infinity')) from order_step n
  where n.org_id = s.org_id and n.order_id = s.order_id and n.kind = 'corrected'
    and (n.recorded_at < s.recorded_at or (n.recorded_at = s.recorded_at and n.id < s.id))))`

/** On time, corrected after they were noted (C210), and what was ordered, of people and company. */
const ofPeople: MetricLoader[] = (['rep', 'org'] as const).map((subject) => ({
  subject,
  metrics: ['on_time_delivery_bp', 'order_error_bp', 'orders_4w_fen'],
  load: async (ctx: ReadCtx, { ids }: LoadRange) => {
    const who = subject === 'rep' ? sql`s.responsible_id` : sql`s.org_id`
    const plan = sql`(select p.planned_on from order_step p where p.org_id = s.org_id and p.order_id = s.order_id
      and p.kind in ('ordered', 'replanned') and p.known_at <= s.known_at and (p.voided_at is null or p.voided_at > s.known_at)
      order by p.recorded_at desc, p.occurred_on desc limit 1)`
    const { rows } = await sql<DeltaRow>`
      select m.metric, ${who} as subject_id,
        (extract(epoch from case when m.metric = 'order_error_bp' and m.part = 'num' then ${correctedFrom} else s.known_at end) * 1000)::float8 as at,
        ${stepUntil} as until,
        case m.metric when 'order_error_bp' then ${day('o.ordered_on')} else ${day('s.occurred_on')} end as on_day,
        case m.metric when 'orders_4w_fen' then s.amount_fen::float8 else 1 end as value, null::int as n, m.part, null as grp,
        'order_step' as ref_kind, s.id as ref_id
      from order_step s
      join sales_order o on o.org_id = s.org_id and o.id = s.order_id
      cross join (values ('on_time_delivery_bp', 'den'), ('on_time_delivery_bp', 'num'), ('orders_4w_fen', null),
        ('order_error_bp', 'den'), ('order_error_bp', 'num')) as m (metric, part)
      where s.org_id = ${ctx.orgId} and ${who} = any(${ids}::uuid[])
        and case when m.metric = 'orders_4w_fen' then s.kind = 'ordered' and s.amount_fen is not null
          when m.metric = 'order_error_bp' and m.part = 'den' then s.kind = 'ordered'
          when m.metric = 'order_error_bp' then s.kind = 'corrected' and ${correctedFrom} < coalesce(s.voided_at, 'infinity')
          when m.part = 'den' then s.kind = 'completed' and ${plan} is not null
          else s.kind = 'completed' and ${plan} >= s.occurred_on end`.execute(ctx.db)
    return rows
  },
}))

/**
 * Deliveries, invoices and payments of an order (C073). Its own contract closes it while that is in force,
 * and no other does; of an order that names none any contract of the customer.
 */
const uncovered: MetricLoader = {
  subject: 'order',
  metrics: ['uncovered_uses'],
  load: async (ctx, { ids }) => {
    const mine = sql`o.org_id = ${ctx.orgId} and o.id = any(${ids}::uuid[])`
    const over = sql`(select min(n.known_at) from contract_step n where n.org_id = s.org_id and n.contract_id = s.contract_id
      and n.kind in ('unapproved', 'ended') and n.recorded_at > s.recorded_at and (n.voided_at is null or n.voided_at > n.known_at))`
    const { rows } = await sql<DeltaRow>`
      select 'uncovered_uses' as metric, o.id as subject_id, ${ms('s.known_at')} as at, ${stepUntil} as until, ${day('s.occurred_on')} as on_day,
        1::float8 as value, null::int as n, null as part, null as grp, 'order_step' as ref_kind, s.id as ref_id
      from sales_order o join order_step s on s.org_id = o.org_id and s.order_id = o.id and s.kind in ('delivered', 'completed') and s.note_id is null where ${mine}
      union all
      select 'uncovered_uses', o.id, ${ms('s.known_at')}, ${stepUntil}, ${day('s.occurred_on')}, 1, null, null, null, 'order', o.id
      from sales_order o join delivery_note_step s on s.org_id = o.org_id and s.order_id = o.id and s.kind = 'shipped' where ${mine}
      union all
      select 'uncovered_uses', o.id, ${ms('v.known_at')}, ${ms('v.voided_at')}, ${day('v.occurred_on')}, 1, null, null, null, 'invoice', v.id
      from sales_order o join invoice v on v.org_id = o.org_id and v.order_id = o.id and v.kind <> 'contract' where ${mine}
      union all
      select distinct 'uncovered_uses', o.id, ${ms('a.known_at')}, ${ms('a.voided_at')}, ${day('a.occurred_on')}, 1::float8, null::int, null, null,
        'payment', a.payment_id
      from sales_order o join invoice v on v.org_id = o.org_id and v.order_id = o.id
      join instalment i on i.org_id = v.org_id and i.invoice_id = v.id join allocation a on a.org_id = i.org_id and a.instalment_id = i.id and a.amount_fen > 0
      where ${mine}
      union all
      select 'uncovered_uses', o.id, ${ms('o.known_at')}, ${ms('o.voided_at')}, ${day('o.ordered_on')}, 1, null, 'gate', null, 'order', o.id
      from sales_order o where ${mine}
      union all
      select 'uncovered_uses', o.id, ${ms('s.known_at')}, (extract(epoch from least(s.voided_at, k.voided_at, ${over})) * 1000)::float8,
        ${day('s.occurred_on')}, -1, null, 'gate', null, 'contract_step', s.id
      from sales_order o join contract k on k.org_id = o.org_id and k.customer_id = o.customer_id
        and case when o.contract_id is null then true else k.id = o.contract_id end
      join contract_step s on s.org_id = k.org_id and s.contract_id = k.id and s.kind = 'approved' where ${mine}`.execute(
      ctx.db,
    )
    return rows
  },
}

export const orderMetrics: readonly MetricLoader[] = [deliveryClock, offPlan, uncovered, ...ofPeople]
