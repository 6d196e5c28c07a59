import { type RawBuilder, sql } from 'kysely'
import type { Figure } from '../../../api/team.ts'
import {
  addDays,
  type Day,
  dayOf,
  endOfDay,
  firstDayOf,
  monthOf,
  startOfWeek,
} from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { answering, answersOn, isCollected } from '../identity/index.ts'
import { openAsOf } from '../receivables/index.ts'
import { atRisk, inhibitedThen } from '../watch/index.ts'

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

type Ask = { asOf: Day; span: Span; lateQuoteIds: readonly string[] }

/**
 * The rows of one number: user_id, kind, ref_id, day, title, note, fen. The board adds up these very rows and
 * the drawer lists them, so a number and its rows cannot differ (law 9).
 */
export function figureRows(ctx: ReadCtx, figure: Figure, ask: Ask): RawBuilder<unknown> {
  switch (figure) {
    case 'bookings':
      return bookings(ctx, ask.span)
    case 'collected':
      return collected(ctx, ask.span)
    case 'followUps':
      return followUps(ctx, ask.span)
    case 'lateQuotes':
      return lateQuotes(ctx, ask.lateQuoteIds)
    case 'red':
      return red(ctx, ask.asOf)
    case 'overdue':
      return overdue(ctx, ask.asOf)
  }
}

/** Deals won, for whoever was responsible when they were won (as the targets count them). */
function bookings(ctx: ReadCtx, { from, to }: Span) {
  return sql`select s.responsible_id as user_id, 'deal' as kind, d.id as ref_id, s.occurred_on as day, d.title,
      coalesce(c.name, '') as note, s.amount_fen as fen
    from stage_change s
    join stage t on t.org_id = s.org_id and t.id = s.to_stage_id and t.kind = 'won'
    join deal d on d.org_id = s.org_id and d.id = s.deal_id and d.voided_at is null
    left join customer c on c.org_id = d.org_id and c.id = d.customer_id
    where s.org_id = ${ctx.orgId} and s.voided_at is null and s.occurred_on between ${from} and ${to}`
}

/** For whoever answered for the customer when the money was known, as the targets count it. */
function collected(ctx: ReadCtx, { from, to }: Span) {
  const came = sql`p.org_id = ${ctx.orgId} and p.voided_at is null and p.occurred_on between ${from} and ${to}`
  return sql`select who.responsible_id as user_id, 'customer' as kind, c.id as ref_id, p.occurred_on as day, c.name as title,
      p.reference as note, p.amount_fen as fen
    from payment p join customer c on c.org_id = p.org_id and c.id = p.customer_id
    ${answering(ctx, 'p', sql`select p.customer_id from payment p where ${came}`, 'left join')}
    where ${came} and ${isCollected('p')}`
}

function followUps(ctx: ReadCtx, { from, to }: Span) {
  return sql`select a.user_id, 'customer' as kind, c.id as ref_id, a.occurred_on as day, coalesce(c.name, '—') as title,
      a.summary as note, null::bigint as fen
    from activity a left join customer c on c.org_id = a.org_id and c.id = a.customer_id
    where a.org_id = ${ctx.orgId} and a.voided_at is null and a.occurred_on between ${from} and ${to}`
}

function lateQuotes(ctx: ReadCtx, ids: readonly string[]) {
  return sql`select q.responsible_id as user_id, 'quote' as kind, q.id as ref_id,
      (q.asked_at at time zone 'Asia/Shanghai')::date as day, q.title, coalesce(c.name, '') as note, q.amount_fen as fen
    from quote q left join customer c on c.org_id = q.org_id and c.id = q.customer_id
    where q.org_id = ${ctx.orgId} and q.id = any(${[...ids]}::uuid[])`
}

/** Open alerts that are urgent or past their time, by whoever answers for them, as known then. */
function red(ctx: ReadCtx, asOf: Day) {
  const isPast = asOf < dayOf(ctx.now)
  const then = at(isPast ? endOfDay(asOf) : ctx.now)
  const isOpen = isPast
    ? sql`a.opened_at <= ${then} and (a.resolved_at is null or a.resolved_at > ${then})`
    : sql`a.resolved_at is null`
  return sql`select a.responsible_id as user_id, 'alert' as kind, a.id as ref_id,
      (a.opened_at at time zone 'Asia/Shanghai')::date as day, coalesce(c.name, r.spec -> 'title' ->> 'zh') as title,
      r.spec -> 'title' ->> 'zh' as note, ${atRisk({ moment: isPast ? endOfDay(asOf) : ctx.now, isPast })} as fen
    from alert a join rule r on r.org_id = a.org_id and r.id = a.rule_id
    left join customer c on c.org_id = a.org_id and c.id = a.customer_id
    where a.org_id = ${ctx.orgId} and a.mode = 'on' and ${isOpen} and (a.severity = 1 or a.deadline_at < ${then})
      and (a.silenced_until is null or a.silenced_until <= ${then})
      and ${inhibitedThen({ moment: isPast ? endOfDay(asOf) : ctx.now, isPast })} is null`
}

/** By whoever answered for the customer at the end of that day. */
function overdue(ctx: ReadCtx, asOf: Day) {
  return sql`select ${answersOn(ctx, asOf)} as user_id, 'customer' as kind, c.id as ref_id, o.due_on as day, c.name as title, o.note, o.fen
    from (
      select o.customer_id, min(o.due_on) as due_on, max(o.overdue_days)::text as note, sum(o.open_fen)::bigint as fen
      from ${openAsOf(ctx, asOf, 'business')} o where o.overdue_days > 0 group by o.customer_id
    ) o join customer c on c.org_id = ${ctx.orgId} and c.id = o.customer_id`
}
