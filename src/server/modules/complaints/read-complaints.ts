import { sql } from 'kysely'
import { type Day, dayOf, daysBetween } from '../../../core/calendar.ts'
import type { ComplaintCause, ComplaintKind, ComplaintSeverity } from '../../../core/complaint/complaint.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { scopedCustomerIds } from '../customers/index.ts'

type Query = {
  page: number
  size: number
  view: 'open' | 'resolved'
  asOf?: Day | undefined
  customerId?: string | undefined
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
  is_contested: boolean
  version: number
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  is_mine: boolean
  total: number
}

/** Complaints by business date: as of a past day those that had come and were not settled by then (C054). */
export async function listComplaints(ctx: ReadCtx, query: Query) {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const open = sql`(k.resolved_on is null or k.resolved_on > ${asOf})`
  const writes = may(ctx.actor.roles, 'activity.write')
  const mine = writes ? sql`k.customer_id in (${scopedCustomerIds(ctx, 'activity.write')})` : sql`false`
  const { rows } = await sql<Row>`
    select k.id, k.customer_id, c.name as customer_name, k.order_id, o.number as order_number, k.kind, k.severity, k.title, k.detail,
      k.occurred_on, k.due_on, k.resolved_on, k.cause, k.resolution, k.version, u.id as user_id, u.name as user_name,
      u.status = 'active' as user_active, ${mine} as is_mine, count(*) over ()::int as total,
      exists (select 1 from dispute d where d.org_id = k.org_id and d.id = k.dispute_id and d.voided_at is null
        and d.occurred_on <= ${asOf} and (d.resolved_on is null or d.resolved_on > ${asOf})) as is_contested
    from complaint k join customer c on c.org_id = k.org_id and c.id = k.customer_id
    left join sales_order o on o.org_id = k.org_id and o.id = k.order_id
    left join app_user u on u.org_id = k.org_id and u.id = k.responsible_id
    where k.org_id = ${ctx.orgId} and k.voided_at is null and k.occurred_on <= ${asOf}
      and k.customer_id in (${scopedCustomerIds(ctx, 'customer.read')})
      and ${query.view === 'open' ? open : sql`not ${open}`}
      ${query.customerId ? sql`and k.customer_id = ${query.customerId}` : sql``}
    order by ${query.view === 'open' ? sql`k.severity, k.due_on, k.id` : sql`k.resolved_on desc, k.id`}
    limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(ctx.db)
  const isOpen = query.view === 'open' && query.asOf === undefined
  return {
    page: query.page,
    size: query.size,
    total: rows[0]?.total ?? 0,
    items: rows.map((row) => shapeRow(ctx, row, { asOf, isOpen, view: query.view })),
  }
}

function shapeRow(
  ctx: ReadCtx,
  row: Row,
  { asOf, isOpen, view }: { asOf: Day; isOpen: boolean; view: Query['view'] },
) {
  const isOver = view === 'resolved'
  const resolve = isOpen && row.is_mine ? (true as const) : ('forbidden' as const)
  const notes = may(ctx.actor.roles, 'receivable.note')
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
    isContested: row.is_contested,
    responsible:
      row.user_id === null
        ? null
        : { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false },
    version: row.version,
    can: {
      resolve,
      contest:
        resolve !== true || !notes ? 'forbidden' : row.is_contested ? 'complaint_contested' : (true as const),
    },
  }
}
