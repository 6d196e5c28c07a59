import { sql } from 'kysely'
import { addDays, addMonths, type Day, dayOf, endOfDay, firstDayOf, monthOf } from '../../../core/calendar.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import { maskPhone } from '../../../core/identity/mask.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { customAsOf } from '../custom-fields/index.ts'
import { creditOf } from './credit-request.ts'
import { inCustomerScope } from './scope.ts'

const ROWS = 100

/**
 * The 360° page (C001): everything of one customer, as of a day by business date. All questions travel
 * together; what they bring is dropped when the customer is not this person's to see.
 */
export async function getCustomer(ctx: ReadCtx, id: string, asOfDay?: Day) {
  const today = dayOf(ctx.now)
  const asOf = asOfDay ?? today
  const asked = [
    findCustomer(ctx, id, asOfDay),
    membersOf(ctx, id),
    instalmentsOf(ctx, id, asOf),
    totalsOf(ctx, id, asOf),
    paymentsOf(ctx, id, asOf),
    dealsOf(ctx, id, asOf),
    contactsOf(ctx, id),
    activitiesOf(ctx, id, asOf),
    alertsOf(ctx, id, asOf),
    monthlyOf(ctx, id, asOf),
    timelineOf(ctx, id, asOf),
    creditOf(ctx, id),
  ] as const
  const [customer, members, instalments, totals, payments, deals, contacts, activities, ...rest] =
    await Promise.all(asked)
  if (!customer) throw notFound('customer')
  const [alerts, monthly, timeline, credit] = rest
  return {
    ...shapeCustomer(customer),
    asOf: asOfDay ?? null,
    members,
    money: moneyOf(totals, instalments),
    instalments: instalments.filter((row) => row.openFen > 0n).slice(0, ROWS),
    payments,
    deals,
    contacts,
    activities,
    alerts,
    monthly,
    timeline,
    credit,
    can: whatMayBeDone(ctx, asOfDay !== undefined && asOfDay < today),
  }
}

function findCustomer(ctx: ReadCtx, id: string, asOf: Day | undefined) {
  return ctx.db
    .selectFrom('customer as c')
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'c.org_id').onRef('u.id', '=', 'c.responsible_id'),
    )
    .selectAll('c')
    .select(['u.name as user_name', 'u.status as user_status'])
    .select((asOf ? customAsOf(ctx, 'customer', 'c.id', asOf) : sql<CustomValues>`c.custom`).as('own'))
    .where('c.org_id', '=', ctx.orgId)
    .where('c.id', '=', id)
    .where('c.voided_at', 'is', null)
    .where(inCustomerScope(ctx, 'customer.read'))
    .executeTakeFirst()
}

function shapeCustomer(customer: NonNullable<Awaited<ReturnType<typeof findCustomer>>>) {
  return {
    id: customer.id,
    version: customer.version,
    name: customer.name,
    shortName: customer.short_name,
    externalCode: customer.external_code,
    uscc: customer.uscc,
    city: customer.city,
    phoneMasked: maskPhone(customer.phone),
    keyLevel: customer.key_level as 'key' | 'normal',
    termDays: customer.term_days,
    limitFen: customer.limit_fen,
    remark: customer.remark,
    custom: { ...customer.own },
    createdOn: customer.created_on,
    responsible: customer.responsible_id
      ? {
          id: customer.responsible_id,
          name: customer.user_name ?? '',
          active: customer.user_status === 'active',
        }
      : null,
  }
}

function whatMayBeDone(ctx: ReadCtx, isPast: boolean) {
  const allowed = (permission: Parameters<typeof may>[1]): true | string =>
    isPast ? 'as_of_read_only' : may(ctx.actor.roles, permission) || 'forbidden'
  return {
    edit: allowed('customer.write'),
    assign: allowed('customer.assign'),
    recordActivity: allowed('activity.write'),
    recordPayment: allowed('receivable.write'),
  }
}

async function membersOf(ctx: ReadCtx, id: string) {
  const rows = await ctx.db
    .selectFrom('customer_member as m')
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'm.org_id').onRef('u.id', '=', 'm.user_id'),
    )
    .select(['u.id', 'u.name', 'u.status'])
    .where('m.org_id', '=', ctx.orgId)
    .where('m.customer_id', '=', id)
    .execute()
  return rows.map((row) => ({ id: row.id, name: row.name, active: row.status === 'active' }))
}

type InstalmentRow = {
  id: string
  invoiceNumber: string
  label: string
  issuedOn: Day
  dueOn: Day
  amountFen: bigint
  openFen: bigint
  overdueDays: number
  paidOn: Day | null
}

