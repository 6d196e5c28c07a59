import { sql } from 'kysely'
import { mayDeliver } from '../../../core/brief/may-deliver.ts'
import { addDays, type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { listCustomers } from '../customers/index.ts'

const SHOWN = 5
/** A next date further back than this is history and nothing that comes next. */
const NEXT_WINDOW_DAYS = 30

/** What people ask on the phone, answered in one line for each customer that the words fit. */
export async function askCustomer(ctx: ReadCtx, { q, asOf }: { q: string; asOf?: Day | undefined }) {
  const day = asOf ?? dayOf(ctx.now)
  const found = await listCustomers(ctx, { q, asOf, page: 1, size: SHOWN, view: 'all', sort: 'updated' })
  const ids = found.items.map(({ id }) => id)
  const [more, stopAfterDays] = [await moreOf(ctx, ids, day), await stopAfter(ctx)]
  return {
    asOf: day,
    total: found.total,
    items: found.items.map((customer) => {
      const { id, name, openFen, overdueFen, responsible, lastActivityOn } = customer
      const { limitFen, onAccountFen, next } = more.get(id)!
      const money = { openFen, overdueFen, maxOverdueDays: customer.overdueDays ?? 0 }
      const exposureFen = openFen - onAccountFen
      return {
        ...{ id, name, responsible, limitFen, exposureFen, next, lastOn: lastActivityOn },
        ...money,
        deliver: mayDeliver({ ...money, limitFen, exposureFen, stopAfterDays }),
      }
    }),
  }
}

type Row = {
  id: string
  limit_fen: bigint | null
  on_account: bigint
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
  const limit = isPast
    ? sql`(select p.limit_fen from customer_period p where p.org_id = c.org_id and p.customer_id = c.id
        and p.valid_from <= ${then} order by p.valid_from desc limit 1)`
    : sql`c.limit_fen`
  const isOpen = isPast
    ? sql`l.opened_at <= ${then} and (l.resolved_at is null or l.resolved_at > ${then})`
    : sql`l.resolved_at is null`
  const { rows } = await sql<Row>`
    select c.id, ${limit} as limit_fen, a.next_on, a.summary as said, w.id as alert_id, w.title, w.deadline_at,
      (coalesce((select sum(p.amount_fen) from payment p where p.org_id = c.org_id and p.customer_id = c.id
          and p.voided_at is null and p.occurred_on <= ${asOf}), 0)
        - coalesce((select sum(x.amount_fen) from allocation x where x.org_id = c.org_id and x.customer_id = c.id
          and x.voided_at is null and x.occurred_on <= ${asOf}), 0))::bigint as on_account
    from customer c
    left join lateral (select f.next_on, f.summary from activity f where f.org_id = c.org_id and f.customer_id = c.id
      and f.voided_at is null and f.occurred_on <= ${asOf} order by f.occurred_at desc limit 1) a on true
    left join lateral (select l.id, r.spec -> 'title' as title, l.deadline_at from alert l
      join rule r on r.org_id = l.org_id and r.id = l.rule_id
      where l.org_id = c.org_id and l.customer_id = c.id and l.mode = 'on' and ${isOpen}
      order by l.severity, l.money_fen desc limit 1) w on true
    where c.org_id = ${ctx.orgId} and c.id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  return new Map(
    rows.map((row) => [
      row.id,
      { limitFen: row.limit_fen, onAccountFen: row.on_account, next: nextOf(row, asOf) },
    ]),
  )
}

/** What was agreed with the customer, else what the rules ask for. */
function nextOf(row: Row, asOf: Day) {
  if (row.next_on !== null && row.next_on >= addDays(asOf, -NEXT_WINDOW_DAYS))
    return { kind: 'agreed' as const, on: row.next_on, said: row.said ?? '' }
  if (row.alert_id !== null)
    return { kind: 'alert' as const, id: row.alert_id, title: row.title!, deadlineAt: row.deadline_at! }
  return { kind: 'none' as const }
}

/** The company's own rule that stops deliveries; off, it stops nothing. */
async function stopAfter(ctx: ReadCtx): Promise<number | null> {
  const { rows } = await sql<{ days: number | null }>`
    select coalesce((spec #>> '{condition,threshold,value}')::int, (spec #>> '{condition,all,0,threshold,value}')::int) as days
    from rule where org_id = ${ctx.orgId} and code = 'instalment-overdue-30' and mode = 'on'`.execute(ctx.db)
  return rows[0]?.days ?? null
}
