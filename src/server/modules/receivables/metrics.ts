import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { dayIndexOf } from '../../../core/watch/day-index.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import {
  type Among,
  addedUp,
  type DeltaRow,
  dayIndex,
  type FieldLoader,
  type FieldRange,
  type FieldRow,
  isAmong,
  type LoadRange,
  lastWindow,
  type MetricLoader,
  ms,
} from '../../platform/metric-loader.ts'
import { badDebt } from './bad-debt.ts'
import { billClock } from './bill-metrics.ts'
import { largestBuyers } from './buyer-metrics.ts'
import { disputeClock, disputedField } from './dispute-metrics.ts'
import {
  allocationAt,
  allocationOn,
  allocations,
  allocationUntil,
  CLOCK,
  figureClock,
  figureMoney,
  figureTerm,
  foldedOwed,
  isPaid,
  limitOn,
  MONEY,
  paidAllocations,
  paidFen,
  paidFenDays,
  promisesOfCompanies,
} from './figures.ts'
import { lateOrders } from './late-orders.ts'
import { lateShare } from './late-share.ts'
import { limitationClock } from './limitation-metrics.ts'
import { customerPromise, instalmentPromise } from './promise-metrics.ts'

const day = (column: string) => dayIndex(sql.ref(column))

const allocationOverdueOn = dayIndex(sql`greatest(a.occurred_on, i.occurred_on, i.due_on + 1)`)
const overdueOn = dayIndex(sql`greatest(i.occurred_on, i.due_on + 1)`)

/**
 * What is owed, as changes: an instalment adds on its issue day, money set against it takes away on the day
 * it came. The overdue half begins the day after the due day, for both alike, so that it is never more than
 * what is open.
 */
function owed(
  ctx: ReadCtx,
  where: { instalment: RawBuilder<unknown>; allocation: RawBuilder<unknown> },
  as: { subject: RawBuilder<unknown>; open: RawBuilder<unknown>; overdue: RawBuilder<unknown> },
): RawBuilder<unknown> {
  const columns = (side: RawBuilder<unknown>) => sql`
    select i.org_id, i.id, i.customer_id, ${ms('i.known_at')} as at, ${ms('i.voided_at')} as until, x.metric, x.part,
      case x.late when true then ${overdueOn} else ${day('i.occurred_on')} end as on_day, i.amount_fen::float8 as value
    from instalment i cross join ${side} where i.org_id = ${ctx.orgId} and ${where.instalment}
    union all
    select i.org_id, i.id, i.customer_id, ${allocationAt}, ${allocationUntil}, x.metric, x.part,
      case x.late when true then ${allocationOverdueOn} else ${allocationOn} end, -a.amount_fen::float8
    from ${allocations} cross join ${side} where a.org_id = ${ctx.orgId} and ${where.allocation}`
  const side = sql`(${as.open} union all ${as.overdue}) as x (metric, part, late)`
  return sql`select r.metric, ${as.subject} as subject_id, r.at, r.until, r.on_day, r.value, r.part, r.customer_id, r.id as instalment_id
    from (${columns(side)}) r where r.until is null or r.until > r.at`
}

/**
 * Open, overdue, exposure and limit use of customers (C021 C089 C093). Exposure is what is owed less money on
 * account.
 */
const customerMoney: MetricLoader = {
  subject: 'customer',
  metrics: MONEY,
  load: async (ctx, { ids, since }) => {
    const mine = (alias: string) => sql`${sql.ref(`${alias}.customer_id`)} = any(${ids}::uuid[])`
    const facts = sql<DeltaRow>`
      select metric, subject_id, at, until, on_day, value, null::int as n, part, null::text as grp,
        'instalment' as ref_kind, instalment_id as ref_id
      from (${owed(
        ctx,
        { instalment: mine('i'), allocation: mine('a') },
        {
          subject: sql`r.customer_id`,
          open: sql`select 'open_fen', null, false`,
          overdue: sql`select 'overdue_fen', null, true`,
        },
      )}) o
      union all
      select 'exposure_fen', i.customer_id, ${ms('i.known_at')}, ${ms('i.voided_at')}, ${day('i.occurred_on')}, i.amount_fen::float8, null,
        null, null, 'instalment', i.id
      from instalment i where i.org_id = ${ctx.orgId} and ${mine('i')}
      union all
      select 'exposure_fen', p.customer_id, ${ms('p.known_at')}, ${ms('p.voided_at')}, ${day('p.occurred_on')}, -p.amount_fen::float8, null,
        null, null, 'payment', p.id
      from payment p where p.org_id = ${ctx.orgId} and ${mine('p')}
      union all
      select 'exposure_fen', b.id, ${ms('b.at')}, ${ms('b.until')}, ${day('b.on_day')}, b.fen::float8, null, null, null, 'bill', b.ref_id
      from (${promisesOfCompanies(ctx, mine)}) b
      union all
      select 'limit_use_bp', l.customer_id, ${ms('l.valid_from')}, ${ms('l.valid_to')}, ${limitOn}, greatest(l.limit_fen, 1)::float8, null,
        'den', null, 'customer', l.customer_id
      from customer_period l where l.org_id = ${ctx.orgId} and ${mine('l')} and l.limit_fen is not null`
    // A limit in force stands alone in its fact; the newest of them counts.
    const { rows } = await addedUp(facts, since).execute(ctx.db)
    return rows.flatMap((row) =>
      row.metric === 'exposure_fen' ? [row, { ...row, metric: 'limit_use_bp', part: 'num' as const }] : [row],
    )
  },
  figures: figureMoney,
}

