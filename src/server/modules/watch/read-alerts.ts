import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { alertQuery } from '../../../api/alerts.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at, containing } from '../../platform/db.ts'
import type { DB } from '../../platform/db-types.ts'
import { rowsThen, rowThen, tablesThen } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'
import { type AlertRecord, shapeRows } from './alert-shape.ts'
import { inhibitedThen } from './inhibited-then.ts'
import { isThere, type Look, lookFrom } from './look.ts'
import { atRisk } from './money-now.ts'
import { alertScope } from './scope.ts'

export type AlertQuery = z.output<typeof alertQuery>

/**
 * The alert as it stood then, from its versions. How far people had come is read from its steps, which know
 * the hour of what the engine recorded late. Every column of `AlertRecord`.
 */
export function recordColumns(look: Look): RawBuilder<unknown> {
  const { moment, isPast } = look
  const of = held(look)
  const isOver = (column: string) =>
    isPast
      ? sql`case when a.resolved_at <= ${at(moment)} then coalesce(${sql.ref(`t.${column}`)}, ${sql.ref(`a.${column}`)}) end`
      : sql.ref(`a.${column}`)
  const cleared = isPast
    ? sql`case when a.cleared_at <= ${at(moment)} then a.cleared_at end`
    : sql`a.cleared_at`
  return sql`a.id, a.rule_id, a.rule_code, ${of('rule_version')}, r.spec -> 'title' as title, a.mode, a.subject_kind, a.subject_id,
    ${statusOf(look)} as status, ${of('severity')}, ${of('responsible_id')}, u.name as responsible_name, ${of('money_fen')} as found_fen,
    ${atRisk(look)} as money_fen, a.opened_at, ${of('evaluated_at')}, ${cleared} as cleared_at, ${of('deadline_at')}, ${of('escalation_level')},
    ${of('escalate_at')}, ${of('silenced_until')}, ${of('silence_reason')}, ${of('urged_at')}, ${inhibitedThen(look)} as inhibited_by,
    ${of('released_at')}, ${of('handed_at')}, ${of('explanation')}, ${isOver('result')} as result, ${isOver('verdict')} as verdict,
    ${isOver('resolved_at')} as resolved_at, ${isOver('resolved_by')} as resolved_by, ${of('version')}`
}

/** Where a column is read: in `a` of now, in `t` of the moment looked from. */
function held({ isPast }: Look): (column: keyof DB['alert']) => RawBuilder<unknown> {
  return (column) => sql.ref(`${isPast ? 't' : 'a'}.${column}`)
}

function statusOf({ moment, isPast }: Look): RawBuilder<unknown> {
  if (!isPast) return sql`a.status`
  return sql`coalesce((select case s.kind when 'acknowledge' then 'acknowledged' when 'start' then 'in_progress' when 'resolve' then 'resolved'
      when 'review' then 'reviewed' when 'superseded' then 'superseded' when 'cleared' then case when a.resolved_at <= ${at(moment)} then a.status end else 'open' end
    from alert_step s where s.org_id = a.org_id and s.alert_id = a.id and s.at <= ${at(moment)}
      and s.kind in ('acknowledge', 'start', 'resolve', 'review', 'superseded', 'cleared', 'reassign', 'escalate', 'returned', 'opened')
    order by s.at desc, s.id desc limit 1), 'open')`
}

/** The alert `a` with its rule and responsible; looking back also `t`, the alert as it stood then. */
export function recordTables(ctx: ReadCtx, { moment, isPast }: Look): RawBuilder<unknown> {
  if (!isPast) {
    return sql`alert a join rule r on r.org_id = a.org_id and r.id = a.rule_id
      join app_user u on u.org_id = a.org_id and u.id = a.responsible_id`
  }
  const row = rowThen(ctx, { entity: 'alert', id: sql`a.id`, moment })
  return sql`alert a cross join lateral jsonb_populate_record(null::alert, ${row}) t
    join (select q.id, q.row -> 'spec' as spec from ${rowsThen(ctx, 'rule', moment)} q) r on r.id = a.rule_id
    join ${peopleThen(ctx, moment)} u on u.org_id = a.org_id and u.id = t.responsible_id`
}

