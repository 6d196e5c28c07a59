import { sql } from 'kysely'
import { addMonths, dayOf, firstDayOf, monthOf } from '../../../core/calendar.ts'
import { UNAGREED_TERM_DAYS } from '../../../core/credit/policy.ts'
import { type LimitFacts, type Suggestion, suggestLimit } from '../../../core/credit/suggest-limit.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { readPolicy } from './policy.ts'

const MONTHS = 6
/** Paid so many days after its term at most: what that proves is that they can owe as much. */
const SOUND_DAYS = 15

/** What the customer's own figures suggest as a limit, with every bound it was reckoned from (C023). */
export async function suggestionFor(ctx: ReadCtx, customerId: string): Promise<Suggestion> {
  const from = firstDayOf(addMonths(monthOf(dayOf(ctx.now)), 1 - MONTHS))
  const { policy } = await readPolicy(ctx)
  const { rows } = await sql<Omit<LimitFacts, 'cLimitFen'>>`
    select r.grade, coalesce(c.term_days, ${UNAGREED_TERM_DAYS}::int) as "termDays", s.fen as "salesFen", s.months as "activeMonths",
      (select t.total_assets_fen - t.total_liabilities_fen from credit_statement t where t.org_id = c.org_id and t.customer_id = c.id
        and t.voided_at is null order by t.period_end desc, t.known_at desc limit 1) as "netWorthFen",
      coalesce(p.fen, 0)::bigint as "provenFen", j.matured, j.on_time as "onTime",
      (select coalesce(sum(i.open_fen), 0)::bigint from instalment i where i.org_id = c.org_id and i.open_fen > 0
        and i.voided_at is null) as "companyOpenFen"
    from customer c
    left join credit_rating r on r.org_id = c.org_id and r.customer_id = c.id and r.valid_to is null
    cross join lateral (select coalesce(sum(v.amount_fen), 0)::bigint as fen,
        count(distinct date_trunc('month', v.occurred_on))::int as months
      from invoice v where v.org_id = c.org_id and v.customer_id = c.id and v.voided_at is null and v.kind = 'invoice'
        and v.occurred_on >= ${from}) s
    cross join lateral (
      -- The balance moves where something sound was billed or paid: its highest point is among those days.
      select max(w.running) as fen from (
        select sum(m.fen) over (order by m.on_day, m.fen) as running from (
          select i.occurred_on as on_day, i.amount_fen as fen from instalment i where ${sound()}
          union all
          select a.occurred_on, -a.amount_fen from instalment i join allocation a on a.org_id = i.org_id
            and a.instalment_id = i.id and a.voided_at is null where ${sound()}
        ) m
      ) w
    ) p
    cross join lateral (
      select count(*) filter (where x.is_paid or x.due_on < ${dayOf(ctx.now)})::int as matured,
        count(*) filter (where x.is_paid and not x.was_late)::int as on_time
      from (select i.due_on, i.open_fen = 0 as is_paid, exists (select 1 from allocation l where l.org_id = i.org_id
          and l.instalment_id = i.id and l.voided_at is null and l.occurred_on > i.due_on) as was_late
        from instalment i where i.org_id = c.org_id and i.customer_id = c.id and i.voided_at is null) x
    ) j
    where c.org_id = ${ctx.orgId} and c.id = ${customerId}`.execute(ctx.db)
  const facts = rows[0]
  return facts ? suggestLimit({ ...facts, cLimitFen: policy.gradeLimitFen.C }, policy.suggest) : null
}

/** Paid in full by money or by a bill that stands, and no part of it later than that. */
function sound() {
  return sql`i.org_id = c.org_id and i.customer_id = c.id and i.voided_at is null and i.open_fen = 0
    and not exists (select 1 from allocation l join payment y on y.org_id = l.org_id and y.id = l.payment_id
      where l.org_id = i.org_id and l.instalment_id = i.id and l.voided_at is null
        and (l.occurred_on > i.due_on + ${SOUND_DAYS}::int or y.kind not in ('payment', 'bill')))`
}
