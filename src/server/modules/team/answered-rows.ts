import { type RawBuilder, sql } from 'kysely'
import {
  addDays,
  DAY_MS,
  type Day,
  dayOf,
  endOfDay,
  type Instant,
  startOfDay,
} from '../../../core/calendar.ts'
import { patienceOf } from '../../../core/watch/escalate.ts'
import type { Answered, Closed, Tally } from '../../../core/watch/response.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import { openingTable } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { ms } from '../../platform/metric-loader.ts'
import { pastMoment, tableThen } from '../../platform/then.ts'
import { customersThen } from '../customers/index.ts'
import { loadCalendar, loadStays, peopleThen } from '../identity/index.ts'
import { loadRules } from '../watch/index.ts'

/** What was closed and is back within so many days had not been solved. */
const BACK_DAYS = 14

/** `known`: what happened to the alerts after that moment is not looked at; left out: everything is. */
export type Span = { from: Day; to: Day; known?: Instant | undefined }

/** What one alert was to whoever had it first, and to whoever closed it. */
export type AnsweredRow = {
  id: string
  ruleCode: string
  severity: 1 | 2 | 3
  openedAt: Instant
  firstId: string
  firstTeam: string | null
  /** whether it asked an answer of its first person at all */
  asks: boolean
  takenMinutes: number
  allowedMinutes: number
  inTime: boolean
  closerId: string | null
  closerTeam: string | null
  closedMinutes: number | null
  cameBack: boolean
}

export function answerIn(row: AnsweredRow): Answered {
  const { id, firstId, firstTeam, closerId, ...rest } = row
  return {
    ...{ alertId: id, personId: firstId, teamId: firstTeam, openedAt: rest.openedAt },
    ...{ ruleCode: rest.ruleCode, severity: rest.severity },
    ...{ takenMinutes: rest.takenMinutes, inTime: rest.inTime },
    // What somebody else closed badly is not the slip of whoever took it up.
    cameBack: rest.cameBack && closerId === firstId,
  }
}

export function closingIn({ closerId, closerTeam, closedMinutes, ...row }: AnsweredRow): Closed | null {
  if (closerId === null || closedMinutes === null) return null
  const { ruleCode, openedAt, cameBack } = row
  return { personId: closerId, teamId: closerTeam, ruleCode, openedAt, minutes: closedMinutes, cameBack }
}

/** Whose alerts are wanted, as the first or as the one who closed; null: everybody's. */
export type Wanted = { people: readonly string[] | null; rule?: string | undefined }

/** The alerts of a span with what they were to those people, newest first. */
export async function loadAnswered(ctx: ReadCtx, span: Span, wanted: Wanted): Promise<AnsweredRow[]> {
  const { people, rule } = wanted
  const isWanted = sql`
    ${people === null ? sql`true` : sql`(r.first_id = any(${people}::uuid[]) or r.resolved_by = any(${people}::uuid[]))`}
    and ${rule === undefined ? sql`true` : sql`r.rule_code = ${rule}`}`
  const { rows } = await sql<AnsweredRow>`
    ${await measured(ctx, span, isWanted)}
    select id, rule_code as "ruleCode", severity, opened_at as "openedAt", first_id as "firstId", first_team as "firstTeam", asks,
      taken_minutes as "takenMinutes", allowed as "allowedMinutes", in_time as "inTime", resolved_by as "closerId",
      closer_team as "closerTeam", closed_minutes as "closedMinutes", came_back as "cameBack"
    from measured where asks or resolved_by is not null order by opened_at desc, id`.execute(ctx.db)
  return rows
}

export type MonthTally = Tally & { month: string; isWithin: boolean }

/**
 * How often the alerts of a span were answered well by everybody, as counts: what is to be expected of one
 * is what the others do. `within` marks what belongs to the shorter span.
 */
export async function loadTallies(ctx: ReadCtx, span: Span, within: Span): Promise<MonthTally[]> {
  const { rows } = await sql<MonthTally>`
    ${await measured(ctx, span, sql`true`)}
    select rule_code as "ruleCode", severity, first_id as "personId", first_team as "teamId",
      to_char(china_day(opened_at), 'YYYY-MM') as month,
      china_day(opened_at) between ${within.from}::date and ${within.to}::date as "isWithin", count(*)::int as n,
      (count(*) filter (where in_time and not (came_back and resolved_by = first_id)))::int as good
    from measured where asks group by 1, 2, 3, 4, 5, 6`.execute(ctx.db)
  return rows
}

