import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import type { Indicator, Period } from '../../../core/indicator/indicator.ts'
import type { MetricDef } from '../../../core/watch/metric.ts'
import { indicatorDef, indicatorMetricId, indicatorOf } from '../../../core/watch/metrics-indicator.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { pastMoment } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'

export type IndicatorRow = Indicator & {
  id: string
  nameEn: string
  source: string
  responsibleId: string
  sinceOn: Day
  firstDueOn: Day
  endedAt: Instant | null
  version: number
}

/** What the company brings in from outside, what has ended last. */
export async function indicatorsOf(ctx: ReadCtx): Promise<IndicatorRow[]> {
  const rows = await ctx.db
    .selectFrom('indicator')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .orderBy(sql`ended_at is not null`)
    .orderBy('name_zh')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    key: row.key,
    name: { zh: row.name_zh, en: row.name_en || row.name_zh },
    nameEn: row.name_en,
    unit: row.unit,
    every: row.every as Period,
    bad: row.bad as Indicator['bad'],
    source: row.source,
    responsibleId: row.responsible_id,
    dueWorkdays: row.due_workdays,
    sinceOn: row.since_on,
    firstDueOn: row.first_due_on,
    endedAt: row.ended_at,
    version: row.version,
  }))
}

/** The figures that rules may ask for, under the names the company gave; those that ended are not offered. */
export async function indicatorDefs(ctx: ReadCtx): Promise<MetricDef[]> {
  return (await indicatorsOf(ctx))
    .filter(({ endedAt }) => endedAt === null)
    .flatMap((row) => [0, 1].map((back) => indicatorDef(indicatorMetricId({ key: row.key, back }), row)!))
}

/** Those of these metrics that are figures from outside, as the company calls them. */
export async function namedDefs(
  ctx: ReadCtx,
  metrics: readonly string[],
): Promise<ReadonlyMap<string, MetricDef>> {
  const asked = metrics.filter((metric) => indicatorOf(metric) !== null)
  if (asked.length === 0) return new Map()
  const byKey = new Map((await indicatorsOf(ctx)).map((row) => [row.key, row]))
  return new Map(
    asked.flatMap((metric) => {
      const row = byKey.get(indicatorOf(metric)!.key)
      return row ? [[metric, indicatorDef(metric, row)!] as const] : []
    }),
  )
}

export type ValueRow = {
  id: string
  indicatorId: string
  on: Day
  value: number
  through: Day
  knownAt: Instant
  voidedAt: Instant | null
  by: string | null
}

/** The figure of a row `v` as a number. */
export function figureOf(): RawBuilder<unknown> {
  return sql`v.value_micro::float8 / 1000000 as value`
}

/** The figures that counted at an instant, the oldest period first. */
export async function valuesAt(
  ctx: ReadCtx,
  indicatorIds: readonly string[],
  moment: Instant,
): Promise<ValueRow[]> {
  if (indicatorIds.length === 0) return []
  const { rows } = await sql<ValueRow>`
    select v.id, v.indicator_id as "indicatorId", v.occurred_on as on, ${figureOf()}, v.good_through as through, v.known_at as "knownAt",
      v.voided_at as "voidedAt", u.name as by
    from indicator_value v left join ${peopleThen(ctx, pastMoment(ctx, dayOf(Math.min(moment, ctx.now))))} u on u.org_id = v.org_id and u.id = v.actor
    where v.org_id = ${ctx.orgId} and v.indicator_id = any(${[...indicatorIds]}::uuid[])
      and v.known_at <= ${at(moment)} and (v.voided_at is null or v.voided_at > ${at(moment)})
    order by v.occurred_on, v.id`.execute(ctx.db)
  return rows
}

/** What is believed now, by indicator and period: `id|first day`. */
export async function liveValues(
  ctx: ReadCtx,
  indicatorIds: readonly string[],
): Promise<Map<string, ValueRow>> {
  const rows = await valuesAt(ctx, indicatorIds, Number.MAX_SAFE_INTEGER)
  return new Map(rows.map((row) => [`${row.indicatorId}|${row.on}`, row]))
}
