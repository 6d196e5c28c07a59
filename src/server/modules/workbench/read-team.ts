import { sql } from 'kysely'
import { type Day, startOfWeek } from '../../../core/calendar.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

type Row = {
  id: string
  name: string
  absent: boolean
  open_alerts: number
  urgent: number
  late: number
  money_fen: bigint
  overdue_fen: bigint
  follow_ups: number
}

/**
 * The load of each person in the manager's scope (C128), most late alerts first: what the list of alerts
 * shows of them, the same money counted once.
 */
export async function readTeam(ctx: ReadCtx, today: Day) {
  const users = visibleUsers(ctx, 'alert.assign')
  const { rows } = await sql<Row>`
    select u.id, u.name,
      exists (select 1 from absence x where x.org_id = u.org_id and x.user_id = u.id and x.voided_at is null and ${today}::date between x.from_day and x.to_day) as absent,
      coalesce(a.open_alerts, 0) as open_alerts, coalesce(a.urgent, 0) as urgent, coalesce(a.late, 0) as late, coalesce(a.money_fen, 0)::bigint as money_fen,
      coalesce(o.overdue_fen, 0)::bigint as overdue_fen, coalesce(f.follow_ups, 0) as follow_ups
    from app_user u
    left join (select responsible_id, count(*)::int as open_alerts, count(*) filter (where severity = 1)::int as urgent,
        count(*) filter (where deadline_at < ${at(ctx.now)})::int as late, sum(fen) filter (where is_first)::bigint as money_fen
      from (select a.responsible_id, a.severity, a.deadline_at, a.at_risk_fen as fen, row_number() over (
          partition by a.responsible_id, coalesce(a.deal_id, a.customer_id, a.subject_id) order by a.at_risk_fen desc) = 1 as is_first
        from alert a where a.org_id = ${ctx.orgId} and a.resolved_at is null and a.inhibited_since is null and a.mode = 'on'
          and (a.silenced_until is null or a.silenced_until <= ${at(ctx.now)})) l group by 1) a on a.responsible_id = u.id
    left join (select c.responsible_id, sum(i.open_fen)::bigint as overdue_fen
      from instalment i join customer c on c.org_id = i.org_id and c.id = i.customer_id
      where i.org_id = ${ctx.orgId} and i.open_fen > 0 and i.voided_at is null and i.due_on < ${today} group by 1) o on o.responsible_id = u.id
    left join (select user_id, count(*)::int as follow_ups from activity
      where org_id = ${ctx.orgId} and voided_at is null and occurred_on between ${startOfWeek(today)} and ${today} group by 1) f on f.user_id = u.id
    where u.org_id = ${ctx.orgId} and u.status = 'active' ${users === null ? sql`` : sql`and u.id = any(${users}::uuid[])`}
      and exists (select 1 from user_role r where r.org_id = u.org_id and r.user_id = u.id and r.role in ('rep', 'manager'))
    order by late desc, open_alerts desc, u.name limit 200`.execute(ctx.db)
  return rows.map((row) => ({
    person: { id: row.id, name: row.name },
    absentNow: row.absent,
    openAlerts: row.open_alerts,
    urgentAlerts: row.urgent,
    lateAlerts: row.late,
    moneyFen: row.money_fen,
    overdueFen: row.overdue_fen,
    followUpsThisWeek: row.follow_ups,
  }))
}