async function instalmentsOf(ctx: ReadCtx, id: string, asOf: Day): Promise<InstalmentRow[]> {
  const { rows } = await sql<InstalmentRow>`
    select i.id, v.number as "invoiceNumber", i.label, i.occurred_on as "issuedOn", i.due_on as "dueOn", i.amount_fen as "amountFen",
      (i.amount_fen - coalesce(p.fen, 0))::bigint as "openFen",
      case when i.amount_fen > coalesce(p.fen, 0) then greatest(0, ${asOf}::date - i.due_on) else 0 end as "overdueDays",
      case when i.amount_fen <= coalesce(p.fen, 0) then p.last_on end as "paidOn"
    from instalment i
    join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    left join lateral (select sum(a.amount_fen) as fen, max(a.occurred_on) as last_on from allocation a
      where a.org_id = i.org_id and a.instalment_id = i.id and a.voided_at is null and a.occurred_on <= ${asOf}) p on true
    where i.org_id = ${ctx.orgId} and i.customer_id = ${id} and i.voided_at is null and i.occurred_on <= ${asOf}
    order by i.due_on, i.id`.execute(ctx.db)
  return rows
}

type Totals = { paid: bigint; unallocated: bigint; weighted: number | null; n: number }

/** The effective term is weighted by amount over the settlements of the last 90 days. */
async function totalsOf(ctx: ReadCtx, id: string, asOf: Day): Promise<Totals> {
  const { rows } = await sql<Totals>`
    select
      coalesce((select sum(p.amount_fen) from payment p where p.org_id = ${ctx.orgId} and p.customer_id = ${id} and p.voided_at is null and p.occurred_on <= ${asOf}), 0)::bigint as paid,
      (coalesce((select sum(p.amount_fen) from payment p where p.org_id = ${ctx.orgId} and p.customer_id = ${id} and p.voided_at is null and p.occurred_on <= ${asOf}), 0)
       - coalesce((select sum(a.amount_fen) from allocation a where a.org_id = ${ctx.orgId} and a.customer_id = ${id} and a.voided_at is null and a.occurred_on <= ${asOf}), 0))::bigint as unallocated,
      t.weighted, t.n
    from (select round(sum(a.amount_fen * (a.occurred_on - i.occurred_on)) / nullif(sum(a.amount_fen), 0))::int as weighted, count(*)::int as n
      from allocation a join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
      where a.org_id = ${ctx.orgId} and a.customer_id = ${id} and a.voided_at is null
        and a.occurred_on <= ${asOf} and a.occurred_on > ${addDays(asOf, -90)}) t`.execute(ctx.db)
  return rows[0]!
}

/** Money figures; an effective term needs three settlements. */
function moneyOf(row: Totals, instalments: readonly InstalmentRow[]) {
  const open = instalments.filter((part) => part.openFen > 0n)
  const overdue = open.filter((part) => part.overdueDays > 0)
  const settled = instalments.filter((part) => part.paidOn !== null)
  const sum = (parts: readonly InstalmentRow[], key: 'openFen' | 'amountFen') =>
    parts.reduce((total, part) => total + part[key], 0n)
  return {
    openFen: sum(open, 'openFen'),
    notDueFen: sum(open, 'openFen') - sum(overdue, 'openFen'),
    overdueFen: sum(overdue, 'openFen'),
    maxOverdueDays: Math.max(0, ...overdue.map((part) => part.overdueDays)),
    unallocatedFen: row.unallocated,
    billedFen: sum(instalments, 'amountFen'),
    paidFen: row.paid,
    effectiveTermDays: row.n >= 3 ? row.weighted : null,
    settlements: row.n,
    onTime: { num: settled.filter((part) => part.paidOn! <= part.dueOn).length, den: settled.length },
  }
}

async function paymentsOf(ctx: ReadCtx, id: string, asOf: Day) {
  const rows = await ctx.db
    .selectFrom('payment')
    .select([
      'id',
      'kind',
      'occurred_on as receivedOn',
      'amount_fen as amountFen',
      'unallocated_fen as unallocatedFen',
      'reference',
      'remark',
    ])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', id)
    .where('voided_at', 'is', null)
    .where('occurred_on', '<=', asOf)
    .orderBy('occurred_on', 'desc')
    .orderBy('id', 'desc')
    .limit(ROWS)
    .execute()
  return rows.map((row) => ({ ...row, kind: row.kind as 'payment' | 'credit_note' }))
}

async function dealsOf(ctx: ReadCtx, id: string, asOf: Day) {
  const { rows } = await sql<{
    id: string
    title: string
    stageName: string
    kind: 'open' | 'won' | 'lost' | null
    amountFen: bigint | null
    stageDays: number | null
    user_id: string | null
    user_name: string | null
    user_active: boolean | null
  }>`
    select d.id, d.title, s.name as "stageName", case when d.outcome = 'undated' then null else s.kind end as kind,
      coalesce(p.amount_fen, d.amount_fen) as "amountFen",
      case when s.kind = 'open' then ${asOf}::date - p.occurred_on end as "stageDays",
      u.id as user_id, u.name as user_name, u.status = 'active' as user_active
    from deal d
    left join lateral (select c.to_stage_id, c.occurred_on, c.amount_fen from stage_change c
      where c.org_id = d.org_id and c.deal_id = d.id and c.voided_at is null and c.occurred_on <= ${asOf}
      order by c.occurred_on desc, c.position desc limit 1) p on true
    join stage s on s.org_id = d.org_id and s.id = coalesce(p.to_stage_id, d.stage_id)
    left join app_user u on u.org_id = d.org_id and u.id = d.responsible_id
    where d.org_id = ${ctx.orgId} and d.customer_id = ${id} and d.voided_at is null
      and (p.to_stage_id is not null or d.outcome = 'undated')
    order by (s.kind = 'open') desc, p.occurred_on desc nulls last limit ${ROWS}`.execute(ctx.db)
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    stageName: row.stageName,
    outcome: row.kind ?? ('undated' as const),
    amountFen: row.amountFen,
    stageDays: row.stageDays,
    responsible: row.user_id
      ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
      : null,
  }))
}