/** The worklist (C107): by money at risk unless asked otherwise; chips count under the same filters. */
export async function listAlerts(ctx: ReadCtx, query: AlertQuery) {
  const look = lookFrom(ctx, query.asOf)
  const tables = recordTables(ctx, look)
  const open = conditions(ctx, query, look)
  const isHeld = sql`${inhibitedThen(look)} is not null`
  const without = { without: [sql`not ${isHeld}`], with: [], only: [isHeld] }[query.inhibited]
  const base = [...open, ...without]
  const chosen = [
    ...base,
    ...(query.severity === undefined ? [] : [sql`${held(look)('severity')} = ${query.severity}`]),
    ...(query.rule === undefined ? [] : [sql`a.rule_code = ${query.rule}`]),
  ]
  const moneyOnce = sql`select coalesce(sum(once.fen), 0)::bigint from (
    select max(${atRisk(look)}) as fen from ${tables} where ${sql.join(chosen, sql` and `)}
    group by coalesce(a.deal_id, a.customer_id, a.subject_id)) once`
  // One late invoice raises several alerts (its ladder, the customer's overdue, the drifting term): the same
  // money is counted once per deal or customer, or the headline would claim a multiple of what is owed.
  const { rows } = await sql<AlertRecord & { total: number; sum_fen: bigint }>`
    select ${recordColumns(look)}, count(*) over ()::int as total, (${moneyOnce}) as sum_fen
    from ${tables} where ${sql.join(chosen, sql` and `)}
    order by ${orderOf(query.sort, look)} limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`.execute(
    ctx.db,
  )
  const { rows: counts } = await sql<{ severity: 1 | 2 | 3; code: string; title: Bilingual; count: number }>`
    select ${held(look)('severity')}, a.rule_code as code, r.spec -> 'title' as title, count(*)::int as count
    from ${tables} where ${sql.join(base, sql` and `)} group by 1, 2, 3`.execute(ctx.db)
  const { rows: inhibited } = await sql<{ n: number }>`
    select count(*)::int as n from ${tables} where ${sql.join([...open, isHeld], sql` and `)}`.execute(ctx.db)
  return {
    rows: await shapeRows(ctx, rows, look),
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

function orderOf(sort: AlertQuery['sort'], look: Look): RawBuilder<unknown> {
  const of = held(look)
  const orders = {
    money: sql`${atRisk(look)} desc, ${of('severity')}, a.opened_at, a.id`,
    opened: sql`a.opened_at desc, a.id`,
    deadline: sql`${of('deadline_at')}, ${of('severity')}, a.id`,
    severity: sql`${of('severity')}, ${atRisk(look)} desc, a.id`,
  }
  return orders[sort]
}

function conditions(ctx: ReadCtx, query: AlertQuery, look: Look): RawBuilder<unknown>[] {
  const { moment } = look
  const of = held(look)
  const isOpen = sql`(a.resolved_at is null or not ${isThere('a.resolved_at', look)})`
  const text = query.text ? containing(query.text) : null
  return [
    sql`a.org_id = ${ctx.orgId}`,
    alertScope(ctx, 'alert.read'),
    isThere('a.opened_at', look),
    ...(query.status === 'active' ? [isOpen] : []),
    ...(query.status === 'active' || query.status === 'all'
      ? []
      : [sql`${statusOf(look)} = ${query.status}`]),
    ...(query.mode === 'all' ? [] : [sql`a.mode = ${query.mode}`]),
    ...(query.silenced
      ? []
      : [
          sql`(${of('silenced_until')} is null or ${of('silenced_until')} <= ${at(moment)} or not ${isOpen})`,
        ]),
    ...(query.mine ? [sql`${of('responsible_id')} = ${ctx.actor.userId}`] : []),
    ...(query.responsibleId ? [sql`${of('responsible_id')} = ${query.responsibleId}`] : []),
    ...(query.customerId ? [sql`a.customer_id = ${query.customerId}`] : []),
    ...(query.subjectId ? [sql`a.subject_id = ${query.subjectId}`] : []),
    ...(text === null ? [] : [says(ctx, text, look)]),
  ]
}

/** By customer, deal, rule or person, as each was called then. */
function says(ctx: ReadCtx, text: string, { moment, isPast }: Look): RawBuilder<unknown> {
  const then = tablesThen(ctx, { customer: ['name'], deal: ['title'] }, isPast ? moment : null)
  return sql`(r.spec -> 'title' ->> 'zh' ilike ${text} or u.name ilike ${text}
    or exists (${then} select from customer c where c.org_id = a.org_id and c.id = a.customer_id and c.name ilike ${text})
    or exists (${then} select from deal d where d.org_id = a.org_id and d.id = a.deal_id and d.title ilike ${text}))`
}

function sum(rows: readonly { count: number }[]): number {
  return rows.reduce((total, row) => total + row.count, 0)
}
