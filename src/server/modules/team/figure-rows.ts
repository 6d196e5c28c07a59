import { type RawBuilder, sql } from 'kysely'
import type { Figure } from '../../../api/team.ts'
import { addDays, type Day, firstDayOf, monthOf, startOfWeek } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { pastMoment, recordThen } from '../../platform/then.ts'
import { customersThen } from '../customers/index.ts'
import { answering, isCollected } from '../identity/index.ts'
import { openAsOf } from '../receivables/index.ts'
import { atRisk, inhibitedThen, lookFrom, recordTables } from '../watch/index.ts'

/** From the first to the last day, both included. */
export type Span = { from: Day; to: Day }
export type Spans = Record<'month' | 'week' | 'lastWeek', Span>

/** The month and the week until a day, and last week until the same weekday: like is compared with like. */
export function spansOf(asOf: Day): Spans {
  const monday = startOfWeek(asOf)
  return {
    month: { from: firstDayOf(monthOf(asOf)), to: asOf },
    week: { from: monday, to: asOf },
    lastWeek: { from: addDays(monday, -7), to: addDays(asOf, -7) },
  }
}

type Customers = RawBuilder<unknown>
type Ask = { asOf: Day; span: Span; lateQuoteIds: readonly string[] }

/**
 * The rows of one number: user_id, kind, ref_id, day, title, note, fen. The board adds up these very rows and
 * the drawer lists them, so a number and its rows cannot differ (law 9).
 */
export function figureRows(ctx: ReadCtx, figure: Figure, ask: Ask): RawBuilder<unknown> {
  // Whose a customer was and what it was called on that day.
  const customers = customersThen(ctx, ask.asOf)
  switch (figure) {
    case 'bookings':
      return bookings(ctx, ask, customers)
    case 'collected':
      return collected(ctx, ask.span, customers)
    case 'followUps':
      return followUps(ctx, ask.span, customers)
    case 'lateQuotes':
      return lateQuotes(ctx, ask, customers)
    case 'red':
      return red(ctx, ask.asOf, customers)
    case 'overdue':
      return overdue(ctx, ask.asOf, customers)
  }
}

/** Deals won, for whoever was responsible when they were won (as the targets count them). */
function bookings(ctx: ReadCtx, { asOf, span: { from, to } }: Ask, customers: Customers) {
  const past = pastMoment(ctx, asOf)
  const then = past === null ? sql`select d.*` : recordThen(ctx, 'deal', { alias: 'd', moment: past })
  return sql`select s.responsible_id as user_id, 'deal' as kind, d.id as ref_id, s.occurred_on as day, n.title,
      coalesce(c.name, '') as note, s.amount_fen as fen
    from stage_change s
    join stage t on t.org_id = s.org_id and t.id = s.to_stage_id and t.kind = 'won'
    join deal d on d.org_id = s.org_id and d.id = s.deal_id and d.voided_at is null
    cross join lateral (${then}) n
    left join ${customers} c on c.org_id = d.org_id and c.id = d.customer_id
    where s.org_id = ${ctx.orgId} and s.voided_at is null and s.occurred_on between ${from} and ${to}`
}

/** For whoever answered for the customer when the money was known, as the targets count it. */
function collected(ctx: ReadCtx, { from, to }: Span, customers: Customers) {
  const came = sql`p.org_id = ${ctx.orgId} and p.voided_at is null and p.occurred_on between ${from} and ${to}`
  return sql`select who.responsible_id as user_id, 'customer' as kind, c.id as ref_id, p.occurred_on as day, c.name as title,
      p.reference as note, p.amount_fen as fen
    from payment p join ${customers} c on c.org_id = p.org_id and c.id = p.customer_id
    ${answering(ctx, 'p', sql`select p.customer_id from payment p where ${came}`, 'left join')}
    where ${came} and ${isCollected('p')}`
}

function followUps(ctx: ReadCtx, { from, to }: Span, customers: Customers) {
  return sql`select a.user_id, 'customer' as kind, c.id as ref_id, a.occurred_on as day, coalesce(c.name, '—') as title,
      a.summary as note, null::bigint as fen
    from activity a left join ${customers} c on c.org_id = a.org_id and c.id = a.customer_id
    where a.org_id = ${ctx.orgId} and a.voided_at is null and a.occurred_on between ${from} and ${to}`
}

function lateQuotes(
  ctx: ReadCtx,
  { asOf, lateQuoteIds }: Pick<Ask, 'asOf' | 'lateQuoteIds'>,
  customers: Customers,
) {
  const past = pastMoment(ctx, asOf)
  const then = past === null ? sql`select q.*` : recordThen(ctx, 'quote', { alias: 'q', moment: past })
  return sql`select t.responsible_id as user_id, 'quote' as kind, q.id as ref_id,
      (q.asked_at at time zone 'Asia/Shanghai')::date as day, t.title, coalesce(c.name, '') as note, t.amount_fen as fen
    from quote q cross join lateral (${then}) t left join ${customers} c on c.org_id = q.org_id and c.id = q.customer_id
    where q.org_id = ${ctx.orgId} and q.id = any(${[...lateQuoteIds]}::uuid[])`
}

/** Open alerts that are urgent or past their time, by whoever answered for them, all of it as known then. */
function red(ctx: ReadCtx, asOf: Day, customers: Customers) {
  const look = lookFrom(ctx, asOf)
  const then = at(look.moment)
  const of = (column: string) => sql.ref(`${look.isPast ? 't' : 'a'}.${column}`)
  const isOpen = look.isPast
    ? sql`a.opened_at <= ${then} and (a.resolved_at is null or a.resolved_at > ${then})`
    : sql`a.resolved_at is null`
  return sql`select ${of('responsible_id')} as user_id, 'alert' as kind, a.id as ref_id,
      (a.opened_at at time zone 'Asia/Shanghai')::date as day, coalesce(c.name, r.spec -> 'title' ->> 'zh') as title,
      r.spec -> 'title' ->> 'zh' as note, ${atRisk(look)} as fen
    from ${recordTables(ctx, look)}
    left join ${customers} c on c.org_id = a.org_id and c.id = a.customer_id
    where a.org_id = ${ctx.orgId} and a.mode = 'on' and ${isOpen} and (${of('severity')} = 1 or ${of('deadline_at')} < ${then})
      and (${of('silenced_until')} is null or ${of('silenced_until')} <= ${then}) and ${inhibitedThen(look)} is null`
}

/** By whoever answered for the customer at the end of that day. */
function overdue(ctx: ReadCtx, asOf: Day, customers: Customers) {
  return sql`select c.responsible_id as user_id, 'customer' as kind, c.id as ref_id, o.due_on as day, c.name as title, o.note, o.fen
    from (
      select o.customer_id, min(o.due_on) as due_on, max(o.overdue_days)::text as note, sum(o.open_fen)::bigint as fen
      from ${openAsOf(ctx, asOf, 'business')} o where o.overdue_days > 0 group by o.customer_id
    ) o join ${customers} c on c.org_id = ${ctx.orgId} and c.id = o.customer_id`
}
