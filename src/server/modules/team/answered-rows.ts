import { sql } from 'kysely'
import { DAY_MS, type Day, endOfDay, type Instant, startOfDay } from '../../../core/calendar.ts'
import { patienceOf } from '../../../core/watch/escalate.ts'
import type { Answered } from '../../../core/watch/response.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import { type WorkCalendar, workingMinutesBetween } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { loadCalendar } from '../identity/index.ts'
import { loadRules } from '../watch/index.ts'

/** What was closed and is back within so many days had not been solved. */
const BACK_DAYS = 14

type Row = {
  id: string
  rule_id: string
  rule_code: string
  rule_version: number
  title: Bilingual
  subject: string
  severity: 1 | 2 | 3
  first_id: string
  team_id: string | null
  opened_at: Instant
  released_at: Instant | null
  held: boolean
  resolved_at: Instant | null
  resolved_by: string | null
  step: 'acknowledge' | 'start' | 'resolve' | 'silence' | 'reassign' | 'escalate' | null
  step_at: Instant | null
  step_actor: string | null
  came_back: boolean
}

export type AnsweredRow = Answered & { title: Bilingual; subject: string; allowedMinutes: number }

/**
 * The alerts of a span that asked something of somebody, each with who had it first and how it was answered,
 * of the whole company: what is to be expected of one person is what the others do.
 */
export async function loadAnswered(ctx: ReadCtx, span: { from: Day; to: Day }): Promise<AnsweredRow[]> {
  const [rows, stored, calendar] = await Promise.all([findRows(ctx, span), loadRules(ctx), loadCalendar(ctx)])
  const rules = new Map(stored.map((rule) => [rule.id, rule]))
  return rows.flatMap((row) => {
    const rule = rules.get(row.rule_id)
    if (!rule || row.held) return []
    const spec =
      rule.versions.find((version) => version.rule.version === row.rule_version)?.rule ?? rule.current
    return answeredOf(row, { allowed: patienceOf(spec), calendar, now: ctx.now }) ?? []
  })
}

type Scene = { allowed: number; calendar: WorkCalendar; now: Instant }

function answeredOf(row: Row, { allowed, calendar, now }: Scene): AnsweredRow | null {
  // What was held back asked nothing of anybody until its release.
  const from = Math.max(row.opened_at, row.released_at ?? row.opened_at)
  const isTaken = row.step_at !== null && row.step_actor !== null
  // Handed on because its first person was away: that person owed nothing.
  if (row.step === 'reassign' && !isTaken) return null
  const until = row.step_at ?? Math.min(row.resolved_at ?? now, now)
  const takenMinutes = workingMinutesBetween(calendar, from, Math.max(from, until))
  if (!isTaken && row.step === null && takenMinutes <= allowed) return null
  const closed =
    row.resolved_by !== null && row.resolved_at !== null
      ? { personId: row.resolved_by, minutes: workingMinutesBetween(calendar, from, row.resolved_at) }
      : null
  return {
    alertId: row.id,
    ruleCode: row.rule_code,
    severity: row.severity,
    personId: row.first_id,
    teamId: row.team_id,
    openedAt: row.opened_at,
    takenMinutes,
    allowedMinutes: allowed,
    inTime: isTaken && takenMinutes <= allowed,
    closed,
    cameBack: row.came_back,
    title: row.title,
    subject: row.subject,
  }
}

/** Whoever had it first is in its first version; who is named on it now may have got it when it climbed. */
async function findRows(ctx: ReadCtx, { from, to }: { from: Day; to: Day }): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select a.id, a.rule_id, a.rule_code, a.rule_version, r.spec -> 'title' as title, a.severity, f.first_id, u.department_id as team_id,
      coalesce(c.name, d.title, p.name, '') as subject, a.opened_at, a.released_at, a.inhibited_since is not null as held,
      a.resolved_at, a.resolved_by, s.kind as step, s.at as step_at, s.actor as step_actor,
      a.resolved_by is not null and exists (select 1 from alert b where b.org_id = a.org_id and b.rule_id = a.rule_id
        and b.subject_id = a.subject_id and b.opened_at > a.resolved_at
        and b.opened_at <= a.resolved_at + ${`${BACK_DAYS} days`}::interval) as came_back
    from alert a
    join rule r on r.org_id = a.org_id and r.id = a.rule_id
    cross join lateral (select coalesce((select (v.row ->> 'responsible_id')::uuid from record_version v where v.org_id = a.org_id
      and v.entity = 'alert' and v.id = a.id::text order by v.recorded_at, v.version limit 1), a.responsible_id) as first_id) f
    left join app_user u on u.org_id = a.org_id and u.id = f.first_id
    left join app_user p on p.org_id = a.org_id and p.id = a.subject_id
    left join customer c on c.org_id = a.org_id and c.id = a.customer_id
    left join deal d on d.org_id = a.org_id and d.id = a.deal_id
    left join lateral (select s.kind, s.at, s.actor from alert_step s where s.org_id = a.org_id and s.alert_id = a.id
      and s.kind in ('acknowledge', 'start', 'resolve', 'silence', 'reassign', 'escalate') order by s.at, s.id limit 1) s on true
    where a.org_id = ${ctx.orgId} and a.mode = 'on' and a.opened_at >= ${at(startOfDay(from))} and a.opened_at <= ${at(endOfDay(to))}
    order by a.opened_at desc, a.id`.execute(ctx.db)
  return rows
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
