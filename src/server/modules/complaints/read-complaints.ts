import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, daysBetween, endOfDay, type Instant } from '../../../core/calendar.ts'
import type { ComplaintCause, ComplaintKind, ComplaintSeverity } from '../../../core/complaint/complaint.ts'
import { type ComplaintCourse, courseOn, responseOf } from '../../../core/complaint/response.ts'
import type { Fen } from '../../../core/money.ts'
import { may } from '../../../core/permission.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { pastMoment } from '../../platform/then.ts'
import { customersThen } from '../customers/index.ts'
import { loadCalendar, peopleThen } from '../identity/index.ts'
import { complaintScope, nearComplaint } from './complaint-rows.ts'
import { readPace } from './read-pace.ts'
import { CLOCK } from './response-rows.ts'

type Query = {
  page: number
  size: number
  view: 'open' | 'resolved'
  who: 'all' | 'mine'
  asOf?: Day | undefined
  kind?: ComplaintKind | undefined
  cause?: ComplaintCause | undefined
  customerId?: string | undefined
  orderId?: string | undefined
  days?: '30' | '90' | '365' | undefined
}

type Row = {
  id: string
  customer_id: string
  customer_name: string
  order_id: string | null
  order_number: string | null
  kind: ComplaintKind
  severity: ComplaintSeverity
  title: string
  detail: string
  occurred_on: Day
  due_on: Day
  resolved_on: Day | null
  cause: ComplaintCause | null
  resolution: string
  contested_fen: Fen
  version: number
  clock: ComplaintCourse
  response: string
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  is_mine: boolean
  is_near: boolean
  total: number
}

/**
 * Complaints by business date: as of a past day those that had come and were not settled by then, with the
 * weight, day and person that held on it (C054).
 */
