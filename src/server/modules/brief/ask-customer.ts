import { sql } from 'kysely'
import { mayDeliver } from '../../../core/brief/may-deliver.ts'
import { addDays, type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { readPolicy, standingsOf } from '../credit/index.ts'
import { listCustomers } from '../customers/index.ts'
import { inhibitedThen } from '../watch/index.ts'

const SHOWN = 5
/** A next date further back than this is history and nothing that comes next. */
const NEXT_WINDOW_DAYS = 30

/** What people ask on the phone, answered in one line for each customer that the words fit. */
export async function askCustomer(ctx: ReadCtx, { q, asOf }: { q: string; asOf?: Day | undefined }) {
  const day = asOf ?? dayOf(ctx.now)
  const found = await listCustomers(ctx, { q, asOf, page: 1, size: SHOWN, view: 'all', sort: 'updated' })
  const ids = found.items.map(({ id }) => id)
  const more = await moreOf(ctx, ids, day)
  // Credit stands as it stands now; of a past day nobody asks whether to deliver.
  const isNow = day >= dayOf(ctx.now) && ids.length > 0
  const standings = isNow ? await standingsOf(ctx, ids) : null
  const { policy } = await readPolicy(ctx)
  return {
    asOf: day,
    total: found.total,
    items: found.items.map((customer) => {
      const { id, name, openFen, overdueFen, responsible, lastActivityOn } = customer
      const standing = standings?.get(id)
      const { next, heldOrders } = more.get(id)!
      return {
        ...{ id, name, openFen, overdueFen, responsible, next, lastOn: lastActivityOn },
        maxOverdueDays: customer.overdueDays ?? 0,
        deliver: standing ? mayDeliver(standing, policy) : null,
        heldOrders: standing ? heldOrders : 0,
      }
    }),
  }
}

type Row = {
  id: string
  held_orders: number
  next_on: Day | null
  said: string | null
  alert_id: string | null
  title: Bilingual | null
  deadline_at: Instant | null
}

async function moreOf(ctx: ReadCtx, ids: readonly string[], asOf: Day) {
  const isPast = asOf < dayOf(ctx.now)
  const then = at(endOfDay(asOf))
  // The present asks no clock: ticks run ahead of one that was set back.
  const isOpen = isPast
    ? sql`a.opened_at <= ${then} and (a.resolved_at is null or a.resolved_at > ${then})`
    : sql`a.resolved_at is null`
  const { rows } = await sql<Row>`
    select c.id, f.next_on, f.summary as said, w.id as alert_id, w.title, w.deadline_at,
      (select count(*)::int from sales_order o where o.org_id = c.org_id and o.customer_id = c.id
        and o.credit_hold is not null and o.voided_at is null) as held_orders
    from customer c
    left join lateral (select f.next_on, f.summary from activity f where f.org_id = c.org_id and f.customer_id = c.id
      and f.voided_at is null and f.occurred_on <= ${asOf} order by f.occurred_at desc limit 1) f on true
    left join lateral (select a.id, r.spec -> 'title' as title, a.deadline_at from alert a
      join rule r on r.org_id = a.org_id and r.id = a.rule_id
      where a.org_id = c.org_id and a.customer_id = c.id and a.mode = 'on' and ${isOpen}
        and ${inhibitedThen({ moment: endOfDay(asOf), isPast })} is null
      order by a.severity, a.at_risk_fen desc limit 1) w on true
    where c.org_id = ${ctx.orgId} and c.id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  return new Map(rows.map((row) => [row.id, { next: nextOf(row, asOf), heldOrders: row.held_orders }]))
}

/** What was agreed with the customer, else what the rules ask for. */
function nextOf(row: Row, asOf: Day) {
  if (row.next_on !== null && row.next_on >= addDays(asOf, -NEXT_WINDOW_DAYS))
    return { kind: 'agreed' as const, on: row.next_on, said: row.said ?? '' }
  if (row.alert_id !== null)
    return { kind: 'alert' as const, id: row.alert_id, title: row.title!, deadlineAt: row.deadline_at! }
  return { kind: 'none' as const }
}