/** Days from invoice to money, weighted by amount (C028); credit notes are no payment. */
const effectiveTerm: MetricLoader = {
  subject: 'customer',
  metrics: ['effective_term_days'],
  load: async (ctx, { ids, since }) => {
    const facts = sql<DeltaRow>`
      select 'effective_term_days' as metric, a.customer_id as subject_id, ${allocationAt} as at, ${allocationUntil} as until,
        ${allocationOn} as on_day, case x.part when 'den' then ${paidFen} else ${paidFenDays} end as value,
        null::int as n, x.part, null::text as grp, 'payment' as ref_kind, a.payment_id as ref_id
      from ${paidAllocations} cross join (values ('num'), ('den')) as x (part)
      where a.org_id = ${ctx.orgId} and a.customer_id = any(${ids}::uuid[]) and ${isPaid}`
    const { rows } = await lastWindow(facts, since, 90).execute(ctx.db)
    return rows
  },
  figures: figureTerm,
}

/**
 * Orders, and invoices that none stands behind: none of the 45 days before, as far as was known with the
 * invoice. An opening balance is no order (C240).
 */
const orderInterval: MetricLoader = {
  subject: 'customer',
  metrics: ['order_interval_days'],
  load: async (ctx, range) => {
    const { rows } = await orders(ctx, range).execute(ctx.db)
    return rows
  },
  packed: (ctx, range) => [{ metrics: ['order_interval_days'], query: orders(ctx, range) }],
}

function orders(ctx: ReadCtx, among: Among): RawBuilder<DeltaRow> {
  return sql<DeltaRow>`
      select 'order_interval_days' as metric, v.customer_id as subject_id, ${ms('v.known_at')} as at, ${ms('v.voided_at')} as until,
        ${day('v.occurred_on')} as on_day, 1::float8 as value, null::int as n, null::text as part, null::text as grp,
        'invoice' as ref_kind, v.id as ref_id
      from invoice v where v.org_id = ${ctx.orgId} and ${isAmong('v.customer_id', among)} and v.kind = 'invoice'
        and v.order_id is null and not exists (select 1 from sales_order k where k.org_id = v.org_id and k.customer_id = v.customer_id
          and k.ordered_on between v.occurred_on - 45 and v.occurred_on and k.known_at <= v.known_at)
      union all
      select 'order_interval_days', o.customer_id, ${ms('o.known_at')}, ${ms('o.voided_at')}, ${day('o.ordered_on')}, 1::float8,
        null::int, null::text, null::text, 'order', o.id
      from sales_order o where o.org_id = ${ctx.orgId} and ${isAmong('o.customer_id', among)}`
}

/** The clock of one instalment, running while something of it is unpaid (C085–C087). */
const instalmentClock: MetricLoader = {
  subject: 'instalment',
  metrics: CLOCK,
  figures: figureClock,
  load: async (ctx, { ids }) => {
    const { rows } = await sql<DeltaRow>`
      select x.metric, i.id as subject_id, ${ms('i.known_at')} as at, ${ms('i.voided_at')} as until,
        case x.is_clock when true then ${day('i.due_on')} else ${day('i.occurred_on')} end as on_day,
        case x.is_clock when true then 1 else i.amount_fen::float8 end as value,
        null::int as n, x.part, null as grp, 'instalment' as ref_kind, i.id as ref_id
      from instalment i
      cross join (values ('days_to_due', null, true), ('days_to_due', 'gate', false), ('instalment_open_fen', null, false)) as x (metric, part, is_clock)
      where i.org_id = ${ctx.orgId} and i.id = any(${ids}::uuid[])
      union all
      select x.metric, a.instalment_id, ${allocationAt}, ${allocationUntil}, ${allocationOn}, -a.amount_fen::float8, null, x.part, null,
        'payment', a.payment_id
      from ${allocations} cross join (values ('days_to_due', 'gate'), ('instalment_open_fen', null)) as x (metric, part)
      where a.org_id = ${ctx.orgId} and a.instalment_id = any(${ids}::uuid[])`.execute(ctx.db)
    return rows
  },
}