export async function listComplaints(ctx: ReadCtx, query: Query) {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const writes = may(ctx.actor.roles, 'activity.write')
  const mine = writes ? complaintScope(ctx, 'activity.write') : sql`false`
  const near = writes ? nearComplaint(ctx, 'activity.write') : sql`false`
  const { rows } = await sql<Row>`
    select k.id, k.customer_id, c.name as customer_name, k.order_id, o.number as order_number, k.kind, s.severity, k.title, k.detail,
      k.occurred_on, s.due_on, k.resolved_on, k.cause, k.resolution, k.version, k.response, (select to_jsonb(q) from (select ${CLOCK}) q) as clock, u.id as user_id, u.name as user_name,
      u.status = 'active' as user_active, ${mine} as is_mine, ${near} as is_near, count(*) over ()::int as total,
      coalesce((select sum(d.amount_fen) from dispute d where d.org_id = k.org_id and d.complaint_id = k.id and d.voided_at is null
        and d.occurred_on <= ${asOf} and (d.resolved_on is null or d.resolved_on > ${asOf})), 0)::bigint as contested_fen
    from ${listed(ctx, asOf)}
    join ${customersThen(ctx, asOf)} c on c.org_id = k.org_id and c.id = k.customer_id
    left join sales_order o on o.org_id = k.org_id and o.id = k.order_id
    left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = k.org_id and u.id = s.responsible_id
    where ${chosen(ctx, query, asOf)}
    order by ${query.view === 'open' ? sql`s.severity, s.due_on, k.id` : sql`k.resolved_on desc, k.id`}
    limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(ctx.db)
  const calendar = await loadCalendar(ctx)
  const isLive = query.asOf === undefined || query.asOf === dayOf(ctx.now)
  return {
    page: query.page,
    size: query.size,
    total: rows[0]?.total ?? 0,
    items: rows.map((row) =>
      shapeRow(ctx, row, { asOf, isLive, isOver: query.view === 'resolved', calendar }),
    ),
    causes: query.view === 'resolved' ? await countCauses(ctx, query, asOf) : [],
    pace: await readPace(ctx, { asOf, days: Number(query.days ?? 90) }),
  }
}

/** Each complaint `k` with the course `s` that held on the day. */
function listed(ctx: ReadCtx, asOf: Day): RawBuilder<unknown> {
  return sql`complaint k cross join lateral (
    select e.severity, e.due_on, e.responsible_id from complaint_course e
    where e.org_id = ${ctx.orgId} and e.complaint_id = k.id and e.voided_at is null and e.occurred_on <= ${asOf}
    order by e.occurred_on desc, e.known_at desc, e.id desc limit 1) s`
}

function chosen(ctx: ReadCtx, query: Query, asOf: Day): RawBuilder<unknown> {
  const open = sql`(k.resolved_on is null or k.resolved_on > ${asOf})`
  const { kind, cause, customerId, orderId, who } = query
  return sql`k.org_id = ${ctx.orgId} and k.voided_at is null and k.occurred_on <= ${asOf}
    and ${complaintScope(ctx, 'customer.read')}
    and ${query.view === 'open' ? open : sql`not ${open}`}
    ${who === 'mine' ? sql`and s.responsible_id = ${ctx.actor.userId}` : sql``}
    ${kind ? sql`and k.kind = ${kind}` : sql``}
    ${cause && query.view === 'resolved' ? sql`and k.cause = ${cause}` : sql``}
    ${customerId ? sql`and k.customer_id = ${customerId}` : sql``}
    ${orderId ? sql`and k.order_id = ${orderId}` : sql``}`
}

async function countCauses(ctx: ReadCtx, query: Query, asOf: Day) {
  const { rows } = await sql<{ cause: ComplaintCause; count: number }>`
    select k.cause, count(*)::int as count from ${listed(ctx, asOf)}
    where ${chosen(ctx, { ...query, cause: undefined }, asOf)} group by k.cause order by 2 desc, 1`.execute(
    ctx.db,
  )
  return rows
}

function shapeRow(
  ctx: ReadCtx,
  row: Row,
  { asOf, isLive, isOver, calendar }: { asOf: Day; isLive: boolean; isOver: boolean; calendar: WorkCalendar },
) {
  const writes = isLive && row.is_mine ? (true as const) : ('forbidden' as const)
  const open = isOver && writes === true ? ('complaint_resolved' as const) : writes
  const notes = row.is_near && may(ctx.actor.roles, 'receivable.note')
  return {
    id: row.id,
    customer: { id: row.customer_id, name: row.customer_name },
    order: row.order_id === null ? null : { id: row.order_id, number: row.order_number ?? '' },
    kind: row.kind,
    severity: row.severity,
    title: row.title,
    detail: row.detail,
    openedOn: row.occurred_on,
    dueOn: row.due_on,
    lateDays: isOver ? 0 : Math.max(0, daysBetween(row.due_on, asOf)),
    // As of a past day an end that came later had not come.
    resolvedOn: isOver ? row.resolved_on : null,
    cause: isOver ? row.cause : null,
    resolution: isOver ? row.resolution : '',
    contestedFen: row.contested_fen,
    responsible:
      row.user_id === null
        ? null
        : { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false },
    answer: answerOf(row, { asOf, calendar, now: Math.min(ctx.now, endOfDay(asOf)) }),
    version: row.version,
    can: {
      respond: open !== true || row.clock.respondedAt === null ? open : ('complaint_responded' as const),
      resolve: open,
      contest: notes ? open : ('forbidden' as const),
      change: open,
      void: writes,
    },
  }
}

function answerOf(row: Row, { asOf, calendar, now }: { asOf: Day; calendar: WorkCalendar; now: Instant }) {
  const clock = courseOn(row.clock, asOf)
  const { respondedAt: at, ...rest } = responseOf(clock, calendar, now)
  const said = clock.respondedAt === null ? row.resolution : row.response
  return { ...rest, at, note: at === null ? '' : said }
}
