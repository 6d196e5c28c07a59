import { sql } from 'kysely'
import { addDays, type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { customerIdsEver } from '../customers/index.ts'
import { dealScope, stageAsOf } from '../deals/index.ts'
import { openAsOf } from '../receivables/index.ts'
import { type Basis, readMetrics } from './read-metrics.ts'

/** How far back "lately" reaches, the last day included. */
const LATELY_DAYS = 90

/**
 * The company's figures as of a day: its metrics, its deals and its receivables in numbers (`bw metrics`).
 */
export async function readFigures(ctx: ReadCtx, query: { asOf?: Day | undefined; basis: Basis }) {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const isAll = visibleUsers(ctx, 'metric.read') === null
  const company = { subjectKind: 'org', subjectId: ctx.orgId, basis: query.basis, asOf } as const
  return {
    asOf,
    basis: query.basis,
    metrics: isAll ? (await readMetrics(ctx, company)).rows : [],
    deals: await dealFigures(ctx, asOf, query.basis),
    receivables: await receivableFigures(ctx, asOf, query.basis),
  }
}

type DealRow = {
  open: number
  without_customer: number
  median: number | null
  p90: number | null
  max: number | null
  over30: number
  over60: number
  over90: number
  won: number
  lost: number
  won_fen: bigint
  won_lately: number
  lost_lately: number
  won_fen_lately: bigint
  begun: number
  dated: number
}

async function dealFigures(ctx: ReadCtx, asOf: Day, basis: Basis) {
  const lately = addDays(asOf, -LATELY_DAYS)
  const scoped = sql`d.org_id = ${ctx.orgId} and d.voided_at is null and ${dealScope(ctx, 'metric.read')}`
  const { rows } = await sql<DealRow>`
    with placed as (
      select d.id, d.customer_id, (${asOf}::date - d.created_on) as age, s.kind, p.since, coalesce(p.amount_fen, 0) as fen
      from ${stageAsOf(ctx, asOf, basis)} p
      join deal d on d.org_id = ${ctx.orgId} and d.id = p.deal_id
      join stage s on s.org_id = d.org_id and s.id = p.stage_id where ${scoped}
    )
    select count(*) filter (where kind = 'open')::int as open,
      count(*) filter (where kind = 'open' and customer_id is null)::int as without_customer,
      percentile_cont(0.5) within group (order by age) filter (where kind = 'open') as median,
      percentile_cont(0.9) within group (order by age) filter (where kind = 'open') as p90,
      max(age) filter (where kind = 'open') as max,
      count(*) filter (where kind = 'open' and age > 30)::int as over30,
      count(*) filter (where kind = 'open' and age > 60)::int as over60,
      count(*) filter (where kind = 'open' and age > 90)::int as over90,
      count(*) filter (where kind = 'won')::int as won, count(*) filter (where kind = 'lost')::int as lost,
      coalesce(sum(fen) filter (where kind = 'won'), 0)::bigint as won_fen,
      count(*) filter (where kind = 'won' and since > ${lately})::int as won_lately,
      count(*) filter (where kind = 'lost' and since > ${lately})::int as lost_lately,
      coalesce(sum(fen) filter (where kind = 'won' and since > ${lately}), 0)::bigint as won_fen_lately,
      count(*)::int as begun,
      (select count(*)::int from deal d where ${scoped} and d.outcome <> 'undated') as dated
    from placed`.execute(ctx.db)
  const { rows: people } = await sql<{ name: string; open: number }>`
    select coalesce(u.name, '') as name, count(*)::int as open
    from ${stageAsOf(ctx, asOf, basis)} p
    join deal d on d.org_id = ${ctx.orgId} and d.id = p.deal_id
    join stage s on s.org_id = d.org_id and s.id = p.stage_id and s.kind = 'open'
    left join app_user u on u.org_id = d.org_id and u.id = d.responsible_id
    where ${scoped} group by u.id, u.name order by 2 desc, 1 limit 10`.execute(ctx.db)
  const row = rows[0]!
  return {
    open: row.open,
    withoutCustomer: row.without_customer,
    notBegun: row.dated - row.begun,
    ageDays: { median: row.median, p90: row.p90, max: row.max },
    olderThan: { 30: row.over30, 60: row.over60, 90: row.over90 },
    byResponsible: people,
    toDate: decided(row.won, row.lost, row.won_fen),
    last90Days: decided(row.won_lately, row.lost_lately, row.won_fen_lately),
  }
}

/** Won of all decided; the rate carries its counts (law 11). */
function decided(won: number, lost: number, wonAmountFen: bigint) {
  const rateBp = won + lost === 0 ? null : Math.round((won / (won + lost)) * 10_000)
  return { won, lost, rateBp, wonAmountFen }
}

type MoneyRow = {
  issued: number
  issued_fen: bigint
  billed_fen: bigint
  open: number
  open_fen: bigint
  overdue: number
  overdue_fen: bigint
  disputed: number
  disputed_fen: bigint
  max_days: number | null
}

async function receivableFigures(ctx: ReadCtx, asOf: Day, basis: Basis) {
  const moment = at(endOfDay(asOf))
  const isKnown =
    basis === 'business'
      ? sql`v.occurred_on <= ${asOf} and v.voided_at is null`
      : sql`v.known_at <= ${moment} and (v.voided_at is null or v.voided_at > ${moment})`
  const { rows } = await sql<MoneyRow>`
    select i.*, o.* from (
      select count(*)::int as issued, coalesce(sum(v.amount_fen), 0)::bigint as issued_fen,
        coalesce(sum(v.amount_fen) filter (where v.occurred_on > ${addDays(asOf, -LATELY_DAYS)}), 0)::bigint as billed_fen
      from invoice v where v.org_id = ${ctx.orgId} and ${isKnown}
        and v.customer_id in (${customerIdsEver(ctx, 'metric.read')})
    ) i cross join (
      select count(*)::int as open, coalesce(sum(o.open_fen), 0)::bigint as open_fen,
        count(*) filter (where o.overdue_days > 0)::int as overdue,
        coalesce(sum(o.open_fen) filter (where o.overdue_days > 0), 0)::bigint as overdue_fen,
        count(*) filter (where v.disputed)::int as disputed,
        coalesce(sum(o.open_fen) filter (where v.disputed), 0)::bigint as disputed_fen, max(o.overdue_days) as max_days
      from ${openAsOf(ctx, asOf, basis)} o
      join invoice v on v.org_id = ${ctx.orgId} and v.id = o.invoice_id
      where o.customer_id in (${customerIdsEver(ctx, 'metric.read')})
    ) o`.execute(ctx.db)
  const row = rows[0]!
  const billed = Number(row.billed_fen)
  return {
    issued: { count: row.issued, amountFen: row.issued_fen },
    open: { count: row.open, amountFen: row.open_fen },
    overdue: { count: row.overdue, amountFen: row.overdue_fen },
    disputedOpen: { count: row.disputed, amountFen: row.disputed_fen },
    maxOverdueDays: Math.max(0, row.max_days ?? 0),
    billedLast90DaysFen: row.billed_fen,
    /** open ÷ billed in the last 90 days × 90; null when nothing was billed */
    dso90: billed === 0 ? null : Math.round((Number(row.open_fen) / billed) * 90 * 10_000) / 10_000,
  }
}