/** The calendar, the times the rules allow and the stays of people as tables of one statement. */
async function grounds(ctx: ReadCtx, { from, to }: Span): Promise<RawBuilder<unknown>> {
  const [rules, calendar, stays] = await Promise.all([loadRules(ctx), loadCalendar(ctx), loadStays(ctx)])
  const today = dayOf(ctx.now)
  const { before, isOpen } = openingTable(calendar, from, addDays(to > today ? to : today, 1))
  const versions = rules.flatMap((rule) =>
    rule.versions.map((version) => ({ id: rule.id, rule: version.rule })),
  )
  return sql`
    hours as (select ${from}::date - 1 as day, ${before}::float8[] as before, ${isOpen}::float8[] as is_open,
      ${calendar.opensAt}::float8 as opens, ${calendar.closesAt}::float8 as closes),
    patience as (select * from unnest(${versions.map(({ id }) => id)}::uuid[], ${versions.map(({ rule }) => rule.version)}::int[],
      ${versions.map(({ rule }) => patienceOf(rule))}::float8[]) as p (rule_id, version, allowed)),
    patience_now as (select * from unnest(${rules.map(({ id }) => id)}::uuid[],
      ${rules.map(({ current }) => patienceOf(current))}::float8[]) as p (rule_id, allowed)),
    stay as (select * from unnest(${stays.map(({ userId }) => userId)}::uuid[], ${stays.map(({ teamId }) => teamId)}::uuid[],
      ${stays.map((stay) => stay.from)}::float8[], ${stays.map(({ until }) => until)}::float8[]) as s (user_id, team_id, since, until))`
}

/** Working minutes from the first day of the table to a moment: two of them subtracted are a duration. */
function minutesAt(moment: string): RawBuilder<number> {
  const moved = sql.ref(moment)
  const day = sql`china_day(${moved}) - h.day`
  const minute = sql`date_part('epoch', (${moved} at time zone 'Asia/Shanghai')::time) / 60`
  return sql`(h.before[${day}] + h.is_open[${day}] * least(greatest(${minute} - h.opens, 0), h.closes - h.opens))`
}

/**
 * Whoever had it first is in its first version; who is named on it now may have got it when it climbed. Only
 * their own step answers. What another person, or the system for somebody away, took out of their hands while
 * there was time asked nothing more of them; what was left past its time stays theirs. Whoever closed it is
 * measured from when it first came to them, so that nobody carries the waiting of another.
 */
function raw(
  { orgId }: ReadCtx,
  { from, to, known }: Span,
  isWanted: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const isKnown = (column: string) =>
    known === undefined ? sql`true` : sql`${sql.ref(column)} <= ${at(known)}`
  const ended = (column: string) =>
    known === undefined
      ? sql.ref(`a.${column}`)
      : sql`case when a.resolved_at <= ${at(known)} then ${sql.ref(`a.${column}`)} end`
  return sql`
    raw as (select r.*, s.own_at, s.other_at, s.climbed_at, greatest(r.asked_at, case when r.resolved_by <> r.first_id then (
        select min(v.recorded_at) from record_version v where v.org_id = ${orgId} and v.entity = 'alert' and v.id = r.id::text
          and (v.row ->> 'responsible_id')::uuid = r.resolved_by and v.recorded_at <= r.resolved_at) end) as got_at,
      r.resolved_by is not null and exists (select 1 from alert b where b.org_id = ${orgId} and b.rule_id = r.rule_id
        and b.subject_id = r.subject_id and b.opened_at > r.resolved_at
        and b.opened_at <= r.resolved_at + ${`${BACK_DAYS} days`}::interval and ${isKnown('b.opened_at')}) as came_back
    from (select a.id, a.rule_id, a.rule_version, a.rule_code, a.severity, a.subject_id, a.opened_at, ${ended('resolved_at')} as resolved_at,
        ${ended('resolved_by')} as resolved_by,
        greatest(a.opened_at, a.released_at) as asked_at,
        coalesce((select (v.row ->> 'responsible_id')::uuid from record_version v where v.org_id = a.org_id
          and v.entity = 'alert' and v.id = a.id::text order by v.recorded_at, v.version limit 1), a.responsible_id) as first_id
      from alert a where a.org_id = ${orgId} and a.mode = 'on' and a.inhibited_since is null
        and a.opened_at >= ${at(startOfDay(from))} and a.opened_at <= ${at(endOfDay(to))}) r
    cross join lateral (select min(s.at) filter (where s.actor = r.first_id) as own_at,
        min(s.at) filter (where s.actor <> r.first_id or (s.actor is null and s.kind = 'reassign')) as other_at,
        min(s.at) filter (where s.actor is null and s.kind = 'escalate') as climbed_at
      from alert_step s where s.org_id = ${orgId} and s.alert_id = r.id
        and s.kind in ('acknowledge', 'start', 'resolve', 'silence', 'reassign', 'escalate') and ${isKnown('s.at')}) s
    where ${isWanted})`
}

