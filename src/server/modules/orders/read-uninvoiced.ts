import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, daysBetween } from '../../../core/calendar.ts'
import { ROWS_ASKED } from '../../../core/export/guard.ts'
import { OLD_DAYS, TAIL_PERCENT } from '../../../core/order/uninvoiced.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { containing } from '../../platform/db.ts'
import { pastMoment, rowThen } from '../../platform/then.ts'
import { contractScope } from '../contracts/index.ts'
import { customersThen } from '../customers/index.ts'
import type { Drawn } from '../exports/index.ts'
import { peopleThen } from '../identity/index.ts'
import { orderScope } from './order-rows.ts'
import { ordersOn } from './orders-then.ts'

type Filter = {
  q?: string | undefined
  responsibleId?: string | undefined
  /** what was billed but for a tail is listed too */
  tails?: boolean | undefined
  asOf?: Day | undefined
}

type Row = {
  kind: 'order' | 'contract'
  id: string
  number: string
  title: string
  customer_id: string
  customer_name: string
  since: Day
  amount: bigint | null
  invoiced: bigint
  rest: bigint | null
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  total: number
  sum: bigint
  old: bigint
}

const IS_TAIL = sql`(r.invoiced > 0 and r.rest * 100 <= r.amount * ${TAIL_PERCENT}::int)`

/**
 * What has left the house, or is to be invoiced by contract until this day, and is not (C053): the oldest
 * first. Of a past day it stands as it stood at its end.
 */
export async function listUninvoiced(ctx: ReadCtx, query: Filter & { page: number; size: number }) {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const text = containing(query.q ?? '')
  const wanted = [
    ...(query.q
      ? [sql`(r.number ilike ${text} or r.title ilike ${text} or r.customer_name ilike ${text})`]
      : []),
    ...(query.responsibleId ? [sql`r.user_id = ${query.responsibleId}`] : []),
  ]
  const where = wanted.length === 0 ? sql`true` : sql.join(wanted, sql` and `)
  const shown = query.tails ? where : sql`${where} and not coalesce(${IS_TAIL}, false)`
  const contracts = may(ctx.actor.roles, 'contract.read') ? sql`union all ${duties(ctx, asOf)}` : sql``
  const all = sql`(${orders(ctx, asOf)} ${contracts}) r`
  const listed = sql<Row>`
    select r.*, count(*) over ()::int as total, coalesce(sum(r.rest) over (), 0)::bigint as sum,
      coalesce(sum(case when r.since <= ${asOf}::date - ${OLD_DAYS}::int then r.rest end) over (), 0)::bigint as old
    from ${all} where ${shown}
    order by r.since, r.id limit ${query.size} offset ${(query.page - 1) * query.size}`
  const tails = sql<{ n: number; fen: bigint }>`
    select count(*)::int as n, coalesce(sum(r.rest), 0)::bigint as fen from ${all} where ${where} and ${IS_TAIL}`
  const [{ rows }, { rows: small }] = await Promise.all([listed.execute(ctx.db), tails.execute(ctx.db)])
  return {
    asOf,
    items: rows.map((row) => shape(row, asOf)),
    total: rows[0]?.total ?? 0,
    sumFen: rows[0]?.sum ?? 0n,
    oldFen: rows[0]?.old ?? 0n,
    tails: { ...small[0]!, percent: TAIL_PERCENT },
    page: query.page,
    size: query.size,
  }
}

/**
 * Where notes say what was signed for, those that no invoice bills, less what came back; else the whole of an
 * order that is delivered. Less the invoices of the order itself. What a contract plans in instalments is
 * claimed by them and not by its orders.
 */
function orders(ctx: ReadCtx, asOf: Day): RawBuilder<unknown> {
  const on = ordersOn(ctx, asOf)
  return sql`
    select 'order' as kind, x.id, x.number, x.title, x.customer_id, x.customer_name, x.since, x.amount, x.invoiced,
      x.delivered - x.invoiced as rest, x.user_id, x.user_name, x.user_active
    from (
      select o.id, ${on.of('number')} as number, ${on.of('title')} as title, o.customer_id, c.name as customer_name,
        coalesce(n.since, ${on.of('delivered_on')}) as since, ${on.of('amount_fen')} as amount,
        coalesce(n.fen, case when ${on.of('status')} = 'delivered' then ${on.of('amount_fen')} else 0 end) as delivered,
        coalesce((select sum(v.amount_fen) from invoice v where ${on.invoiced} and v.occurred_on <= ${asOf}), 0)::bigint as invoiced,
        u.id as user_id, u.name as user_name, u.status = 'active' as user_active
      from ${on.tables}
      left join lateral (${onNotes(ctx, asOf)}) n on true
      where o.org_id = ${ctx.orgId} and o.voided_at is null and o.ordered_on <= ${asOf} and ${orderScope(ctx, 'order.read')}
        and not exists (select 1 from invoice p where p.org_id = o.org_id and p.contract_id = ${on.of('contract_id')}
          and p.kind = 'contract' and p.voided_at is null and p.occurred_on <= ${asOf})
    ) x where x.since is not null and x.delivered > x.invoiced`
}