const COMPANY_MONEY = ['open_fen', 'overdue_fen', 'overdue_share'] as const

/** Open and overdue of the company and their share (C099), summed up before `since`. */
const companyMoney: MetricLoader = {
  subject: 'org',
  metrics: COMPANY_MONEY,
  load: async (ctx, range) => {
    const { rows } = await moneyOfAll(ctx, range).execute(ctx.db)
    return rows
  },
  packed: (ctx, range) => [{ metrics: COMPANY_MONEY, query: moneyOfAll(ctx, range) }],
}

function moneyOfAll(ctx: ReadCtx, range: LoadRange): RawBuilder<DeltaRow> {
  return sql<DeltaRow>`
      select x.metric, ${ctx.orgId}::uuid as subject_id, at, until, case when x.late then late_on else open_on end as on_day,
        sum(net) as value, sum(n)::int as n, x.part, null::text as grp, null as ref_kind, null as ref_id
      from (${owedByAll(ctx, range, COMPANY_MONEY)}) o cross join (values ('open_fen', null, false), ('overdue_fen', null, true),
        ('overdue_share', 'den', false), ('overdue_share', 'num', true)) as x (metric, part, late)
      group by 1, 3, 4, 5, 8`
}

const LARGEST = ['concentration_bp'] as const
/** So many of the largest are told of. */
const MOST_LARGEST = 5

/**
 * The largest debtor (C029). Debtors that owe nothing before `since` share one row, which stays: "all paid"
 * is not "never known".
 */
const largestDebtor: MetricLoader = {
  subject: 'org',
  metrics: LARGEST,
  load: async (ctx, range) => {
    const { since } = range
    const isFigure = since !== null && !isCountedIn(range, LARGEST)
    const { rows } = await sql<DeltaRow>`
      select 'concentration_bp' as metric, ${ctx.orgId}::uuid as subject_id, at, until, open_on as on_day, sum(value) as value,
        sum(n)::int as n, part, grp, null as ref_kind, null as ref_id
      from (${isFigure ? largestOfTheSteady(debtors(ctx, range), since) : debtors(ctx, range)}) d
      group by at, until, open_on, part, grp`.execute(ctx.db)
    return rows
  },
}

function debtors(ctx: ReadCtx, range: LoadRange): RawBuilder<unknown> {
  return sql`
    select at, until, open_on, sum(net) as value, sum(n) as n, null as part, case when sum(net) <> 0 then customer_id::text end as grp
    from (${owedByAll(ctx, range, LARGEST)}) o group by at, until, open_on, customer_id`
}

/**
 * Of debtors whose debt does not move after `since` only five can ever be among the five largest: the others
 * are no more than a part of the whole.
 */
function largestOfTheSteady(rows: RawBuilder<unknown>, since: Instant): RawBuilder<unknown> {
  return sql`
    select at, until, open_on, value, n, case when is_steady and nth > ${MOST_LARGEST} then 'den' end as part,
      case when is_steady and nth > ${MOST_LARGEST} then null else grp end as grp
    from (
      select s.*, row_number() over (partition by is_steady order by value desc) as nth from (
        select d.*, grp is not null and at <= ${since}::float8 and until is null and open_on <= ${dayIndexOf(since)}::int
          and count(*) over (partition by grp) = 1 as is_steady
        from (${rows}) d) s
    ) r`
}

/** By customer only where it matters which. */
function owedByAll(ctx: ReadCtx, range: LoadRange, metrics: readonly string[]): RawBuilder<unknown> {
  const { since } = range
  const together = metrics === COMPANY_MONEY ? ({ together: true } as const) : {}
  if (since !== null && !isCountedIn(range, metrics)) return openOfAll(ctx, { since, ...together })
  return foldedOwed(ctx, () => sql`true`, { since: since ?? 0, counted: true, ...together })
}

function isCountedIn({ since, bare, counted }: LoadRange, metrics: readonly string[]): boolean {
  return !bare || since === null || !counted || metrics.some((metric) => counted.has(metric))
}

/** What is owed by all, without the instalments that were settled: that there are any is one row. */
function openOfAll(
  ctx: ReadCtx,
  { since, ...terms }: { since: Instant; together?: true },
): RawBuilder<unknown> {
  const from = at(since)
  const isOpen = (alias: string) =>
    alias === 'i' ? sql`(i.open_fen <> 0 or i.voided_at > ${from})` : sql`true`
  return sql`
    ${foldedOwed(ctx, isOpen, { since, counted: false, ...terms })}
    union all
    select null, ${ms('k.at')}, null, ${dayIndexOf(since)}, ${dayIndexOf(since)}, 0, 0, 0, 0
    from (select greatest(f.known_at, ${from}) as at from (
      select min(i.known_at) as known_at from instalment i where i.org_id = ${ctx.orgId} and i.voided_at is null) f
      where f.known_at is not null) k`
}

