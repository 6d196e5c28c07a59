import { sql } from 'kysely'
import { dayOf, type Instant } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { type DeltaRow, dayIndex, type MetricLoader, ms } from '../../platform/metric-loader.ts'
import { allocationAt, allocations, allocationUntil } from './figures.ts'

const LATE_ORDERS = ['late_orders_share'] as const
/** Before so many days an order began to fall due too early for any window that is read. */
const WINDOW_DAYS = 366

/** An order, or an invoice that belongs to none. */
const ONE = sql`coalesce(v.order_id, v.id)`
/** An instalment is overdue from the day after its due day on, and not before it was issued. */
const LATE_ON = sql`greatest(i.occurred_on, i.due_on + 1)`

/**
 * Orders of which something fell due, and those of them of which something is overdue (C099): what fell due
 * feeds both parts, and what was paid takes off the second. Where only figures are asked for, orders that
 * stand still after `since` are counted by the day on which they began to fall due.
 */
export const lateOrders: MetricLoader = {
  subject: 'org',
  metrics: LATE_ORDERS,
  load: async (ctx, { since, bare }) => {
    if (since === null || bare !== true) return singly(ctx, null)
    return [...(await standing(ctx, since)), ...(await singly(ctx, since))]
  },
}

/**
 * Which orders may still change after `since`: by a fact recorded or taken back since, by money of a day to
 * come, and by something open that falls due later than the rest.
 */
function moving(ctx: ReadCtx, since: Instant) {
  const from = at(since)
  const today = dayOf(since)
  return sql`(
    select ${ONE} as one from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where i.org_id = ${ctx.orgId} and (i.known_at > ${from} or i.voided_at > ${from}
      or (i.open_fen > 0 and ${LATE_ON} > ${today}::date))
    union
    select ${ONE} from allocation a
    join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
    join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where a.org_id = ${ctx.orgId} and (a.known_at > ${from} or a.occurred_on > ${today}::date or a.voided_at > ${from}))`
}

async function standing(ctx: ReadCtx, since: Instant): Promise<DeltaRow[]> {
  const first = sql`${dayOf(since)}::date - ${WINDOW_DAYS}::int`
  const { rows } = await sql<DeltaRow>`
    select 'late_orders_share' as metric, ${ctx.orgId}::uuid as subject_id, ${since}::float8 as at, null::float8 as until,
      ${dayIndex(sql`o.began`)} as on_day, count(*)::float8 as value, count(*)::int as n, x.part, null::text as grp,
      null as ref_kind, null::uuid as ref_id
    from (
      select ${ONE} as one, min(${LATE_ON}) as began, sum(i.open_fen) > 0 as is_open
      from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
      where i.org_id = ${ctx.orgId} and i.voided_at is null
      group by 1 having min(${LATE_ON}) > ${first}
    ) o cross join (values ('den'), ('num')) as x (part)
    where (x.part = 'den' or o.is_open) and o.one not in ${moving(ctx, since)}
    group by o.began, x.part`.execute(ctx.db)
  return rows
}

async function singly(ctx: ReadCtx, since: Instant | null): Promise<DeltaRow[]> {
  const wanted = since === null ? sql`true` : sql`${ONE} in ${moving(ctx, since)}`
  const { rows } = await sql<DeltaRow>`
    select 'late_orders_share' as metric, ${ctx.orgId}::uuid as subject_id, ${ms('i.known_at')} as at, ${ms('i.voided_at')} as until,
      ${dayIndex(LATE_ON)} as on_day, i.amount_fen::float8 as value, null::int as n, null as part, ${ONE}::text as grp,
      'instalment' as ref_kind, i.id as ref_id
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where i.org_id = ${ctx.orgId} and ${wanted}
    union all
    select 'late_orders_share', ${ctx.orgId}::uuid, ${allocationAt}, ${allocationUntil},
      ${dayIndex(sql`greatest(a.occurred_on, i.occurred_on, i.due_on + 1)`)}, -a.amount_fen::float8, null, 'num', ${ONE}::text,
      'instalment', i.id
    from ${allocations} join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    where a.org_id = ${ctx.orgId} and ${wanted}`.execute(ctx.db)
  return rows
}
