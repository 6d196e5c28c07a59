import { sql } from 'kysely'
import { addDays, type Day, dayOf } from '../../../core/calendar.ts'
import { chanceOf, rankDeals, type Stay } from '../../../core/deal/priority.ts'
import { sumFen } from '../../../core/money.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { selectDeals, shapeDeal } from './read.ts'

const EFFORT_DAYS = 60
/** The largest by money; a company with more open deals than this ranks those. */
const RANKED_MAX = 2_000

type Query = {
  asOf?: Day | undefined
  responsibleId?: string | undefined
  only?: 'starved' | 'overfed' | undefined
  page: number
  size: number
}

/**
 * Open deals in scope by what another follow-up is expected to bring (C044 C279), as of a day. Chances come
 * from the whole company's past: one person's deals are too few to know better.
 */
export async function listPriority(ctx: ReadCtx, query: Query) {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const ask = {
    asOf: query.asOf,
    responsibleId: query.responsibleId,
    outcome: 'open',
    page: 1,
    size: RANKED_MAX,
  }
  const rows = await selectDeals(ctx, { ...ask, sort: 'amount' })
  const ids = rows.map(({ id }) => id)
  const [{ stays, ended }, effort] = [await loadPast(ctx, asOf), await loadEffort(ctx, ids, asOf)]
  const chances = new Map(
    rows.map((row) => [
      row.id,
      chanceOf(stays, ended, { stageId: row.stage_id, stageDays: row.stage_days ?? 0 }),
    ]),
  )
  const ranked = rankDeals(
    rows.map((row) => ({
      id: row.id,
      amountFen: row.amount_fen,
      chance: chances.get(row.id)?.value ?? null,
      effort: effort.get(row.id) ?? 0,
      quietDays: row.quiet_days ?? 0,
    })),
  )
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const of = (verdict: 'starved' | 'overfed') => ranked.filter((one) => one.verdict === verdict)
  const chosen = query.only === undefined ? ranked : of(query.only)
  const shown = chosen.slice((query.page - 1) * query.size, query.page * query.size)
  return {
    asOf: query.asOf ?? null,
    ended,
    starved: sizeOf(of('starved')),
    overfed: sizeOf(of('overfed')),
    total: chosen.length,
    page: query.page,
    size: query.size,
    items: shown.map(({ id, expectedFen, verdict }) => {
      const chance = chances.get(id)
      return {
        ...shapeDeal(rowOf.get(id)!),
        expectedFen,
        verdict,
        effort: effort.get(id) ?? 0,
        chance: chance
          ? {
              ...{ bp: Math.round(chance.value * 10_000), n: chance.n, basis: chance.basis },
              lowBp: Math.round(chance.interval.low * 10_000),
              highBp: Math.round(chance.interval.high * 10_000),
            }
          : null,
      }
    }),
  }
}

function sizeOf(ranked: readonly { expectedFen: bigint | null }[]) {
  return { n: ranked.length, expectedFen: sumFen(ranked.map(({ expectedFen }) => expectedFen ?? 0n)) }
}

/** Deals that had come to an end by that day: how long they stayed where, and whether they were won. */
async function loadPast(ctx: ReadCtx, asOf: Day) {
  const { rows } = await sql<{ stage_id: string; kind: string; days: number; n: number; won: number }>`
    with passed as (
      select s.deal_id, s.to_stage_id as stage_id, t.kind,
        lead(s.occurred_on) over course - s.occurred_on as days,
        last_value(t.kind) over (course rows between unbounded preceding and unbounded following) as ending
      from stage_change s join stage t on t.org_id = s.org_id and t.id = s.to_stage_id
      join deal d on d.org_id = s.org_id and d.id = s.deal_id and d.voided_at is null
      where s.org_id = ${ctx.orgId} and s.voided_at is null and s.occurred_on <= ${asOf}
      window course as (partition by s.deal_id order by s.occurred_on, s.position)
    )
    select stage_id, kind, days, count(*)::int as n, count(*) filter (where ending = 'won')::int as won
    from passed where ending in ('won', 'lost') and (days is not null or kind = ending)
    group by stage_id, kind, days`.execute(ctx.db)
  const over = rows.filter(({ kind, days }) => kind !== 'open' && days === null)
  const ended = over.reduce((sum, row) => ({ n: sum.n + row.n, won: sum.won + row.won }), { n: 0, won: 0 })
  const stays = rows
    .filter(({ kind, days }) => kind === 'open' && days !== null)
    .map(({ stage_id: stageId, days, n, won }): Stay => ({ stageId, days, n, won }))
  return { stays, ended }
}

/** Follow-ups of the last sixty days on the deal itself. */
async function loadEffort(ctx: ReadCtx, ids: readonly string[], asOf: Day): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ deal_id: string; n: number }>`
    select a.deal_id, count(*)::int as n from activity a
    where a.org_id = ${ctx.orgId} and a.deal_id = any(${[...ids]}::uuid[]) and a.voided_at is null
      and a.occurred_on > ${addDays(asOf, -EFFORT_DAYS)} and a.occurred_on <= ${asOf}
    group by a.deal_id`.execute(ctx.db)
  return new Map(rows.map((row) => [row.deal_id, row.n]))
}