/**
 * C028: as long as no term has been agreed on record, the one that the customer's newest invoice carries:
 * from its issue to its due day. Ledgers say it on every line and hardly ever in a list of customers. An
 * invoice of several instalments says nothing about a term.
 */
const termOfInvoices: FieldLoader = {
  subject: 'customer',
  fields: ['termDays'],
  load: async (ctx, range) => {
    const among = await withoutTerm(ctx, range)
    if (among.ids.length === 0) return []
    const { rows } = await sql<FieldRow>`
      select t.customer_id as subject_id, 'termDays' as field, ${ms('t.known_at')} as at,
        (extract(epoch from least(t.voided_at, t.agreed_at)) * 1000)::float8 as until, t.days as value
      from (
        select i.customer_id, i.known_at, i.voided_at, i.due_on - i.occurred_on as days, agreed.at as agreed_at,
          lag(i.due_on - i.occurred_on) over own as days_before, lag(i.voided_at) over own as voided_before
        from instalment i left join (
          select p.customer_id, min(p.valid_from) as at from customer_period p
          where p.org_id = ${ctx.orgId} and ${isAmong('p.customer_id', among)} and p.term_days is not null
          group by p.customer_id
        ) agreed on agreed.customer_id = i.customer_id
        where i.org_id = ${ctx.orgId} and ${isAmong('i.customer_id', among)} and i.due_on > i.occurred_on
          and (agreed.at is null or i.known_at < agreed.at)
          and not exists (select 1 from instalment o
            where o.org_id = i.org_id and o.invoice_id = i.invoice_id and o.id <> i.id)
        window own as (partition by i.customer_id order by i.known_at, i.occurred_on, i.id)
      ) t
      where t.days is distinct from t.days_before or t.voided_at is not null or t.voided_before is not null
      order by t.known_at, t.days`.execute(ctx.db)
    return rows
  },
}

/**
 * Whose invoices may still speak at `since`: once a term is agreed they never do again. Those who have one
 * are read and left out: asked the other way round, each customer is looked up.
 */
async function withoutTerm(ctx: ReadCtx, { since, ...among }: FieldRange): Promise<Among> {
  if (since === undefined || since === null) return among
  const { rows } = await sql<{ id: string }>`
    select distinct p.customer_id as id from customer_period p
    where p.org_id = ${ctx.orgId} and ${isAmong('p.customer_id', among)} and p.term_days is not null
      and p.valid_from <= ${at(since)}`.execute(ctx.db)
  if (rows.length === 0) return among
  const agreed = new Set(rows.map(({ id }) => id))
  const ids = among.ids.filter((id) => !agreed.has(id))
  return ids.length * 2 > among.ids.length ? among : { ids }
}

/** 重点/普通 of whoever owes it, as it was known at the time: key customers may have a plan of their own. */
const debtorLevel: FieldLoader = {
  subject: 'instalment',
  fields: ['keyLevel'],
  load: async (ctx, among) => {
    const { rows } = await sql<FieldRow>`
      select i.id as subject_id, 'keyLevel' as field, ${ms('p.valid_from')} as at, ${ms('p.valid_to')} as until, p.key_level as value
      from instalment i join customer_period p on p.org_id = i.org_id and p.customer_id = i.customer_id
      where i.org_id = ${ctx.orgId} and ${isAmong('i.id', among)}`.execute(ctx.db)
    return rows
  },
}

/** Kept back until after acceptance (质保金): it has warnings of its own before it is due. */
const retentionField: FieldLoader = {
  subject: 'instalment',
  fields: ['retention'],
  load: async (ctx, among) => {
    const { rows } = await sql<FieldRow>`
      select i.id as subject_id, 'retention' as field, ${ms('i.known_at')} as at, ${ms('i.voided_at')} as until, true as value
      from instalment i where i.org_id = ${ctx.orgId} and ${isAmong('i.id', among)} and i.is_retention`.execute(
      ctx.db,
    )
    return rows
  },
}

export const receivableMetrics: readonly MetricLoader[] = [
  customerMoney,
  effectiveTerm,
  lateShare,
  orderInterval,
  billClock,
  instalmentClock,
  disputeClock,
  limitationClock,
  companyMoney,
  largestDebtor,
  badDebt,
  largestBuyers,
  lateOrders,
]
export const receivableFieldLoaders: readonly FieldLoader[] = [
  disputedField,
  retentionField,
  debtorLevel,
  instalmentPromise,
  customerPromise,
  termOfInvoices,
]
