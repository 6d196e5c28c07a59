import { type RawBuilder, sql } from 'kysely'
import { addDays, addMonths, type Day, endOfDay, firstDayOf, monthOf } from '../../../core/calendar.ts'
import { MONEY_COST_BP } from '../../../core/dunning/priority.ts'
import {
  type LeakCause,
  LOSS_CAUSES,
  type LossCause,
  OLD_DAYS,
  RISK_CAUSES,
  type RiskCause,
  rankLeaks,
} from '../../../core/receivable/loss.ts'
import type { Movement } from '../../../core/receivable/write-off.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { customersThen } from '../customers/index.ts'
import { contestedAsOf, unresolvedAsOf } from './dispute-rows.ts'
import { openAsOf } from './read-ageing.ts'
import { salesMonths } from './read-measures.ts'
import { provisionOn } from './read-provision.ts'
import { countsAsOf, type Reading } from './reading.ts'

type At = { asOf: Day; reading: Reading }
type Span = At & { from: Day }

/** Twelve months up to that day: the running one and the eleven before it, as the sales beside them. */
const spanOf = (at: At): Span => ({ ...at, from: firstDayOf(addMonths(monthOf(at.asOf), -11)) })

/** Where money was lost in twelve months and where it may still be kept, as the rows add up (C098). */
export async function readLosses(ctx: ReadCtx, at: At) {
  const span = spanOf(at)
  const sums = new Map<LeakCause, { n: number; fen: bigint }>()
  for (const cause of [...LOSS_CAUSES, ...RISK_CAUSES]) {
    const { rows } = await sql<{ n: number; fen: bigint }>`
      select count(*)::int as n, coalesce(sum(x.fen), 0)::bigint as fen from (${ROWS[cause](ctx, span)}) x`.execute(
      ctx.db,
    )
    sums.set(cause, rows[0]!)
  }
  const of = <C extends LeakCause>(causes: readonly C[]) =>
    rankLeaks(causes.map((cause) => ({ cause, ...sums.get(cause)! })))
  const lost = of<LossCause>(LOSS_CAUSES)
  const [moved, sales, { provision }] = await Promise.all([
    movementOf(ctx, span.from, at.asOf, at.reading),
    salesMonths(ctx, at),
    provisionOn(ctx, at.asOf, at.reading),
  ])
  return {
    ...at,
    from: span.from,
    lostFen: lost.fen,
    lost: lost.leaks,
    risks: of<RiskCause>(RISK_CAUSES).leaks,
    salesFen: sales.reduce((sum, { salesFen }) => sum + salesFen, 0n),
    ...moved,
    provisionFen: provision.totalFen,
    moneyCostBp: MONEY_COST_BP,
    oldDays: OLD_DAYS,
  }
}

type LossRow = {
  id: string
  customer_id: string
  name: string
  what: string
  on: Day
  fen: bigint
  days: number | null
  total: number
  sum: bigint
}

