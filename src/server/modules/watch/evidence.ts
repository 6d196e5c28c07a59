import { type RawBuilder, sql } from 'kysely'
import type { FactRef } from '../../../core/watch/metric.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { tablesThen } from '../../platform/then.ts'
import type { Look } from './look.ts'

export type FactLabel = { label: string; link: { kind: string; id: string } | null }

type Said = { kind: string; id: string; label: string; page: string | null; page_id: string | null }

/** What facts are called by records that have a name of their own. */
const NAMED = {
  customer: ['name'],
  deal: ['title'],
  quote: ['title'],
  sales_order: ['number', 'title'],
  contract: ['number'],
  complaint: ['title', 'customer_id'],
  indicator: ['name_zh', 'every'],
} as const

/**
 * What people call the facts behind a figure, looking back what they were called, and the page each can be
 * opened on (law 9).
 */
export async function labelFacts(
  ctx: ReadCtx,
  refs: readonly FactRef[],
  { moment, isPast }: Look,
): Promise<Map<string, FactLabel>> {
  const ids = [...new Set(refs.map((ref) => ref.id))].filter((id) => /^[0-9a-f-]{36}$/.test(id))
  if (ids.length === 0) return new Map()
  const mine = (column: string) => sql`${sql.ref(column)} = any(${ids}::uuid[])`
  const { rows } = await sql<Said>`${tablesThen(ctx, NAMED, isPast ? moment : null)}
    select 'activity' as kind, a.id, a.summary as label, case when a.deal_id is not null then 'deal' else 'customer' end as page,
      coalesce(a.deal_id, a.customer_id) as page_id
    from activity a where a.org_id = ${ctx.orgId} and ${mine('a.id')}
    union all
    select 'stage_change', s.id, d.title || ' → ' || t.name, 'deal', d.id
    from stage_change s join deal d on d.org_id = s.org_id and d.id = s.deal_id join stage t on t.org_id = s.org_id and t.id = s.to_stage_id
    where s.org_id = ${ctx.orgId} and ${mine('s.id')}
    union all
    select 'instalment', i.id, v.number || case when i.label <> '' then ' ' || i.label else '' end, 'customer', i.customer_id
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id where i.org_id = ${ctx.orgId} and ${mine('i.id')}
    union all
    select 'invoice', v.id, v.number, 'customer', v.customer_id from invoice v where v.org_id = ${ctx.orgId} and ${mine('v.id')}
    union all
    select 'payment', p.id, case when p.reference <> '' then p.reference else to_char(p.occurred_on, 'YYYY-MM-DD') end, 'customer', p.customer_id
    from payment p where p.org_id = ${ctx.orgId} and ${mine('p.id')}
    union all
    select 'bill', b.id, concat_ws(' ', nullif(b.number, ''), to_char(b.due_on, 'YYYY-MM-DD')), 'customer', b.customer_id
    from bill b where b.org_id = ${ctx.orgId} and ${mine('b.id')}
    union all
    select 'deal', d.id, d.title, 'deal', d.id from deal d where d.org_id = ${ctx.orgId} and ${mine('d.id')}
    union all
    select 'quote_step', s.id, q.title, 'quote', q.id
    from quote_step s join quote q on q.org_id = s.org_id and q.id = s.quote_id where s.org_id = ${ctx.orgId} and ${mine('s.id')}
    union all
    select 'order_step', s.id, o.number || case when o.title <> '' then ' ' || o.title else '' end, 'order', o.id
    from order_step s join sales_order o on o.org_id = s.org_id and o.id = s.order_id where s.org_id = ${ctx.orgId} and ${mine('s.id')}
    union all
    select 'order', o.id, o.number || case when o.title <> '' then ' ' || o.title else '' end, 'order', o.id
    from sales_order o where o.org_id = ${ctx.orgId} and ${mine('o.id')}
    union all
    select 'contract', k.id, k.number, 'contract', k.id from contract k where k.org_id = ${ctx.orgId} and ${mine('k.id')}
    union all
    select 'order_version', v.id, o.number || case when o.title <> '' then ' ' || o.title else '' end, 'order', o.id
    from order_version v join sales_order o on o.org_id = v.org_id and o.id = v.order_id where v.org_id = ${ctx.orgId} and ${mine('v.id')}
    union all
    select 'contract_step', s.id, k.number, 'contract', k.id
    from contract_step s join contract k on k.org_id = s.org_id and k.id = s.contract_id where s.org_id = ${ctx.orgId} and ${mine('s.id')}
    union all
    select 'obligation', o.id, concat_ws(' ', k.number, nullif(o.label, ''), to_char(o.due_on, 'YYYY-MM-DD')), 'contract', k.id
    from obligation o join contract k on k.org_id = o.org_id and k.id = o.contract_id where o.org_id = ${ctx.orgId} and ${mine('o.id')}
    union all
    select 'contract_change', x.id, concat_ws(' ', k.number, '#' || x.number, left(x.what, 60)), 'contract', k.id
    from contract_change x join contract k on k.org_id = x.org_id and k.id = x.contract_id where x.org_id = ${ctx.orgId} and ${mine('x.id')}
    union all
    select 'indicator_value', v.id, i.name_zh || ' ' || to_char(v.occurred_on, case i.every when 'month' then 'YYYY-MM' else 'YYYY-MM-DD' end), 'indicator', i.id
    from indicator_value v join indicator i on i.org_id = v.org_id and i.id = v.indicator_id where v.org_id = ${ctx.orgId} and ${mine('v.id')}
    union all
    ${ofCustomers(ctx, mine)}
    union all
    select 'complaint', k.id, k.title, 'customer', k.customer_id from complaint k where k.org_id = ${ctx.orgId} and ${mine('k.id')}
    union all
    select 'customer', c.id, c.name, 'customer', c.id from customer c where c.org_id = ${ctx.orgId} and ${mine('c.id')}`.execute(
    ctx.db,
  )
  return new Map(
    rows.map((row) => [
      `${row.kind}:${row.id}`,
      { label: row.label, link: row.page && row.page_id ? { kind: row.page, id: row.page_id } : null },
    ]),
  )
}

type Mine = (column: string) => RawBuilder<unknown>

/** Steps of dunning and look-ups of the register, both told by their day. */
function ofCustomers(ctx: ReadCtx, mine: Mine): RawBuilder<unknown> {
  return sql`
    select 'dunning_step', s.id, to_char(s.occurred_on, 'YYYY-MM-DD'), 'customer', s.customer_id
    from dunning_step s where s.org_id = ${ctx.orgId} and ${mine('s.id')}
    union all
    select 'register_snapshot', s.id, case s.provider when 'qichacha' then '企查查' else '天眼查' end || ' ' || to_char(s.occurred_on, 'YYYY-MM-DD'),
      'customer', s.customer_id
    from register_snapshot s where s.org_id = ${ctx.orgId} and ${mine('s.id')}`
}