async function measured(
  ctx: ReadCtx,
  span: Span,
  isWanted: RawBuilder<unknown>,
): Promise<RawBuilder<unknown>> {
  return sql`
    with ${await grounds(ctx, span)}, ${raw(ctx, span, isWanted)},
    marked as (select raw.*, least(own_at, other_at, climbed_at, resolved_at, ${at(Math.min(ctx.now, span.known ?? ctx.now))}) as until_at,
      coalesce(climbed_at <= least(own_at, other_at, climbed_at), false) as has_climbed from raw),
    timed as (select m.*, coalesce(p.allowed, n.allowed) as allowed, ${minutesAt('m.own_at')} - ${minutesAt('m.asked_at')} as own_minutes,
        greatest(0, ${minutesAt('m.until_at')} - ${minutesAt('m.asked_at')}) as waited,
        case when m.resolved_by is not null then greatest(0, ${minutesAt('m.resolved_at')} - ${minutesAt('m.got_at')}) end as closed_minutes
      from marked m cross join hours h join patience_now n on n.rule_id = m.rule_id
      left join patience p on p.rule_id = m.rule_id and p.version = m.rule_version),
    measured as (select t.*, f.team_id as first_team, c.team_id as closer_team, coalesce(own_minutes <= allowed, false) as in_time,
        coalesce(own_minutes <= allowed, false) or waited > allowed or has_climbed as asks,
        case when own_minutes <= allowed then greatest(0, own_minutes) else waited end as taken_minutes
      from timed t
      left join stay f on f.user_id = t.first_id and ${within('t.asked_at', 'f')}
      left join stay c on c.user_id = t.resolved_by and ${within('t.resolved_at', 'c')})`
}

function within(moment: string, stay: string): RawBuilder<boolean> {
  const until = sql.ref(`${stay}.until`)
  return sql`${sql.ref(`${stay}.since`)} <= ${ms(moment)} and (${until} is null or ${ms(moment)} < ${until})`
}

/** What alerts are called in a list; of a day that is over, by what everything was called then. */
export async function loadTitles(
  ctx: ReadCtx,
  ids: readonly string[],
  asOf: Day = dayOf(ctx.now),
): Promise<Map<string, { title: Bilingual; subject: string }>> {
  const moment = pastMoment(ctx, asOf)
  const { rows } = await sql<{ id: string; title: Bilingual; subject: string }>`
    select a.id, r.spec -> 'title' as title, coalesce(c.name, d.title, p.name, '') as subject
    from alert a
    join rule r on r.org_id = a.org_id and r.id = a.rule_id
    left join ${peopleThen(ctx, moment)} p on p.org_id = a.org_id and p.id = a.subject_id
    left join ${customersThen(ctx, asOf)} c on c.org_id = a.org_id and c.id = a.customer_id
    left join ${tableThen(ctx, 'deal', moment)} d on d.org_id = a.org_id and d.id = a.deal_id
    where a.org_id = ${ctx.orgId} and a.id = any(${ids}::uuid[])`.execute(ctx.db)
  return new Map(rows.map(({ id, ...names }) => [id, names]))
}

export type Credit = { userId: string; kind: 'report' | 'correction'; n: number }

/** Facts that speak for whoever brought them up: a dispute registered, an own slip put right. */
const REPORTS = ['dispute.opened']
const CORRECTIONS = ['order.corrected', 'dunning.voided', 'activity.voided']

/**
 * What people brought up themselves in a span (C133), once per kind and customer: a slip made in order to be
 * put right again gains nothing twice.
 */
export async function loadCredits(ctx: ReadCtx, { from, to }: { from: Day; to: Day }): Promise<Credit[]> {
  const within = sql`between ${at(startOfDay(from))} and ${at(startOfDay(to) + DAY_MS - 1)}`
  const { rows } = await sql<Credit>`
    select x."userId", x.kind, count(*)::int as n from (
      select e.actor as "userId", 'report' as kind, e.kind as what, e.customer_id from event e
        where e.org_id = ${ctx.orgId} and e.actor is not null and e.kind = any(${REPORTS}) and e.recorded_at ${within}
      union
      select t.created_by, 'report', 'question', t.customer_id from task t
        where t.org_id = ${ctx.orgId} and t.kind = 'ask' and t.created_by is not null and t.recorded_at ${within}
      union
      select e.actor, 'correction', e.kind, e.customer_id from event e
        where e.org_id = ${ctx.orgId} and e.actor is not null and e.kind = any(${CORRECTIONS}) and e.recorded_at ${within}
    ) x group by 1, 2`.execute(ctx.db)
  return rows
}
