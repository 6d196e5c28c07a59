import { sql } from 'kysely'
import { alertQuery } from '../../../api/alerts.ts'
import type { Agenda } from '../../../api/meetings.ts'
import { addDays, type Day, dayOf, endOfDay, type Instant, startOfDay } from '../../../core/calendar.ts'
import { comesBack } from '../../../core/meeting/agenda.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { selectDeals } from '../deals/index.ts'
import { answering, isCollected } from '../identity/index.ts'
import { readTasksOf } from '../tasks/index.ts'
import { listAlerts } from '../watch/index.ts'
import type { MeetingRow } from './meeting-rows.ts'

const SHOWN = 10
/** Without a meeting before, the last week is looked at. */
const FIRST_DAYS = 7

/** What is on the table now, within what the reader may see. */
export async function makeAgenda(ctx: ReadCtx, meeting: MeetingRow): Promise<Agenda> {
  const earlierIds = await earlierMeetings(ctx, meeting)
  const since = earlierIds[0]?.closedAt ?? null
  // A meeting that is written down later shows its own day.
  const asOf = meeting.held_on < dayOf(ctx.now) ? meeting.held_on : undefined
  const tasks = await readTasksOf(
    ctx,
    'meeting',
    earlierIds.map(({ id }) => id),
  )
  const { rows, total } = await listAlerts(ctx, alertQuery.parse({ pageSize: SHOWN, asOf }))
  const stuck = await selectDeals(ctx, {
    asOf,
    page: 1,
    size: SHOWN,
    outcome: 'open',
    stuckOnly: true,
    sort: 'amount',
  })
  return {
    changes: await changesSince(ctx, {
      from: since === null ? addDays(meeting.held_on, -FIRST_DAYS) : dayOf(since),
      to: asOf ?? dayOf(ctx.now),
    }),
    earlier: tasks
      .filter((task) =>
        comesBack(
          { meetingId: task.record!.id, state: task.state, endedAt: task.doneAt ?? task.cancelledAt },
          { id: meeting.id, since },
        ),
      )
      .map(({ cancelledAt: _, ...task }) => task),
    alerts: {
      total,
      rows: rows.map((alert) => ({
        id: alert.id,
        title: alert.title,
        sentence: alert.sentence,
        severity: alert.severity,
        moneyFen: alert.moneyFen,
        deadlineAt: alert.deadlineAt,
        about: alert.customer?.name ?? alert.subject.label,
        responsible: alert.responsible.name,
      })),
    },
    stuck: {
      total: stuck[0]?.total ?? 0,
      rows: stuck.map((deal) => ({
        id: deal.id,
        title: deal.title,
        customer: deal.customer_name,
        stage: { zh: deal.stage_name, en: deal.stage_name_en || deal.stage_name },
        days: deal.stage_days,
        normDays: deal.norm_days,
        fen: deal.amount_fen,
        responsible: deal.user_name,
      })),
    },
  }
}

type Earlier = { id: string; closedAt: Instant }

/** Closed meetings of the same department before this one, the latest first. */
async function earlierMeetings(ctx: ReadCtx, meeting: MeetingRow): Promise<Earlier[]> {
  const { rows } = await sql<Earlier>`
    select m.id, m.closed_at as "closedAt" from meeting m
    where m.org_id = ${ctx.orgId} and m.id <> ${meeting.id} and m.closed_at is not null
      and m.department_id is not distinct from ${meeting.department_id} and m.recorded_at < ${at(meeting.recorded_at)}
    order by m.closed_at desc limit 60`.execute(ctx.db)
  return rows
}

type Counted = Record<
  'opened' | 'ended' | 'won' | 'lost' | 'collected',
  { n: number; fen: number | string | null } | null
>

/** By business date, except alerts, which are as known; everything within the reader's scope. */
async function changesSince(ctx: ReadCtx, { from, to }: { from: Day; to: Day }): Promise<Agenda['changes']> {
  const users = visibleUsers(ctx, 'target.read')
  const until = endOfDay(to)
  const of = (column: string) =>
    users === null ? sql`true` : sql`${sql.ref(column)} = any(${[...users]}::uuid[])`
  const sums = (column: string) =>
    sql`jsonb_build_object('n', count(*)::int, 'fen', coalesce(sum(${sql.ref(column)}), 0)::text)`
  const came = sql`p.org_id = ${ctx.orgId} and p.voided_at is null and p.occurred_on between ${from} and ${to}`
  const { rows } = await sql<Counted>`
    select
      (select ${sums('a.money_fen')} from alert a where a.org_id = ${ctx.orgId} and a.mode = 'on'
        and a.opened_at between ${at(startOfDay(from))} and ${at(until)} and ${of('a.responsible_id')}) as opened,
      (select ${sums('a.money_fen')} from alert a where a.org_id = ${ctx.orgId} and a.mode = 'on'
        and a.resolved_at between ${at(startOfDay(from))} and ${at(until)} and ${of('a.responsible_id')}) as ended,
      (select ${sums('s.amount_fen')} from stage_change s join stage t on t.org_id = s.org_id and t.id = s.to_stage_id
        where s.org_id = ${ctx.orgId} and t.kind = 'won' and s.voided_at is null and s.occurred_on between ${from} and ${to} and ${of('s.responsible_id')}) as won,
      (select ${sums('s.amount_fen')} from stage_change s join stage t on t.org_id = s.org_id and t.id = s.to_stage_id
        where s.org_id = ${ctx.orgId} and t.kind = 'lost' and s.voided_at is null and s.occurred_on between ${from} and ${to} and ${of('s.responsible_id')}) as lost,
      (select ${sums('p.amount_fen')} from payment p ${answering(ctx, 'p', sql`select p.customer_id from payment p where ${came}`, 'left join')}
        where ${came} and ${isCollected('p')} and ${of('who.responsible_id')}) as collected`.execute(ctx.db)
  const row = rows[0]!
  const counted = (key: keyof Counted) => ({ n: row[key]?.n ?? 0, fen: BigInt(row[key]?.fen ?? 0) })
  return {
    from,
    alertsOpened: counted('opened'),
    alertsEnded: counted('ended'),
    won: counted('won'),
    lost: counted('lost'),
    collected: counted('collected'),
  }
}
