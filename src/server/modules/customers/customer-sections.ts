import { type RawBuilder, sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { ms } from '../../platform/metric-loader.ts'
import { recordThen, rowThen, tableThen } from '../../platform/then.ts'
import { customAsOf } from '../custom-fields/index.ts'
import { peopleThen } from '../identity/index.ts'
import { inCustomerScope } from './scope.ts'

/** Fen within JSON, as text: who reads JSON may round numbers. */
type Fen = string
type Person = { id: string; name: string; active: boolean }

export type CustomerSections = {
  id: string
  version: number
  name: string
  short_name: string | null
  external_code: string | null
  uscc: string | null
  city: string | null
  phone: string | null
  key_level: 'key' | 'normal'
  term_days: number | null
  limit_fen: bigint | null
  remark: string
  created_on: Day
  responsible_id: string | null
  user_name: string | null
  user_status: string | null
  own: CustomValues
  members: (Person & { note: string })[]
  money: {
    openFen: Fen
    overdueFen: Fen
    maxOverdueDays: number
    billedFen: Fen
    paidFen: Fen
    allocatedFen: Fen
    settled: number
    onTime: number
    weightedDays: number | null
    settlements: number
  }
  totals: { instalments: number; payments: number; activities: number; deals: number }
  instalments: {
    id: string
    invoiceNumber: string
    label: string
    issuedOn: Day
    dueOn: Day
    amountFen: Fen
    openFen: Fen
    currency: string
    originalMinor: Fen | null
    openMinor: Fen | null
    overdueDays: number
  }[]
  payments: {
    id: string
    kind: 'payment' | 'credit_note' | 'write_off'
    receivedOn: Day
    amountFen: Fen
    unallocatedFen: Fen
    currency: string
    originalMinor: Fen | null
    unallocatedMinor: Fen | null
    /** above zero it took more yuan off what is owed than it is worth */
    differenceFen: Fen
    reference: string
    remark: string
  }[]
  monthly: { month: string; billedFen: Fen; paidFen: Fen }[]
  deals: {
    id: string
    title: string
    stageName: string
    outcome: 'open' | 'won' | 'lost' | 'undated'
    amountFen: Fen | null
    stageDays: number | null
    responsible: Person | null
  }[]
  contacts: {
    id: string
    version: number
    name: string
    title: string
    phone: string | null
    email: string | null
    isPrimary: boolean
    noMail: boolean
    custom: CustomValues
  }[]
  activities: {
    id: string
    kind: 'call' | 'visit' | 'wechat' | 'mail' | 'other'
    summary: string
    occurredAt: number
    nextOn: Day | null
    user: Person
    dealId: string | null
    dealTitle: string | null
    files: { id: string; name: string; mime: string }[]
  }[]
  alerts: {
    id: string
    ruleCode: string
    severity: number
    status: string
    openedAt: number
    moneyFen: Fen
  }[]
  timeline: {
    id: string
    kind: string
    at: number
    actorName: string | null
    summary: Record<string, unknown>
  }[]
  pending: { approvalId: string; status: string; limitFen: Fen | null; termDays: number | null }[]
}

export type Asked = {
  id: string
  /** facts by business date; `isPast`: of records what they said then */
  asOf: Day
  isPast: boolean
  /** the end of that day */
  until: number
  /** the first day of the monthly figures */
  monthsFrom: Day
  /** so many rows of a section at most; a page asks for few and, when somebody wants to see more, for many */
  rows: number
}

/**
 * Everything of one customer in one statement: a section is a list within the row, so that a page costs one
 * trip and one plan. Sections hang on the customer's row, and without a row in scope none of them is read.
 */
export async function findSections(ctx: ReadCtx, asked: Asked): Promise<CustomerSections | undefined> {
  const past = asked.isPast ? asked.until : null
  const own = past === null ? sql<CustomValues>`c.custom` : customAsOf(ctx, 'customer', 'c.id', asked.asOf)
  const then = past === null ? sql`select c.*` : recordThen(ctx, 'customer', { alias: 'c', moment: past })
  const people = peopleThen(ctx, past)
  const most = sql.lit(asked.rows)
  const { rows } = await sql<CustomerSections>`
    select c.id, t.version, t.name, t.short_name, t.external_code, t.uscc, t.city, t.phone, t.key_level, t.term_days, t.limit_fen,
      t.remark, c.created_on, t.responsible_id, u.name as user_name, u.status as user_status, ${own} as own,
      m.*, ${listed(membersOf(past, people))} as members, ${listed(dealsOf(ctx, past, people), most)} as deals,
      ${listed(contactsOf(ctx, past), most)} as contacts, ${listed(activitiesOf(ctx, past, people), most)} as activities,
      ${listed(alertsOf(ctx, past), most)} as alerts, ${listed(timelineOf(people), most)} as timeline,
      ${listed(past === null ? PENDING : PENDING_THEN)} as pending
    from customer c
    cross join lateral (${then}) t
    cross join (select ${asked.asOf}::date as as_of, ${asked.monthsFrom}::date as months_from, ${at(asked.until)} as until) d
    left join ${people} u on u.org_id = c.org_id and u.id = t.responsible_id
    cross join lateral (${moneyOf(most)}) m
    where c.org_id = ${ctx.orgId} and c.id = ${asked.id} and c.voided_at is null and ${inCustomerScope(ctx, 'customer.read')}`.execute(
    ctx.db,
  )
  return rows[0]
}

function listed(query: RawBuilder<unknown>, most?: RawBuilder<unknown>): RawBuilder<unknown> {
  const limit = most ? sql`limit ${most}` : sql``
  return sql`(select coalesce(json_agg(x), '[]') from (${query} ${limit}) x)`
}

/** A person who may be missing, as JSON. */
function person(alias: string): RawBuilder<unknown> {
  const of = (column: string) => sql.ref(`${alias}.${column}`)
  return sql`case when ${of('id')} is not null
    then json_build_object('id', ${of('id')}, 'name', ${of('name')}, 'active', ${of('status')} = 'active') end`
}

/** Looking back: those of then, from the versions of the list. */
function membersOf(past: Instant | null, people: RawBuilder<unknown>): RawBuilder<unknown> {
  const list =
    past === null
      ? sql`(select cm.user_id as id, cm.note from customer_member cm where cm.org_id = c.org_id and cm.customer_id = c.id)`
      : sql`(select q.id, q.note from jsonb_to_recordset((select v.row -> 'members' from record_version v
          where v.org_id = c.org_id and v.entity = 'customer_member' and v.id = c.id::text and v.recorded_at <= d.until
          order by v.recorded_at desc, v.version desc limit 1)) as q (id uuid, note text))`
  return sql`select p.id, p.name, p.status = 'active' as active, l.note from ${list} l
    join ${people} p on p.org_id = c.org_id and p.id = l.id order by p.name`
}

/**
 * What they owe and how they pay. The effective term is weighted by amount over the settlements of the last
 * 90 days; an instalment is settled when what was set against it reaches its amount. What was written off
 * left the balance, and nobody paid it (C097).
 */
function moneyOf(most: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
  with allocated as materialized (
    select a.id, a.payment_id, a.instalment_id, a.occurred_on, a.amount_fen, a.original_minor, y.kind = 'write_off' as lost,
      y.kind = 'payment' and y.bill_id is null as cash
    from allocation a join payment y on y.org_id = a.org_id and y.id = a.payment_id
    where a.org_id = c.org_id and a.customer_id = c.id and a.voided_at is null and a.occurred_on <= d.as_of
  ), part as materialized (
    select i.id, i.invoice_id, i.label, i.occurred_on, i.due_on, i.amount_fen, i.amount_fen - coalesce(s.fen, 0) as open_fen,
      i.currency, i.original_minor, i.original_minor - coalesce(s.minor, 0) as open_minor,
      case when not s.lost then s.last_on end as last_on
    from instalment i
    left join (select instalment_id, sum(amount_fen)::bigint as fen, sum(original_minor)::bigint as minor, max(occurred_on) as last_on, bool_or(lost) as lost from allocated group by 1) s
      on s.instalment_id = i.id
    where i.org_id = c.org_id and i.customer_id = c.id and i.voided_at is null and i.occurred_on <= d.as_of
  ), paid as materialized (
    select p.id, p.kind, p.occurred_on, p.amount_fen, p.unallocated_fen + coalesce(w.fen, 0) as unallocated_fen, p.reference, p.remark, p.bill_move,
      p.currency, p.original_minor, p.unallocated_minor + coalesce(w.minor, 0) as unallocated_minor, p.difference_of from payment p
    left join (select a.payment_id, sum(a.amount_fen)::bigint as fen, sum(a.original_minor)::bigint as minor from allocation a
      where a.org_id = c.org_id and a.customer_id = c.id and a.voided_at is null and a.occurred_on > d.as_of group by 1) w on w.payment_id = p.id
    where p.org_id = c.org_id and p.customer_id = c.id and p.voided_at is null and p.occurred_on <= d.as_of
  )
  select (
    select row_to_json(x) from (
      select coalesce(sum(open_fen) filter (where open_fen > 0), 0)::bigint::text as "openFen",
        coalesce(sum(open_fen) filter (where open_fen > 0 and due_on < d.as_of), 0)::bigint::text as "overdueFen",
        coalesce(max(d.as_of - due_on) filter (where open_fen > 0 and due_on < d.as_of), 0) as "maxOverdueDays",
        coalesce(sum(amount_fen), 0)::bigint::text as "billedFen",
        (select coalesce(sum(amount_fen), 0)::bigint::text from paid where kind <> 'write_off') as "paidFen",
        (select coalesce(sum(amount_fen), 0)::bigint::text from allocated where not lost) as "allocatedFen",
        count(*) filter (where open_fen <= 0 and last_on is not null) as settled,
        count(*) filter (where open_fen <= 0 and last_on <= due_on) as "onTime",
        (select round(sum(a.amount_fen * (a.occurred_on - i.occurred_on)) / nullif(sum(a.amount_fen), 0))::int
          from allocated a join instalment i on i.org_id = c.org_id and i.id = a.instalment_id where a.cash and a.occurred_on > d.as_of - 90) as "weightedDays",
        (select count(*) from allocated where cash and occurred_on > d.as_of - 90) as settlements
      from part) x
  ) as money,
  (select json_build_object('instalments', (select count(*) from part where open_fen > 0),
    'payments', (select count(*) from paid where bill_move is distinct from 'turned' and kind <> 'exchange'),
    'activities', (select count(*) from activity a where a.org_id = c.org_id and a.customer_id = c.id and a.voided_at is null
      and a.occurred_on <= d.as_of),
    'deals', (select count(*) from deal o where o.org_id = c.org_id and o.customer_id = c.id and o.voided_at is null
      and (o.outcome = 'undated' or exists (select 1 from stage_change h where h.org_id = o.org_id and h.deal_id = o.id
        and h.voided_at is null and h.occurred_on <= d.as_of)))) ) as totals,
  ${listed(
    sql`
    select p.id, v.number as "invoiceNumber", p.label, p.occurred_on as "issuedOn", p.due_on as "dueOn", p.amount_fen::text as "amountFen",
      p.open_fen::text as "openFen", p.currency, p.original_minor::text as "originalMinor", p.open_minor::text as "openMinor", greatest(0, d.as_of - p.due_on) as "overdueDays"
    from part p join invoice v on v.org_id = c.org_id and v.id = p.invoice_id
    where p.open_fen > 0 order by p.due_on, p.id `,
    most,
  )} as instalments,
  ${listed(
    sql`
    select id, case bill_move when 'received' then 'bill' when 'refused' then 'bill_refused' else kind end as kind, occurred_on as "receivedOn",
      abs(amount_fen)::text as "amountFen", unallocated_fen::text as "unallocatedFen", reference, remark,
      currency, original_minor::text as "originalMinor", unallocated_minor::text as "unallocatedMinor",
      coalesce((select sum(x.amount_fen) from paid x join allocated a on a.id = x.difference_of where a.payment_id = paid.id), 0)::bigint::text as "differenceFen"
    from paid where bill_move is distinct from 'turned' and kind <> 'exchange' order by occurred_on desc, id desc `,
    most,
  )} as payments,
  ${listed(sql`
    select to_char(y.occurred_on, 'YYYY-MM') as month, sum(y.billed)::bigint::text as "billedFen", sum(y.paid)::bigint::text as "paidFen" from (
      select v.occurred_on, v.amount_fen as billed, 0::bigint as paid from invoice v
        where v.org_id = c.org_id and v.customer_id = c.id and v.voided_at is null and v.occurred_on between d.months_from and d.as_of
      union all select occurred_on, 0, amount_fen from paid where kind <> 'write_off' and occurred_on >= d.months_from) y
    group by 1`)} as monthly`
}

function dealsOf(ctx: ReadCtx, past: Instant | null, people: RawBuilder<unknown>): RawBuilder<unknown> {
  const then = past === null ? sql`select o.*` : recordThen(ctx, 'deal', { alias: 'o', moment: past })
  return sql`
  select o.id, t.title, s.name as "stageName", case when o.outcome = 'undated' then 'undated' else s.kind end as outcome,
    coalesce(p.amount_fen, t.amount_fen)::text as "amountFen",
    case when s.kind = 'open' then d.as_of - p.occurred_on end as "stageDays", ${person('w')} as responsible
  from deal o
  cross join lateral (${then}) t
  left join lateral (select h.to_stage_id, h.occurred_on, h.amount_fen from stage_change h
    where h.org_id = o.org_id and h.deal_id = o.id and h.voided_at is null and h.occurred_on <= d.as_of
    order by h.occurred_on desc, h.position desc limit 1) p on true
  join ${tableThen(ctx, 'stage', past)} s on s.org_id = o.org_id and s.id = coalesce(p.to_stage_id, o.stage_id)
  left join ${people} w on w.org_id = o.org_id and w.id = t.responsible_id
  where o.org_id = c.org_id and o.customer_id = c.id and o.voided_at is null and (p.to_stage_id is not null or o.outcome = 'undated')
  order by (s.kind = 'open') desc, p.occurred_on desc nulls last, o.id desc`
}

/**
 * Those that were known by then. A contact has no date of its own: of a customer from imported history those
 * count that came in on its first day.
 */
function contactsOf(ctx: ReadCtx, past: Instant | null): RawBuilder<unknown> {
  const columns = sql`k.id, k.version, k.name, k.title, k.phone, k.email, k.is_primary as "isPrimary",
    case when k.no_mail then true else false end as "noMail", coalesce(k.custom, '{}') as custom`
  const order = sql`order by k.is_primary desc, k.name, k.id`
  if (past === null) {
    return sql`select ${columns} from contact k where k.org_id = c.org_id and k.customer_id = c.id and k.voided_at is null ${order}`
  }
  const row = rowThen(ctx, { entity: 'contact', id: sql`n.id`, moment: past })
  return sql`select ${columns} from contact n cross join lateral jsonb_populate_record(null::contact, ${row}) k
    where n.org_id = c.org_id and n.customer_id = c.id and k.voided_at is null
      and (select min(v.recorded_at) from record_version v where v.org_id = n.org_id and v.entity = 'contact' and v.id = n.id::text)
        <= greatest(d.until, date_trunc('day', c.recorded_at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai' + interval '1 day') ${order}`
}

/** Photos, voice notes and cards that came with a follow-up. */
const ACTIVITY_FILES = sql`coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'mime', f.mime) order by f.recorded_at)
  from record_file f where f.org_id = a.org_id and f.record_kind = 'activity' and f.record_id = a.id
    and f.voided_at is null and f.recorded_at <= d.until), '[]')`

function activitiesOf(ctx: ReadCtx, past: Instant | null, people: RawBuilder<unknown>): RawBuilder<unknown> {
  const title =
    past === null
      ? sql`o.title`
      : sql`(${rowThen(ctx, { entity: 'deal', id: sql`o.id`, moment: past })}) ->> 'title'`
  return sql`
  select a.id, a.kind, a.summary, ${ms('a.occurred_at')} as "occurredAt", a.next_on as "nextOn", ${person('w')} as "user",
    a.deal_id as "dealId", ${title} as "dealTitle", ${ACTIVITY_FILES} as files
  from activity a
  join ${people} w on w.org_id = a.org_id and w.id = a.user_id
  left join deal o on o.org_id = a.org_id and o.id = a.deal_id
  where a.org_id = c.org_id and a.customer_id = c.id and a.voided_at is null and a.occurred_on <= d.as_of
  order by a.occurred_at desc, a.id desc`
}

/** What was at risk and how far it had come is as known then, from the versions of the alert. */
function alertsOf(ctx: ReadCtx, past: Instant | null): RawBuilder<unknown> {
  const then =
    past === null
      ? sql`select to_jsonb(l) || jsonb_build_object('at_risk_fen', l.at_risk_fen::text) as row`
      : sql`select ${rowThen(ctx, { entity: 'alert', id: sql`l.id`, moment: past })} as row`
  return sql`
  select l.id, l.rule_code as "ruleCode", l.severity, v.row ->> 'status' as status, ${ms('l.opened_at')} as "openedAt",
    v.row ->> 'at_risk_fen' as "moneyFen"
  from alert l cross join lateral (${then}) v
  where l.org_id = c.org_id and l.customer_id = c.id and l.mode = 'on' and l.opened_at <= d.until
  order by l.opened_at desc, l.id desc`
}

/** What happened to records that were merged into this one is part of its story (C209). */
function timelineOf(people: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
  select e.id, e.kind, ${ms('e.recorded_at')} as at, w.name as "actorName", e.summary
  from event e left join ${people} w on w.org_id = e.org_id and w.id = e.actor
  where e.org_id = c.org_id and e.recorded_at <= d.until
    and e.customer_id = any(c.id || array(select g.id from customer g where g.org_id = c.org_id and g.merged_into = c.id and g.voided_at <= d.until))
  order by e.recorded_at desc, e.id desc`
}

/** A limit or term that was asked for and is not in effect. */
const PENDING = sql`
  select r.case_id as "approvalId", q.status, r.limit_fen::text as "limitFen", r.term_days as "termDays"
  from credit_request r join approval_case q on q.org_id = r.org_id and q.id = r.case_id
  where r.org_id = c.org_id and r.customer_id = c.id and r.outcome is null
  order by q.submitted_at desc limit 1`

const PENDING_THEN = sql`
  select r.case_id as "approvalId", 'open' as status, r.limit_fen::text as "limitFen", r.term_days as "termDays"
  from credit_request r join approval_case q on q.org_id = r.org_id and q.id = r.case_id
  where r.org_id = c.org_id and r.customer_id = c.id and q.submitted_at <= d.until and (q.settled_at is null or q.settled_at > d.until)
  order by q.submitted_at desc limit 1`
