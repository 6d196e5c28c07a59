import { type RawBuilder, sql } from 'kysely'
import { type Day, endOfDay, firstDayOf, type Month, startOfDay } from '../../../core/calendar.ts'
import { type Closed, type Known, linesOf, type Placed } from '../../../core/commission/of-month.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { beforeMerges, isCollected, whoAnswered } from '../identity/index.ts'

export type Asked = { month: Month; until: Day; users: readonly string[] | null; closed: Closed }

/**
 * The lines of a month until a day: money that was set against what customers owe, for whoever answered for
 * the customer when the money was known. What lies on account is not confirmed against anything yet and
 * earns on the day on which it is.
 */
export async function collectedIn(ctx: ReadCtx, asked: Asked): Promise<Placed[]> {
  const { month, until, users, closed } = asked
  const span = { from: firstDayOf(month), to: until }
  const whose = users === null ? sql`true` : sql`who.responsible_id = any(${[...users]}::uuid[])`
  const { rows } = await sql<Known>`
    with money as (
      select p.id, coalesce(w.customer_id, p.customer_id) as customer_id, p.occurred_on, p.occurred_on as came_on, 1 as sign,
        coalesce(w.known_at, p.known_at) as known_at, coalesce(w.known_at, p.known_at) as heard_at, p.voided_at
      from payment p left join ${beforeMerges(ctx, 'payment')} w on w.id = p.id
      where p.org_id = ${ctx.orgId} and p.kind = 'payment' and p.bill_id is null and ${isNoCopy('p')} and (p.occurred_on between ${span.from} and ${span.to}
        or p.id in (select a.payment_id from allocation a where a.org_id = ${ctx.orgId} and ${touches(ctx, asked)})
        ${closed.size > 0 ? sql`or ${isLate(ctx, asked, 'payment', 'p')}` : sql``})
      union all
      ${billsTurned(ctx, asked)}
    )
    select a.id, who.responsible_id as "userId", c.name as customer, v.number as invoice, p.occurred_on as "receivedOn", i.due_on as "dueOn",
      case when a.occurred_on > p.occurred_on then a.occurred_on else p.occurred_on end as "earnedOn",
      greatest(0, p.came_on - i.due_on)::int as "overdueDays", p.sign * a.amount_fen as fen,
      (extract(epoch from greatest(p.heard_at, coalesce(wa.known_at, a.known_at))) * 1000)::float8 as "knownAt",
      (extract(epoch from least(p.voided_at, a.voided_at)) * 1000)::float8 as "goneAt"
    from money p join allocation a on a.org_id = ${ctx.orgId} and a.payment_id = p.id
    left join ${beforeMerges(ctx, 'allocation')} wa on wa.id = a.id
    join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
    join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    join customer c on c.org_id = a.org_id and c.id = a.customer_id
    join ${whoAnswered(ctx, { customerId: sql`p.customer_id`, knownAt: sql`p.known_at`, among: sql`select customer_id from money` })}
    where a.amount_fen > 0 and who.responsible_id is not null and ${whose}`.execute(ctx.db)
  return linesOf(month, rows, { closed, until })
}

/** Allocations that this month may count: of its days, or known or void in it after their own was closed. */
function touches(ctx: ReadCtx, asked: Asked): RawBuilder<boolean> {
  const own = sql<boolean>`a.occurred_on between ${firstDayOf(asked.month)} and ${asked.until}`
  return asked.closed.size > 0 ? sql`(${own} or ${isLate(ctx, asked, 'allocation', 'a')})` : own
}

/** Known or void in the month by what the row says, or by what it said before a merge. */
function isLate(
  ctx: ReadCtx,
  { month, until }: Asked,
  table: 'payment' | 'allocation',
  alias: string,
): RawBuilder<boolean> {
  const [from, to] = [at(startOfDay(firstDayOf(month))), at(endOfDay(until))]
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`(${column('occurred_on')} < ${firstDayOf(month)}
    and (${column('known_at')} between ${from} and ${to} or ${column('voided_at')} between ${from} and ${to}
      or ${column('id')} in (select went.id from ${beforeMerges(ctx, table)} went)))`
}

/** The copy that a merge leaves with the former customer says nothing that the row itself does not. */
function isNoCopy(alias: string): RawBuilder<boolean> {
  return sql`not exists (select 1 from customer_merge_row copied
    where copied.org_id = ${sql.ref(`${alias}.org_id`)} and copied.shadow_id = ${sql.ref(`${alias}.id`)})`
}

/**
 * Bills that became money, or ceased to be: a refusal takes back what had been earned (decision 0016), from
 * whoever answered when the bill came. They earn by what they were set against; how late is counted to the
 * day the bill was handed over. A step that was taken back stays with the bill as it was, and what was set
 * against the debt hangs on the one that goes on: it is one paper.
 */
function billsTurned(ctx: ReadCtx, asked: Asked): RawBuilder<unknown> {
  const days = sql`p.occurred_on between ${firstDayOf(asked.month)} and ${asked.until}`
  const wanted = asked.closed.size > 0 ? sql`(${days} or ${isLate(ctx, asked, 'payment', 'p')})` : days
  return sql`
    select o.id, coalesce(wo.customer_id, o.customer_id), p.occurred_on, o.occurred_on, sign(p.amount_fen)::int,
      case when p.amount_fen < 0 then coalesce(wo.known_at, o.known_at) else coalesce(w.known_at, p.known_at) end,
      coalesce(w.known_at, p.known_at), least(p.voided_at, o.voided_at)
    from payment p left join ${beforeMerges(ctx, 'payment')} w on w.id = p.id
    join bill b on b.org_id = p.org_id and b.id = p.bill_id
    join bill x on x.org_id = b.org_id and coalesce(x.paper_id, x.id) = coalesce(b.paper_id, b.id)
    join payment o on o.org_id = x.org_id and o.bill_id = x.id and o.bill_move = 'received'
    left join ${beforeMerges(ctx, 'payment')} wo on wo.id = o.id
    where p.org_id = ${ctx.orgId} and p.bill_id is not null and ${isNoCopy('p')} and ${isNoCopy('o')} and ${isCollected('p')} and ${wanted}`
}