export async function listLosses(ctx: ReadCtx, cause: LeakCause, query: At & { page: number; size: number }) {
  const { rows } = await sql<LossRow>`
    select x.id, x.customer_id, c.name, x.what, x.on_day as on, x.fen, x.days, count(*) over ()::int as total,
      (sum(x.fen) over ())::bigint as sum
    from (${ROWS[cause](ctx, spanOf(query))}) x join ${customersThen(ctx, query.asOf)} c on c.org_id = ${ctx.orgId} and c.id = x.customer_id
    order by abs(x.fen) desc, x.on_day desc, x.id limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(
    ctx.db,
  )
  return {
    page: query.page,
    size: query.size,
    total: rows[0]?.total ?? 0,
    sumFen: rows[0]?.sum ?? 0n,
    items: rows.map(({ id, customer_id, name, what, on, fen, days }) => {
      return { id, customer: { id: customer_id, name }, what, on, fen, days }
    }),
  }
}

/** What was written off and what came back of it, in a span of days. */
export async function movementOf(
  ctx: ReadCtx,
  from: Day,
  to: Day,
  reading: Reading = 'business',
): Promise<Movement> {
  const { rows } = await sql<Movement>`
    select (select coalesce(sum(p.amount_fen), 0)::bigint from payment p where p.org_id = ${ctx.orgId} and p.kind = 'write_off'
        and ${countsAsOf('p', to, reading)} and p.occurred_on between ${from} and ${to}) as "writtenOffFen",
      (select coalesce(sum(r.amount_fen), 0)::bigint from recovery r where r.org_id = ${ctx.orgId}
        and ${countsAsOf('r', to, reading)} and r.occurred_on between ${from} and ${to}) as "recoveredFen"`.execute(
    ctx.db,
  )
  return rows[0]!
}

type Rows = (ctx: ReadCtx, span: Span) => RawBuilder<unknown>

/** The rows of each cause: id, customer_id, what, on_day, fen, days. */
const ROWS: Record<LeakCause, Rows> = {
  // What came back stands in it with a minus.
  written_off: (ctx, { from, asOf, reading }) => sql`
    select p.id::text as id, p.customer_id, p.remark as what, p.occurred_on as on_day, p.amount_fen as fen, null::int as days
    from payment p where p.org_id = ${ctx.orgId} and p.kind = 'write_off' and ${countsAsOf('p', asOf, reading)}
      and p.occurred_on between ${from} and ${asOf}
    union all
    select r.id::text, r.customer_id, r.reference, r.occurred_on, -r.amount_fen, null
    from recovery r where r.org_id = ${ctx.orgId} and ${countsAsOf('r', asOf, reading)} and r.occurred_on between ${from} and ${asOf}`,
  disputed: (ctx, span) => sql`
    select g.id::text as id, g.customer_id, g.what, g.on_day, g.disputed_fen as fen, null::int as days
    from (${givenIn(ctx, span)}) g where g.disputed_fen > 0`,
  returned: (ctx, span) => sql`
    select g.id::text as id, g.customer_id, g.what, g.on_day, (g.fen - g.disputed_fen)::bigint as fen, null::int as days
    from (${givenIn(ctx, span)}) g where g.fen > g.disputed_fen`,
  late: lateIn,
  old: (ctx, { asOf, reading }) => sql`
    select o.id::text as id, o.customer_id, v.number as what, o.due_on as on_day, o.open_fen as fen, o.overdue_days as days
    from ${openAsOf(ctx, asOf, reading)} o join invoice v on v.org_id = ${ctx.orgId} and v.id = o.invoice_id
    where o.overdue_days > ${OLD_DAYS}`,
  over_limit: (ctx, { asOf, reading }) => sql`
    select o.id::text as id, o.customer_id, v.number as what, o.due_on as on_day, o.open_fen as fen, o.overdue_days as days
    from ${openAsOf(ctx, asOf, reading)} o join invoice v on v.org_id = ${ctx.orgId} and v.id = o.invoice_id
    where o.overdue_days > 0 and exists (select 1 from credit_decision d where d.org_id = v.org_id and d.order_id = v.order_id
      and d.kind = 'exception' and d.effective_at <= ${at(endOfDay(asOf))})`,
  contested: (ctx, { asOf, reading }) => sql`
    select o.id::text as id, o.customer_id, v.number as what, o.due_on as on_day, least(o.open_fen, t.fen)::bigint as fen,
      greatest(0, o.overdue_days) as days
    from ${openAsOf(ctx, asOf, reading)} o join ${contestedAsOf(ctx, asOf, reading)} t on t.instalment_id = o.id
    join invoice v on v.org_id = ${ctx.orgId} and v.id = o.invoice_id`,
}

/**
 * Credit notes of the span, and what of each was set against something that had been contested with success:
 * that part was lost to the dispute, the rest to returns and allowances.
 */
function givenIn(ctx: ReadCtx, { from, asOf, reading }: Span): RawBuilder<unknown> {
  return sql`
    select p.id, p.customer_id, case when p.remark <> '' then p.remark else p.reference end as what, p.occurred_on as on_day,
      p.amount_fen as fen, coalesce((select sum(a.amount_fen) from allocation a
        where a.org_id = p.org_id and a.payment_id = p.id and ${countsAsOf('a', asOf, reading)} and exists (
          select 1 from dispute d where d.org_id = a.org_id and d.instalment_id = a.instalment_id and ${countsAsOf('d', asOf, reading)}
            and d.outcome in ('credited', 'partly') and not ${unresolvedAsOf('d', asOf, reading)})), 0)::bigint as disputed_fen
    from payment p where p.org_id = ${ctx.orgId} and p.kind = 'credit_note' and ${countsAsOf('p', asOf, reading)}
      and p.occurred_on between ${from} and ${asOf}`
}

/**
 * What waiting cost: of every instalment amount × days late within the span × the cost of money, whether it
 * came in the end, was given up, or is still owed. Rounded once per instalment, so that the rows add up.
 */
function lateIn(ctx: ReadCtx, { from, asOf, reading }: Span): RawBuilder<unknown> {
  // A day late begins the day after the due one.
  const since = sql`greatest(i.due_on, ${addDays(from, -1)}::date)`
  return sql`
    select l.id::text as id, l.customer_id, v.number as what, l.due_on as on_day,
      round(l.fen_days * ${MONEY_COST_BP}::numeric / 3650000)::bigint as fen, l.days
    from (
      select i.id, i.customer_id, i.invoice_id, i.due_on, (${asOf}::date - ${since}) * i.amount_fen::numeric
          - coalesce(sum(a.amount_fen::numeric * (${asOf}::date - greatest(a.occurred_on, ${since}))), 0) as fen_days,
        (case when coalesce(sum(a.amount_fen), 0) >= i.amount_fen then max(a.occurred_on) else ${asOf}::date end - i.due_on) as days
      from instalment i left join allocation a on a.org_id = i.org_id and a.instalment_id = i.id and ${countsAsOf('a', asOf, reading)}
        and a.occurred_on <= ${asOf}
      where i.org_id = ${ctx.orgId} and ${countsAsOf('i', asOf, reading)} and i.due_on < ${asOf}
      group by i.id, i.customer_id, i.invoice_id, i.due_on, i.amount_fen
    ) l join invoice v on v.org_id = ${ctx.orgId} and v.id = l.invoice_id
    where l.fen_days > 0 and round(l.fen_days * ${MONEY_COST_BP}::numeric / 3650000) > 0`
}
