import { sql } from 'kysely'
import { type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { dealScope } from './deal-rows.ts'
import { loadStages, stagesThen } from './pipelines.ts'

export type FunnelReading = 'business' | 'known'

/**
 * Every deal's stage as of a day: its last stage change by business date (or as known then). A deal that had
 * not begun, or has no date at all, is not there. Columns: deal_id, stage_id, since, amount_fen.
 */
export function stageAsOf(ctx: ReadCtx, asOf: Day, reading: FunnelReading) {
  const then = at(endOfDay(asOf))
  const fact =
    reading === 'business'
      ? sql`s.occurred_on <= ${asOf} and s.voided_at is null`
      : sql`s.known_at <= ${then} and (s.voided_at is null or s.voided_at > ${then})`
  return sql<never>`(
    select distinct on (s.deal_id) s.deal_id, s.to_stage_id as stage_id, s.occurred_on as since, s.amount_fen
    from stage_change s where s.org_id = ${ctx.orgId} and ${fact}
    order by s.deal_id, s.occurred_on desc, s.position desc)`
}

/**
 * Funnel as of a day (C162): open deals by stage, won and lost so far, and closings by month. The amount of
 * an open deal is the one its last stage change carried, of a won deal the amount it was won with.
 */
export async function readFunnel(ctx: ReadCtx, query: { asOf: Day; reading: FunnelReading }) {
  const moment = query.asOf < dayOf(ctx.now) ? endOfDay(query.asOf) : null
  const stages = await loadStages(ctx, undefined, moment)
  const { rows } = await sql<{ stage_id: string; month: string | null; count: number; fen: bigint }>`
    select p.stage_id, case when s.kind = 'open' then null else to_char(p.since, 'YYYY-MM') end as month,
      count(*)::int as count, coalesce(sum(p.amount_fen), 0)::bigint as fen
    from ${stageAsOf(ctx, query.asOf, query.reading)} p
    join deal d on d.org_id = ${ctx.orgId} and d.id = p.deal_id
    join ${moment === null ? sql`stage` : stagesThen(ctx, moment)} s on s.org_id = ${ctx.orgId} and s.id = p.stage_id
    where d.voided_at is null and ${dealScope(ctx, 'deal.read')}
    group by 1, 2`.execute(ctx.db)
  const kindOf = new Map(stages.map((stage) => [stage.id, stage.kind]))
  const sum = (kind: string) => {
    const matching = rows.filter((row) => kindOf.get(row.stage_id) === kind)
    return {
      count: matching.reduce((n, row) => n + row.count, 0),
      amountFen: matching.reduce((n, row) => n + row.fen, 0n),
    }
  }
  const months = [...new Set(rows.flatMap((row) => (row.month ? [row.month] : [])))].sort()
  const inMonth = (month: string, kind: string) =>
    rows.filter((row) => row.month === month && kindOf.get(row.stage_id) === kind)
  return {
    asOf: query.asOf,
    open: sum('open'),
    won: sum('won'),
    lost: { count: sum('lost').count },
    undated: await countUndated(ctx),
    stages: stages
      .filter((stage) => stage.kind === 'open')
      .map((stage) => {
        const own = rows.filter((row) => row.stage_id === stage.id)
        return {
          stage: stage.key,
          name: stage.name,
          nameEn: stage.nameEn,
          count: own.reduce((n, row) => n + row.count, 0),
          amountFen: own.reduce((n, row) => n + row.fen, 0n),
        }
      }),
    byMonth: months.map((month) => ({
      month,
      won: inMonth(month, 'won').reduce((n, row) => n + row.count, 0),
      lost: inMonth(month, 'lost').reduce((n, row) => n + row.count, 0),
      wonAmountFen: inMonth(month, 'won').reduce((n, row) => n + row.fen, 0n),
    })),
  }
}

/** Deals without any date cannot be placed at any as-of; they are counted apart and said to the user. */
async function countUndated(ctx: ReadCtx): Promise<number> {
  const row = await ctx.db
    .selectFrom('deal as d')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('d.org_id', '=', ctx.orgId)
    .where('d.outcome', '=', 'undated')
    .where('d.voided_at', 'is', null)
    .where(dealScope(ctx, 'deal.read'))
    .executeTakeFirstOrThrow()
  return row.count
}