/** One row for an order with signed notes, none for others. */
function onNotes(ctx: ReadCtx, asOf: Day): RawBuilder<unknown> {
  const billed = sql`exists (select 1 from note_bill b join delivery_note d on d.org_id = b.org_id and d.id = b.note_id
    join invoice v on v.org_id = b.org_id and v.customer_id = d.customer_id and v.number = b.invoice_number
      and v.voided_at is null and v.occurred_on <= ${asOf}
    where b.org_id = s.org_id and b.note_id = s.note_id)`
  return sql`
    select coalesce(sum(case when not ${billed} then greatest(0, s.amount_fen - coalesce(w.fen, 0)) end), 0)::bigint as fen,
      min(case when not ${billed} then s.occurred_on end) as since
    from delivery_note_step s
    left join lateral (select sum(a.amount_fen) as fen from allowance a where a.org_id = s.org_id and a.note_id = s.note_id
      and a.kind = 'return' and a.status = 'in_effect' and a.effective_on <= ${asOf}) w on true
    where s.org_id = ${ctx.orgId} and s.order_id = o.id and s.kind = 'signed' and s.voided_at is null
      and s.occurred_on <= ${asOf}
    having count(*) > 0`
}

/** Invoices that a contract wants by a day, and that nothing has settled by then (C074). */
function duties(ctx: ReadCtx, asOf: Day): RawBuilder<unknown> {
  const moment = pastMoment(ctx, asOf)
  const then =
    moment === null
      ? sql`k`
      : sql`jsonb_populate_record(null::contract, ${rowThen(ctx, { entity: 'contract', id: sql`k.id`, moment })})`
  const held = moment === null ? sql`(select k.*)` : sql`(select r.* from ${then} r)`
  return sql`
    select 'contract', k.id, t.number, t.title, k.customer_id, c.name, g.due_on,
      ${inYuan()}, 0::bigint, ${inYuan()}, u.id, u.name, u.status = 'active'
    from obligation g
    join contract k on k.org_id = g.org_id and k.id = g.contract_id
    cross join lateral ${held} t
    join ${customersThen(ctx, asOf)} c on c.org_id = k.org_id and c.id = k.customer_id
    left join ${peopleThen(ctx, moment)} u on u.org_id = k.org_id
      and u.id = case when g.responsible_id is null then t.responsible_id else g.responsible_id end
    where g.org_id = ${ctx.orgId} and g.kind = 'invoice' and g.voided_at is null and g.due_on <= ${asOf}
      and g.occurred_on <= ${asOf} and k.voided_at is null and ${contractScope(ctx, 'contract.read')}
      and not exists (select 1 from obligation_step s where s.org_id = g.org_id and s.obligation_id = g.id
        and s.voided_at is null and s.occurred_on <= ${asOf}
        and (s.invoice_id is null or exists (select 1 from invoice v where v.org_id = s.org_id and v.id = s.invoice_id
          and v.voided_at is null)))`
}

function inYuan(): RawBuilder<unknown> {
  return sql`case when k.rate_micro is null then g.amount_fen else booked_fen(g.amount_fen, k.rate_micro, k.rate_per) end`
}

function shape(row: Row, asOf: Day) {
  return {
    kind: row.kind,
    id: row.id,
    number: row.number,
    title: row.title,
    customer: { id: row.customer_id, name: row.customer_name },
    since: row.since,
    days: daysBetween(row.since, asOf),
    amountFen: row.amount,
    invoicedFen: row.invoiced,
    restFen: row.rest,
    responsible: row.user_id
      ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
      : null,
  }
}

export async function drawUninvoiced(ctx: ReadCtx, query: Filter): Promise<Drawn> {
  const { items, asOf } = await listUninvoiced(ctx, { ...query, page: 1, size: ROWS_ASKED })
  return {
    fileName: `未开票-${asOf}.xlsx`,
    sheet: {
      name: '未开票',
      columns: [
        { title: '来源', kind: 'text' },
        { title: '单号', kind: 'text' },
        { title: '客户', kind: 'text', width: 30 },
        { title: '内容', kind: 'text', width: 30 },
        { title: '交货日期或约定开票日', kind: 'day' },
        { title: '天数', kind: 'number' },
        { title: '金额（人民币）', kind: 'money' },
        { title: '已开票', kind: 'money' },
        { title: '未开票', kind: 'money' },
        { title: '负责人', kind: 'text' },
      ],
      rows: items.map((row) => [
        row.kind === 'order' ? '订单' : '合同',
        row.number,
        row.customer.name,
        row.title,
        row.since,
        row.days,
        row.amountFen,
        row.invoicedFen,
        row.restFen,
        row.responsible?.name ?? null,
      ]),
    },
    customers: items.map(({ customer }) => customer.id),
  }
}
