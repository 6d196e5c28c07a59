import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { dayIndexOf } from '../../../core/watch/day-index.ts'
import { UNCONTRACTED_DAYS } from '../../../core/watch/metrics-cover.ts'
import type { ReadCtx } from '../../platform/context.ts'
import {
  type Among,
  type DeltaRow,
  dayIndex,
  isAmong,
  type MetricLoader,
  ms,
} from '../../platform/metric-loader.ts'
import { spansAlone } from './spans-alone.ts'

const day = (column: string) => dayIndex(sql.ref(column))

/** When a contract was approved and neither taken back nor ended (columns contract_id, at, until, on_day). */
const inForce = (ctx: ReadCtx, contracts: RawBuilder<unknown>) => sql`
  select k.id as contract_id, k.customer_id, a.at, a.until, s.occurred_on as on_day
  from contract k join contract_step s on s.org_id = k.org_id and s.contract_id = k.id and s.kind = 'approved'
  cross join lateral ${spansAlone(
    { at: sql`s.known_at`, until: sql`least(s.voided_at, k.voided_at)` },
    sql`select n.known_at as at, n.voided_at as until from contract_step n where n.org_id = s.org_id and n.contract_id = s.contract_id
      and n.kind in ('approved', 'unapproved', 'ended') and (n.known_at, n.recorded_at, n.id) > (s.known_at, s.recorded_at, s.id)`,
  )} a
  where k.org_id = ${ctx.orgId} and ${contracts}`

/** What a contract came to, while no later amount of it is known. */
const amounts = (ctx: ReadCtx) => sql`
  select s.contract_id, s.id, s.amount_fen, s.occurred_on, a.at, a.until from contract_step s
  cross join lateral ${spansAlone(
    { at: sql`s.known_at`, until: sql`s.voided_at` },
    sql`select n.known_at as at, n.voided_at as until from contract_step n where n.org_id = s.org_id and n.contract_id = s.contract_id
      and n.amount_fen is not null and (n.known_at, n.recorded_at, n.id) > (s.known_at, s.recorded_at, s.id)`,
  )} a
  where s.org_id = ${ctx.orgId} and s.amount_fen is not null and s.contract_id in (select contract_id from force)`

/**
 * Money that names no contract (C073): invoices for which neither they nor their order say one, less what was
 * credited of them, and money that came for no invoice. What is set against another document later, or
 * credited, stands on the day of what it lessens, so that both leave a window together.
 */
const unnamed = (ctx: ReadCtx, mine: (column: string) => RawBuilder<unknown>, since: RawBuilder<unknown>) => {
  const bills = sql`invoice v left join sales_order o on o.org_id = v.org_id and o.id = v.order_id
    where v.org_id = ${ctx.orgId} and ${mine('v.customer_id')} and v.kind = 'invoice' and v.contract_id is null and o.contract_id is null
      and v.occurred_on > ${since}`
  const money = sql`payment p where p.org_id = ${ctx.orgId} and ${mine('p.customer_id')} and p.kind = 'payment' and p.occurred_on > ${since}`
  return sql`
    select v.customer_id, v.known_at as at, v.voided_at as until, v.occurred_on, v.amount_fen as fen, 'invoice' as ref_kind, v.id as ref_id
    from ${bills}
    union all
    select v.customer_id, greatest(a.known_at, v.known_at), least(a.voided_at, v.voided_at), v.occurred_on, -a.amount_fen, 'invoice', v.id
    from (select v.* from ${bills}) v
    join instalment i on i.org_id = v.org_id and i.invoice_id = v.id join allocation a on a.org_id = i.org_id and a.instalment_id = i.id
    join payment p on p.org_id = a.org_id and p.id = a.payment_id and p.kind = 'credit_note'
    union all
    select p.customer_id, p.known_at, p.voided_at, p.occurred_on, p.amount_fen, 'payment', p.id from ${money}
    union all
    select p.customer_id, greatest(a.known_at, p.known_at), least(a.voided_at, p.voided_at), p.occurred_on, -a.amount_fen, 'payment', p.id
    from (select p.* from ${money}) p join allocation a on a.org_id = p.org_id and a.payment_id = p.id`
}

/** What was invoiced under a contract, by itself or through its order, less what was credited of it. */
const named = (ctx: ReadCtx, contracts: RawBuilder<unknown>) => {
  const bills = sql`
    select v.org_id, v.id, v.contract_id, v.currency, v.known_at, v.voided_at, v.occurred_on, v.amount_fen, v.original_minor
    from invoice v where v.org_id = ${ctx.orgId} and v.kind = 'invoice' and v.contract_id in ${contracts}
    union all
    select v.org_id, v.id, o.contract_id, v.currency, v.known_at, least(v.voided_at, o.voided_at), v.occurred_on, v.amount_fen, v.original_minor
    from sales_order o join invoice v on v.org_id = o.org_id and v.order_id = o.id and v.kind = 'invoice' and v.contract_id is null
    where o.org_id = ${ctx.orgId} and o.contract_id in ${contracts}`
  return sql`
    select v.contract_id, v.id, v.currency, v.known_at as at, v.voided_at as until, v.occurred_on, v.amount_fen as fen,
      coalesce(v.original_minor, v.amount_fen) as minor
    from (${bills}) v
    union all
    select v.contract_id, v.id, v.currency, greatest(a.known_at, v.known_at), least(a.voided_at, v.voided_at), greatest(a.occurred_on, v.occurred_on),
      -a.amount_fen, -coalesce(a.original_minor, a.amount_fen)
    from (${bills}) v
    join instalment i on i.org_id = v.org_id and i.invoice_id = v.id join allocation a on a.org_id = i.org_id and a.instalment_id = i.id
    join payment p on p.org_id = a.org_id and p.id = a.payment_id and p.kind = 'credit_note'`
}