async function contactsOf(ctx: ReadCtx, id: string) {
  const rows = await ctx.db
    .selectFrom('contact')
    .select(['id', 'name', 'title', 'phone', 'email', 'is_primary as isPrimary'])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', id)
    .where('voided_at', 'is', null)
    .orderBy('is_primary', 'desc')
    .orderBy('name')
    .limit(ROWS)
    .execute()
  return rows.map(({ phone, ...row }) => ({ ...row, phoneMasked: maskPhone(phone) }))
}

async function activitiesOf(ctx: ReadCtx, id: string, asOf: Day) {
  const rows = await ctx.db
    .selectFrom('activity as a')
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'a.org_id').onRef('u.id', '=', 'a.user_id'),
    )
    .leftJoin('deal as d', (join) => join.onRef('d.org_id', '=', 'a.org_id').onRef('d.id', '=', 'a.deal_id'))
    .select([
      'a.id',
      'a.kind',
      'a.summary',
      'a.occurred_at',
      'a.next_on',
      'a.deal_id',
      'd.title',
      'u.id as userId',
      'u.name',
      'u.status',
    ])
    .where('a.org_id', '=', ctx.orgId)
    .where('a.customer_id', '=', id)
    .where('a.voided_at', 'is', null)
    .where('a.occurred_on', '<=', asOf)
    .orderBy('a.occurred_at', 'desc')
    .limit(ROWS)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as 'call' | 'visit' | 'wechat' | 'mail' | 'other',
    summary: row.summary,
    occurredAt: row.occurred_at,
    nextOn: row.next_on,
    user: { id: row.userId, name: row.name, active: row.status === 'active' },
    dealId: row.deal_id,
    dealTitle: row.title,
  }))
}

async function alertsOf(ctx: ReadCtx, id: string, asOf: Day) {
  return ctx.db
    .selectFrom('alert')
    .select([
      'id',
      'rule_code as ruleCode',
      'severity',
      'status',
      'opened_at as openedAt',
      'at_risk_fen as moneyFen',
    ])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', id)
    .where('mode', '=', 'on')
    .where('opened_at', '<=', at(endOfDay(asOf)))
    .orderBy('opened_at', 'desc')
    .limit(ROWS)
    .execute()
}

async function monthlyOf(ctx: ReadCtx, id: string, asOf: Day) {
  const months = Array.from({ length: 24 }, (_, index) => addMonths(monthOf(asOf), index - 23))
  const from = firstDayOf(months[0]!)
  const { rows } = await sql<{ month: string; billed: bigint; paid: bigint }>`
    select month, sum(billed)::bigint as billed, sum(paid)::bigint as paid from (
      select to_char(occurred_on, 'YYYY-MM') as month, amount_fen as billed, 0::bigint as paid from invoice
        where org_id = ${ctx.orgId} and customer_id = ${id} and voided_at is null and occurred_on between ${from} and ${asOf}
      union all
      select to_char(occurred_on, 'YYYY-MM'), 0, amount_fen from payment
        where org_id = ${ctx.orgId} and customer_id = ${id} and voided_at is null and occurred_on between ${from} and ${asOf}
    ) x group by month`.execute(ctx.db)
  const byMonth = new Map(rows.map((row) => [row.month, row]))
  return months.map((month) => ({
    month,
    billedFen: byMonth.get(month)?.billed ?? 0n,
    paidFen: byMonth.get(month)?.paid ?? 0n,
  }))
}

/** What happened to records that were merged into this one is part of its story (C209). */
async function timelineOf(ctx: ReadCtx, id: string, asOf: Day) {
  const rows = await ctx.db
    .selectFrom('event as e')
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'e.org_id').onRef('u.id', '=', 'e.actor'),
    )
    .select(['e.id', 'e.kind', 'e.recorded_at as at', 'u.name as actorName', 'e.summary'])
    .where('e.org_id', '=', ctx.orgId)
    .where(
      'e.customer_id',
      '=',
      sql<string>`any(${id}::uuid || array(select m.id from customer m
      where m.org_id = ${ctx.orgId} and m.merged_into = ${id}))`,
    )
    .where('e.recorded_at', '<=', at(endOfDay(asOf)))
    .orderBy('e.recorded_at', 'desc')
    .limit(ROWS)
    .execute()
  return rows.map((row) => ({ ...row, summary: row.summary as Record<string, unknown> }))
}
