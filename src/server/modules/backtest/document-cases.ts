import { type RawBuilder, sql } from 'kysely'
import { type DeadlineStep, deadlineCase, incidentCases } from '../../../core/backtest/cases.ts'
import type { OutcomeCase } from '../../../core/backtest/outcome.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { dayIndex, isAmong } from '../../platform/metric-loader.ts'
import type { CaseQuery } from './case-rows.ts'

/** So long after its end an order is still complained about. */
const COMPLAINED_FOR_DAYS = 90

const day = (column: string) => dayIndex(sql.ref(column))

/**
 * A quote is lost when the customer says so, or when it ran out without an answer; an order that was made
 * from it is an answer. One that we take back ourselves is neither.
 */
export function quoteCases(
  ctx: ReadCtx,
  query: CaseQuery,
  graceDays: number,
): Promise<Map<string, OutcomeCase[]>> {
  return waitCases(
    ctx,
    { ...query, graceDays },
    sql`
    select s.quote_id as id, ${day('s.occurred_on')} as "on", s.amount_fen::float8 as fen, ${day('s.valid_until')} as until,
      case s.kind when 'won' then 'good' when 'withdrawn' then 'good' when 'lost' then 'bad' else 'set' end as kind
    from quote_step s join quote q on q.org_id = s.org_id and q.id = s.quote_id and q.voided_at is null
    where s.org_id = ${ctx.orgId} and ${isAmong('s.quote_id', query)} and s.voided_at is null
      and s.kind in ('asked', 'sent', 'won', 'lost', 'withdrawn')
    union all
    select o.quote_id, ${day('o.ordered_on')}, null, null, 'good' from sales_order o
    where o.org_id = ${ctx.orgId} and ${isAmong('o.quote_id', query)} and o.voided_at is null and o.status <> 'cancelled'`,
  )
}

/** Goods are late against the plan that held when they were due; an order without a plan is never late. */
export function deliveryCases(
  ctx: ReadCtx,
  query: CaseQuery,
  days: number,
): Promise<Map<string, OutcomeCase[]>> {
  return waitCases(
    ctx,
    { ...query, graceDays: days },
    sql`
    select s.order_id as id, ${day('s.occurred_on')} as "on", o.amount_fen::float8 as fen, ${day('s.planned_on')} as until,
      case when s.kind in ('ordered', 'replanned') then 'set' else 'good' end as kind
    from order_step s join sales_order o on o.org_id = s.org_id and o.id = s.order_id and o.voided_at is null
    where s.org_id = ${ctx.orgId} and ${isAmong('s.order_id', query)} and s.voided_at is null
      and s.kind in ('ordered', 'replanned', 'completed', 'cancelled')`,
  )
}

/**
 * A contract lapses when its end passes and neither was it prolonged nor has the same customer a later one.
 * One that was ended on purpose did not lapse.
 */
export function lapseCases(
  ctx: ReadCtx,
  query: CaseQuery,
  graceDays: number,
): Promise<Map<string, OutcomeCase[]>> {
  const mine = sql`k.org_id = ${ctx.orgId} and ${isAmong('k.id', query)} and k.voided_at is null`
  return waitCases(
    ctx,
    { ...query, graceDays },
    sql`
    select k.id, ${day('s.occurred_on')} as "on", k.amount_fen::float8 as fen, ${day('s.ends_on')} as until,
      case s.kind when 'ended' then 'good' else 'set' end as kind
    from contract k join contract_step s on s.org_id = k.org_id and s.contract_id = k.id and s.voided_at is null
    where ${mine} and (s.kind in ('recorded', 'ended') or s.ends_on is not null)
    union all
    select k.id, ${dayIndex(sql`coalesce(n.signed_on, n.effective_on)`)}, null, null, 'good'
    from contract k join contract n on n.org_id = k.org_id and n.customer_id = k.customer_id and n.id <> k.id and n.voided_at is null
    where ${mine} and (n.ends_on is null or n.ends_on > k.ends_on)
      and coalesce(n.effective_on, n.signed_on) > coalesce(k.effective_on, k.signed_on)`,
  )
}

type WaitRow = {
  id: string
  on: number
  fen: number | null
  until: number | null
  kind: 'set' | 'good' | 'bad'
}

/** Rows of one subject in the order of their days; on one day a new date comes before an end. */
async function waitCases(
  ctx: ReadCtx,
  { observedTo, graceDays }: CaseQuery & { graceDays: number },
  steps: RawBuilder<unknown>,
): Promise<Map<string, OutcomeCase[]>> {
  const { rows } = await sql<WaitRow>`
    select x.* from (${steps}) x order by x.id, x."on", x.kind = 'set' desc`.execute(ctx.db)
  const cases = new Map<string, OutcomeCase[]>()
  for (const [id, own] of Map.groupBy(rows, (row) => row.id)) {
    const told = own.filter(({ on, fen }) => fen !== null && on <= observedTo)
    const valueFen = told.at(-1)?.fen ?? 0
    const one = deadlineCase(own.map(stepOf), { graceDays, observedTo, valueFen })
    if (one) cases.set(id, [one])
  }
  return cases
}

function stepOf({ on, kind, until }: WaitRow): DeadlineStep {
  return kind === 'set' ? { on, kind, until } : { on, kind }
}

type LifeRow = { id: string; from: number; ended: number | null }
type ComplaintRow = { id: string; on: number; cleared: number | null; fen: number }

/** What customers complain about, of a customer or of an order; each until it is cleared up. */
export async function complaintCases(ctx: ReadCtx, query: CaseQuery): Promise<Map<string, OutcomeCase[]>> {
  const isOrder = query.kind === 'order'
  const lives = isOrder
    ? sql<LifeRow>`
        select o.id, ${day('o.ordered_on')} as "from", (select ${dayIndex(sql`min(s.occurred_on)`)} + ${COMPLAINED_FOR_DAYS}::int
            from order_step s where s.org_id = o.org_id and s.order_id = o.id and s.kind in ('completed', 'cancelled')
              and s.voided_at is null) as ended
        from sales_order o where o.org_id = ${ctx.orgId} and ${isAmong('o.id', query)} and o.voided_at is null`
    : sql<LifeRow>`
        select c.id, ${dayIndex(sql`coalesce(c.created_on, china_day(c.known_at))`)} as "from", null::int as ended
        from customer c where c.org_id = ${ctx.orgId} and ${isAmong('c.id', query)} and c.voided_at is null`
  const subject = isOrder ? 'p.order_id' : 'p.customer_id'
  const complaints = sql<ComplaintRow>`
    select ${sql.ref(subject)} as id, ${day('p.occurred_on')} as "on", ${day('p.resolved_on')} as cleared,
      coalesce(o.amount_fen, 0)::float8 as fen
    from complaint p left join sales_order o on o.org_id = p.org_id and o.id = p.order_id
    where p.org_id = ${ctx.orgId} and ${isAmong(subject, query)} and p.voided_at is null`
  const [{ rows: lived }, { rows: complained }] = await Promise.all([
    lives.execute(ctx.db),
    complaints.execute(ctx.db),
  ])
  const bySubject = Map.groupBy(complained, (row) => row.id)
  return new Map(
    lived.map(({ id, from, ended }) => {
      const incidents = (bySubject.get(id) ?? []).map(({ on, cleared, fen }) => {
        return { on, clearedOn: cleared, valueFen: fen }
      })
      return [id, incidentCases({ from, endOn: ended }, incidents, query.observedTo)]
    }),
  )
}
