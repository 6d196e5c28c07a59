import { sql } from 'kysely'
import { addMonths, type Day, dayOf, endOfDay, monthOf } from '../../../core/calendar.ts'
import type { PassageWho } from '../../../core/deal/passage.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { pastMoment, recordThen } from '../../platform/then.ts'
import { dealScope } from './deal-rows.ts'
import { readMonths, readStageFates, recordOn, standingWith } from './passage-rows.ts'
import { loadStages } from './pipelines.ts'
import { type FunnelReading, stageAsOf } from './read-funnel.ts'

/** Cohorts of a year and the month under way. */
const MONTHS = 12
const PRODUCTS_SHOWN = 60

export type ConversionQuery = PassageWho & {
  asOf?: Day | undefined
  reading: FunnelReading
  pipelineId?: string | undefined
  days: number
}

/**
 * From stage to stage (C162): how many stand in each, what became of those that entered it, and by month how
 * many of those created were won (C163) and how long signing took (C164).
 */
export async function readConversion(ctx: ReadCtx, query: ConversionQuery) {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const all = await loadStages(ctx, undefined, pastMoment(ctx, asOf))
  const pipelineId = query.pipelineId ?? all[0]?.pipelineId
  const stages = all.filter((stage) => stage.pipelineId === pipelineId && stage.kind === 'open')
  if (pipelineId === undefined || stages.length === 0) throw notFound('pipeline')
  const { responsibleId, teamId, product } = query
  const who = { responsibleId, teamId, product }
  const sight = { asOf, reading: query.reading, pipelineId }
  const standing = await readStanding(ctx, sight, who)
  const fates = new Map(
    (await readStageFates(ctx, sight, { ...who, days: query.days })).map((row) => [row.stageId, row]),
  )
  const months = await readMonths(ctx, sight, { ...who, fromMonth: addMonths(monthOf(asOf), -MONTHS) })
  return {
    asOf,
    days: query.days,
    pipelineId,
    stages: stages.map(({ id, key, name, nameEn }) => {
      const { stageId: _, ...fate } = fates.get(id)!
      const here = standing.get(id)
      return { id, key, name, nameEn, count: here?.count ?? 0, amountFen: here?.fen ?? 0n, ...fate }
    }),
    ...months,
    products: await productsSold(ctx),
  }
}

async function readStanding(
  ctx: ReadCtx,
  { asOf, reading }: { asOf: Day; reading: FunnelReading },
  who: PassageWho,
): Promise<Map<string, { count: number; fen: bigint }>> {
  const record = recordOn(ctx, asOf)
  const then = recordThen(ctx, 'deal', { alias: 'd', moment: endOfDay(asOf) })
  const { rows } = await sql<{ stage_id: string; count: number; fen: bigint }>`
    select p.stage_id, count(*)::int as count, coalesce(sum(coalesce(p.amount_fen, ${sql.ref(`${record}.amount_fen`)})), 0)::bigint as fen
    from ${stageAsOf(ctx, asOf, reading)} p
    join deal d on d.org_id = ${ctx.orgId} and d.id = p.deal_id
    ${record === 't' ? sql`cross join lateral (${then}) t` : sql``}
    where d.voided_at is null and ${dealScope(ctx, 'deal.read')} and ${await standingWith(ctx, who, record)}
    group by 1`.execute(ctx.db)
  return new Map(rows.map((row) => [row.stage_id, row]))
}

/** What deals name as their product, the most frequent first. */
async function productsSold(ctx: ReadCtx): Promise<string[]> {
  const { rows } = await sql<{ product: string }>`
    select d.product from deal d
    where d.org_id = ${ctx.orgId} and d.voided_at is null and d.product <> '' and ${dealScope(ctx, 'deal.read')}
    group by 1 order by count(*) desc, 1 limit ${PRODUCTS_SHOWN}`.execute(ctx.db)
  return rows.map((row) => row.product)
}
