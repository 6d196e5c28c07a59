import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { alertQuery } from '../../../api/alerts.ts'
import type { Instant } from '../../../core/calendar.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at, containing } from '../../platform/db.ts'
import { type AlertRecord, shapeRows } from './alert-shape.ts'
import { inhibitedThen } from './inhibited-then.ts'
import { isThere, type Look, lookFrom } from './look.ts'
import { atRisk } from './money-now.ts'
import { alertScope } from './scope.ts'

export type AlertQuery = z.output<typeof alertQuery>

/**
 * The alert as it stood then: what a person did is read from its steps, so that looking back shows the state
 * of that evening. Every column of `AlertRecord`.
 */
export function recordColumns(moment: Instant, isPast: boolean): RawBuilder<unknown> {
  const status = isPast
    ? sql`coalesce((select case s.kind when 'acknowledge' then 'acknowledged' when 'start' then 'in_progress' when 'resolve' then 'resolved'
          when 'review' then 'reviewed' when 'superseded' then 'superseded' when 'cleared' then case when a.resolved_at <= ${at(moment)} then a.status end else 'open' end
        from alert_step s where s.org_id = a.org_id and s.alert_id = a.id and s.at <= ${at(moment)}
          and s.kind in ('acknowledge', 'start', 'resolve', 'review', 'superseded', 'cleared', 'reassign', 'escalate', 'opened')
        order by s.at desc, s.id desc limit 1), 'open')`
    : sql`a.status`
  const cleared = isPast
    ? sql`case when a.cleared_at <= ${at(moment)} then a.cleared_at end`
    : sql`a.cleared_at`
  return sql`a.id, a.rule_id, a.rule_code, a.rule_version, r.spec -> 'title' as title, a.mode, a.subject_kind, a.subject_id,
    ${status} as status, a.severity, a.responsible_id, u.name as responsible_name, a.money_fen as found_fen, ${atRisk({ moment, isPast })} as money_fen, a.opened_at, a.evaluated_at,
    ${cleared} as cleared_at, a.deadline_at, a.escalation_level, a.escalate_at, a.silenced_until, a.silence_reason, a.urged_at,
    ${inhibitedThen({ moment, isPast })} as inhibited_by, a.released_at, a.handed_at,
    a.explanation, a.result, a.verdict, a.resolved_at, a.resolved_by, a.version`
}

export const recordTables = sql`alert a
  join rule r on r.org_id = a.org_id and r.id = a.rule_id
  join app_user u on u.org_id = a.org_id and u.id = a.responsible_id
  left join customer c on c.org_id = a.org_id and c.id = a.customer_id
  left join deal d on d.org_id = a.org_id and d.id = a.deal_id`

/** The worklist (C107): by money at risk unless asked otherwise; chips count under the same filters. */
export async function listAlerts(ctx: ReadCtx, query: AlertQuery) {
  const look = lookFrom(ctx, query.asOf)
  const { moment, isPast } = look
  const open = conditions(ctx, query, look)
  const isHeld = sql`${inhibitedThen({ moment, isPast })} is not null`
  const held = { without: [sql`not ${isHeld}`], with: [], only: [isHeld] }[query.inhibited]
  const base = [...open, ...held]
  const chosen = [
    ...base,
    ...(query.severity === undefined ? [] : [sql`a.severity = ${query.severity}`]),
    ...(query.rule === undefined ? [] : [sql`a.rule_code = ${query.rule}`]),
  ]
  const { rows } = await sql<AlertRecord & { total: number; sum_fen: bigint }>`
    select ${recordColumns(moment, isPast)}, count(*) over ()::int as total, (${moneyOnce(chosen, look)}) as sum_fen
    from ${recordTables} where ${sql.join(chosen, sql` and `)}
    order by ${orderOf(query.sort, look)} limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`.execute(
    ctx.db,
  )
  const { rows: counts } = await sql<{ severity: 1 | 2 | 3; code: string; title: Bilingual; count: number }>`
    select a.severity, a.rule_code as code, r.spec -> 'title' as title, count(*)::int as count
    from ${recordTables} where ${sql.join(base, sql` and `)} group by 1, 2, 3`.execute(ctx.db)
  const { rows: inhibited } = await sql<{ n: number }>`
    select count(*)::int as n from ${recordTables} where ${sql.join([...open, isHeld], sql` and `)}`.execute(
    ctx.db,
  )
  return {
    rows: await shapeRows(ctx, rows, isPast),
    total: rows[0]?.total ?? 0,
    moneyFen: rows[0]?.sum_fen ?? 0n,
    inhibited: inhibited[0]!.n,
    bySeverity: ([1, 2, 3] as const).map((severity) => ({
      severity,
      count: sum(counts.filter((row) => row.severity === severity)),
    })),
    byRule: [...Map.groupBy(counts, (row) => row.code).values()]
      .map((own) => ({ ruleCode: own[0]!.code, title: own[0]!.title, count: sum(own) }))
      .sort((a, b) => b.count - a.count),
  }
}

/**
 * One late invoice raises several alerts (its ladder, the customer's overdue, the drifting term): the same
 * money is counted once per deal or customer, or the headline would claim a multiple of what is owed.
 */
function moneyOnce(where: readonly RawBuilder<unknown>[], look: Look): RawBuilder<unknown> {
  return sql`select coalesce(sum(once.fen), 0)::bigint from (
    select max(${atRisk(look)}) as fen from ${recordTables} where ${sql.join(where, sql` and `)}
    group by coalesce(a.deal_id, a.customer_id, a.subject_id)) once`
}

function orderOf(sort: AlertQuery['sort'], look: Look): RawBuilder<unknown> {
  const orders = {
    money: sql`${atRisk(look)} desc, a.severity, a.opened_at, a.id`,
    opened: sql`a.opened_at desc, a.id`,
    deadline: sql`a.deadline_at, a.severity, a.id`,
    severity: sql`a.severity, ${atRisk(look)} desc, a.id`,
  }
  return orders[sort]
}

function conditions(ctx: ReadCtx, query: AlertQuery, look: Look): RawBuilder<unknown>[] {
  const { moment } = look
  const isOpen = sql`(a.resolved_at is null or not ${isThere('a.resolved_at', look)})`
  const text = query.text ? containing(query.text) : null
  return [
    sql`a.org_id = ${ctx.orgId}`,
    alertScope(ctx, 'alert.read'),
    isThere('a.opened_at', look),
    ...(query.status === 'active' ? [isOpen] : []),
    ...(query.status === 'active' || query.status === 'all' ? [] : [sql`a.status = ${query.status}`]),
    ...(query.mode === 'all' ? [] : [sql`a.mode = ${query.mode}`]),
    ...(query.silenced
      ? []
      : [sql`(a.silenced_until is null or a.silenced_until <= ${at(moment)} or a.resolved_at is not null)`]),
    ...(query.mine ? [sql`a.responsible_id = ${ctx.actor.userId}`] : []),
    ...(query.responsibleId ? [sql`a.responsible_id = ${query.responsibleId}`] : []),
    ...(query.customerId ? [sql`a.customer_id = ${query.customerId}`] : []),
    ...(query.subjectId ? [sql`a.subject_id = ${query.subjectId}`] : []),
    ...(text === null
      ? []
      : [
          sql`(c.name ilike ${text} or d.title ilike ${text} or r.spec -> 'title' ->> 'zh' ilike ${text} or u.name ilike ${text})`,
        ]),
  ]
}

function sum(rows: readonly { count: number }[]): number {
  return rows.reduce((total, row) => total + row.count, 0)
}
