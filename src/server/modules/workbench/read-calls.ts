import { sql } from 'kysely'
import { addDays, type Day } from '../../../core/calendar.ts'
import { inhibitedBy } from '../../../core/dunning/inhibit.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { inhibitionsOf } from '../receivables/index.ts'

export type CallWhy = 'promised' | 'overdue' | 'next' | 'alert' | 'quiet' | 'due'

type Row = {
  customer_id: string
  customer_name: string
  deal_id: string | null
  deal_title: string | null
  contact_name: string | null
  why: CallWhy
  days: number
  money_fen: bigint | null
  alert_id: string | null
  last_on: Day | null
  last_summary: string | null
}

const MOST = 30
/** A next date further back than this is history and not a call for today. */
const NEXT_WINDOW_DAYS = 30
/** Somebody who has named a day is left in peace until then, but not for longer than this. */
const PATIENCE_DAYS = 14

/**
 * The calls worth making today among the actor's own customers, each customer once with its most telling
 * reason: a promised payment that has not come, overdue money, a noted next date, an alert waiting, silence
 * past 7 days on an open deal or key customer (C039), money due within 10 days (C085). Whoever was spoken to
 * today is done for today. Sorted by money.
 */
export async function readCalls(ctx: ReadCtx, today: Day) {
  const me = ctx.actor.userId
  const { rows } = await sql<Row>`
    with mine as (
      select c.id, c.name, c.key_level, s.last_activity_at, s.open_deals
      from customer c join customer_state s on s.org_id = c.org_id and s.customer_id = c.id
      where c.org_id = ${ctx.orgId} and c.responsible_id = ${me} and c.voided_at is null
    ), owed as (
      select i.customer_id, sum(i.open_fen) filter (where i.due_on < ${today}) as overdue_fen, min(i.due_on) as first_due,
        sum(i.open_fen) filter (where i.due_on between ${today} and ${addDays(today, 10)}) as due_fen,
        min(i.due_on) filter (where i.due_on >= ${today}) as next_due
      from instalment i where i.org_id = ${ctx.orgId} and i.open_fen > 0 and i.voided_at is null
        and i.due_on <= ${addDays(today, 10)} and i.customer_id in (select id from mine) group by 1
    ), last as (
      select distinct on (a.customer_id) a.customer_id, a.summary, a.next_on, a.occurred_on
      from activity a where a.org_id = ${ctx.orgId} and a.voided_at is null and a.customer_id in (select id from mine)
      order by a.customer_id, a.occurred_at desc
    ), promised as (
      select distinct on (a.customer_id) a.customer_id, a.promised_on
      from activity a where a.org_id = ${ctx.orgId} and a.voided_at is null and a.promised_on is not null
        and a.customer_id in (select id from mine) order by a.customer_id, a.occurred_at desc
    ), waiting as (
      select distinct on (a.customer_id) a.customer_id, a.id, a.at_risk_fen as money_fen, a.opened_at
      from alert a where a.org_id = ${ctx.orgId} and a.responsible_id = ${me} and a.mode = 'on' and a.status = 'open'
        and a.inhibited_since is null
        and a.customer_id in (select id from mine) order by a.customer_id, a.severity, a.at_risk_fen desc
    ), top_deal as (
      select distinct on (d.customer_id) d.customer_id, d.id, d.title, d.amount_fen
      from deal d where d.org_id = ${ctx.orgId} and d.outcome = 'open' and d.voided_at is null and d.customer_id in (select id from mine)
      order by d.customer_id, d.amount_fen desc nulls last
    ), reasons as (
      select p.customer_id, 'promised' as why, (${today}::date - p.promised_on) as days, o.overdue_fen as money_fen, null::uuid as alert_id, 0 as rank
        from promised p join owed o on o.customer_id = p.customer_id
        where p.promised_on between ${addDays(today, -NEXT_WINDOW_DAYS)} and ${today} and o.overdue_fen > 0
      union all
      select customer_id, 'overdue', (${today}::date - first_due), overdue_fen, null, 1
        from owed where overdue_fen > 0 and customer_id not in (select customer_id from promised
          where promised_on > ${today} and promised_on <= ${addDays(today, PATIENCE_DAYS)})
      union all
      select customer_id, 'next', ${today}::date - next_on, null, null, 2 from last
        where next_on between ${addDays(today, -NEXT_WINDOW_DAYS)} and ${today} and occurred_on < ${today}
      union all
      select customer_id, 'alert', ${today}::date - (opened_at at time zone 'Asia/Shanghai')::date, nullif(money_fen, 0), id, 3 from waiting
      union all
      select id, 'quiet', ${today}::date - (last_activity_at at time zone 'Asia/Shanghai')::date, null, null, 4 from mine
        where (open_deals > 0 or key_level = 'key') and (last_activity_at at time zone 'Asia/Shanghai')::date < ${addDays(today, -7)}
      union all
      select customer_id, 'due', next_due - ${today}::date, due_fen, null, 5 from owed where due_fen > 0
    ), chosen as (select distinct on (customer_id) * from reasons order by customer_id, rank)
    select m.id as customer_id, m.name as customer_name, d.id as deal_id, d.title as deal_title,
      (select c.name from contact c where c.org_id = ${ctx.orgId} and c.customer_id = m.id and c.voided_at is null order by c.is_primary desc, c.name limit 1) as contact_name,
      r.why, r.days::int as days, coalesce(r.money_fen, d.amount_fen)::bigint as money_fen, coalesce(r.alert_id, w.id) as alert_id,
      l.occurred_on as last_on, l.summary as last_summary
    from chosen r join mine m on m.id = r.customer_id
    left join top_deal d on d.customer_id = m.id
    left join last l on l.customer_id = m.id
    left join waiting w on w.customer_id = m.id
    where l.occurred_on is null or l.occurred_on < ${today}
    order by r.rank <= 1 desc, coalesce(r.money_fen, d.amount_fen) desc nulls last, m.id limit ${MOST}`.execute(
    ctx.db,
  )
  const reasonsOf = await inhibitionsOf(
    ctx,
    rows.map((row) => row.customer_id),
  )
  return rows.map((row) => ({
    ...shapeCall(row),
    inhibited: inhibitedBy('reminder', reasonsOf(row.customer_id)),
  }))
}

function shapeCall(row: Row) {
  return {
    customer: { id: row.customer_id, name: row.customer_name },
    deal: row.deal_id ? { id: row.deal_id, title: row.deal_title ?? '' } : null,
    contactName: row.contact_name,
    why: row.why,
    days: row.days,
    moneyFen: row.money_fen,
    alertId: row.alert_id,
    lastActivityOn: row.last_on,
    lastSummary: row.last_summary,
  }
}