/**
 * What customers do without a contract, and what is left of those in force (C073). Both begin with the first
 * contract that the company has ever noted: who keeps none here is not told of it by every customer.
 */
export const uncontracted: MetricLoader = {
  subject: 'customer',
  metrics: ['uncontracted_fen', 'contract_cover_fen'],
  load: async (ctx, range) => {
    const begun = await firstContract(ctx)
    if (begun === null) return []
    const mine = (column: string) => isAmong(column, range)
    const since =
      range.since === null
        ? sql`'-infinity'::date`
        : sql`date '1970-01-01' + ${dayIndexOf(range.since) - UNCONTRACTED_DAYS}::int`
    const { rows } = await sql<DeltaRow>`
      with force as materialized (${inForce(ctx, mine('k.customer_id'))}),
      unnamed as (${unnamed(ctx, mine, since)})
      select x.metric, u.customer_id as subject_id, ${ms('u.at')} as at, ${ms('u.until')} as until, ${day('u.occurred_on')} as on_day,
        u.fen::float8 as value, null::int as n, x.part, null as grp, u.ref_kind, u.ref_id
      from unnamed u cross join (values ('uncontracted_fen', null), ('contract_cover_fen', 'num')) as x (metric, part)
      where u.until is null or u.until > u.at
      union all
      select 'contract_cover_fen', f.customer_id, ${ms('x.at')}, ${ms('x.until')}, ${day('x.on_day')}, x.fen::float8, null, 'den', null, x.kind, x.id
      from force f cross join lateral (
        select greatest(f.at, m.at) as at, least(f.until, m.until) as until, greatest(f.on_day, m.occurred_on) as on_day,
          m.amount_fen as fen, 'contract_step' as kind, m.id
        from (${amounts(ctx)}) m where m.contract_id = f.contract_id
        union all
        select greatest(f.at, b.at), least(f.until, b.until), greatest(f.on_day, b.occurred_on), -b.fen, 'invoice', b.id
        from (${named(ctx, sql`(select contract_id from force)`)}) b where b.contract_id = f.contract_id) x
      where x.until is null or x.until > x.at
      union all
      select x.metric, c.id, ${begun}::float8, null, ${dayIndexOf(begun)}::int, x.value::float8, null, x.part, null, 'customer', c.id
      from customer c cross join (values ('uncontracted_fen', 'gate', 1), ('contract_cover_fen', 'den', 0)) as x (metric, part, value)
      where c.org_id = ${ctx.orgId} and ${mine('c.id')}`.execute(ctx.db)
    return rows
  },
}

/** Since when the company keeps contracts here, whatever became of the first. */
async function firstContract(ctx: ReadCtx): Promise<Instant | null> {
  const { rows } = await sql<{ at: Instant | null }>`
    select ${ms('x.at')} as at from (select min(k.known_at) as at from contract k
      where k.org_id = ${ctx.orgId} and (k.voided_at is null or k.voided_at > k.known_at)) x`.execute(ctx.db)
  return rows[0]!.at
}

/** Whether the company keeps contracts here: only then do customers have a figure without them. */
export async function keepsContracts(ctx: ReadCtx): Promise<boolean> {
  return (await firstContract(ctx)) !== null
}

/**
 * How much was invoiced under a contract, of its amount, each in its own currency: what an order does not say
 * is in no share of orders.
 */
export const billedShare: MetricLoader = {
  subject: 'contract',
  metrics: ['contract_billed_bp'],
  load: async (ctx, { ids }: Among) => {
    const mine = sql`(select unnest(${ids}::uuid[]))`
    const until = sql`(extract(epoch from least(s.voided_at, k.voided_at)) * 1000)::float8`
    const steps = sql`contract_step s join contract k on k.org_id = s.org_id and k.id = s.contract_id
      where k.org_id = ${ctx.orgId} and k.id in ${mine}`
    const { rows } = await sql<DeltaRow>`
      select 'contract_billed_bp' as metric, b.contract_id as subject_id, ${ms('b.at')} as at,
        (extract(epoch from least(b.until, k.voided_at)) * 1000)::float8 as until, ${day('b.occurred_on')} as on_day,
        b.minor::float8 as value, null::int as n, 'num' as part, null as grp, 'invoice' as ref_kind, b.id as ref_id
      from (${named(ctx, mine)}) b join contract k on k.org_id = ${ctx.orgId} and k.id = b.contract_id and k.currency = b.currency
      where b.until is null or b.until > b.at
      union all
      select 'contract_billed_bp', k.id, ${ms('s.known_at')}, ${until}, ${day('s.occurred_on')}, coalesce(s.original_minor, s.amount_fen)::float8,
        null, 'den', null, 'contract_step', s.id
      from ${steps} and s.amount_fen > 0
      union all
      select 'contract_billed_bp', k.id, ${ms('s.known_at')}, ${until}, ${day('s.occurred_on')}, case s.kind when 'recorded' then 1 else -1 end,
        null, 'gate', null, 'contract_step', s.id
      from ${steps} and s.kind in ('recorded', 'ended')`.execute(ctx.db)
    return rows
  },
}
