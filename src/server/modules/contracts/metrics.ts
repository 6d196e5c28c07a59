import { sql } from 'kysely'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'
import { changeClocks } from './change-metrics.ts'
import { billedShare, uncontracted } from './cover-metrics.ts'
import { frameUse } from './frame-metrics.ts'
import { endsOf } from './obligation-rows.ts'
import { unacceptedClock } from './retention-metrics.ts'
import { violationRate } from './violations.ts'

const day = (column: string) => dayIndex(sql.ref(column))

/** A contract taken back with its import was never known. */
const until = sql<number | null>`(extract(epoch from least(s.voided_at, k.voided_at)) * 1000)::float8`

/** An end holds until a later one is known. */
const endUntil = sql<number | null>`(extract(epoch from least(s.voided_at, k.voided_at,
  (select min(n.known_at) from contract_step n where n.org_id = s.org_id and n.contract_id = s.contract_id and n.kind = 'prolonged'
    and (n.voided_at is null or n.voided_at > n.known_at) and n.known_at > s.known_at))) * 1000)::float8`

/** An obligation is overdue from the day after its own. */
const dueAfter = sql`(${day('o.due_on')} + 1)`

/** How long it still runs (C075), and whether it is used without having been approved (C073). */
export const contractMetrics: readonly MetricLoader[] = [
  {
    subject: 'contract',
    metrics: ['contract_days_left', 'used_unapproved', 'contract_amount_fen', 'obligations_overdue'],
    load: async (ctx, { ids }) => {
      const mine = sql`k.org_id = ${ctx.orgId} and k.id = any(${ids}::uuid[])`
      const steps = sql`contract_step s join contract k on k.org_id = s.org_id and k.id = s.contract_id where ${mine}`
      // An invoice belongs to a contract by itself or through its order; the contract's own payment plan is
      // no use of it.
      const shown = sql`select k.id as contract_id, v.org_id, v.id, v.kind, v.known_at, v.voided_at, v.occurred_on from contract k`
      const invoices = sql`(${shown} join invoice v on v.org_id = k.org_id and v.contract_id = k.id where ${mine}
        union all ${shown} join sales_order o on o.org_id = k.org_id and o.contract_id = k.id
        join invoice v on v.org_id = o.org_id and v.order_id = o.id and v.contract_id is null where ${mine}) v`
      const { rows } = await sql<DeltaRow>`
        select 'contract_days_left' as metric, s.contract_id as subject_id, ${ms('s.known_at')} as at, ${endUntil} as until,
          ${day('s.ends_on')} as on_day, 1::float8 as value, null::int as n, null as part, null as grp, 'contract_step' as ref_kind, s.id as ref_id
        from ${steps} and s.ends_on is not null
        union all
        select m.metric, s.contract_id, ${ms('s.known_at')}, ${until}, ${day('s.occurred_on')},
          case when s.kind in ('recorded', 'unapproved') then 1 else -1 end, null, 'gate', null, 'contract_step', s.id
        from contract_step s join contract k on k.org_id = s.org_id and k.id = s.contract_id
        cross join (values ('contract_days_left'), ('used_unapproved'), ('obligations_overdue')) as m (metric)
        where ${mine} and s.kind = any(case m.metric when 'used_unapproved' then array['recorded', 'approved', 'unapproved']
          else array['recorded', 'ended'] end)
        union all
        select 'contract_amount_fen', s.contract_id, ${ms('s.known_at')}, ${until}, ${day('s.occurred_on')}, s.amount_fen::float8,
          null, null, null, 'contract_step', s.id
        from ${steps} and s.amount_fen is not null
        union all
        select 'used_unapproved', k.id, ${ms('s.known_at')}, (extract(epoch from least(s.voided_at, o.voided_at)) * 1000)::float8,
          ${day('s.occurred_on')}, 1, null, null, null, 'order_step', s.id
        from order_step s join sales_order o on o.org_id = s.org_id and o.id = s.order_id
        join contract k on k.org_id = o.org_id and k.id = o.contract_id
        where ${mine} and s.kind in ('delivered', 'completed')
        union all
        select 'obligations_overdue', k.id, ${ms('o.known_at')}, (extract(epoch from least(o.voided_at, k.voided_at)) * 1000)::float8,
          ${dueAfter}, 1, null, null, null, 'obligation', o.id
        from obligation o join contract k on k.org_id = o.org_id and k.id = o.contract_id where ${mine}
        union all
        select 'obligations_overdue', k.id, (extract(epoch from greatest(o.known_at, e.known_at)) * 1000)::float8,
          (extract(epoch from least(e.until, o.voided_at, k.voided_at)) * 1000)::float8,
          greatest(${dueAfter}, ${day('e.ended_on')}), -1, null, null, null, 'obligation', o.id
        from obligation o join contract k on k.org_id = o.org_id and k.id = o.contract_id
        join lateral ${endsOf(ctx, sql`s.obligation_id = o.id`)} e on e.ended_on is not null where ${mine}
        union all
        select 'used_unapproved', v.contract_id, ${ms('v.known_at')}, ${ms('v.voided_at')}, ${day('v.occurred_on')}, 1, null, null, null, 'invoice', v.id
        from ${invoices} where v.kind <> 'contract'
        union all
        select distinct 'used_unapproved', v.contract_id, ${ms('a.known_at')}, ${ms('a.voided_at')}, ${day('a.occurred_on')}, 1::float8, null::int, null, null,
          'payment', a.payment_id
        from ${invoices} join instalment i on i.org_id = v.org_id and i.invoice_id = v.id
        join allocation a on a.org_id = i.org_id and a.instalment_id = i.id and a.amount_fen > 0`.execute(
        ctx.db,
      )
      return rows
    },
  },
  changeClocks,
  frameUse,
  billedShare,
  uncontracted,
  unacceptedClock,
  violationRate,
]
