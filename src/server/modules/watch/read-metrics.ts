import { sql } from 'kysely'
import { type Day, dayFromNumber, dayNumber, dayOf, daysBetween, endOfDay } from '../../../core/calendar.ts'
import { endOfDayIndex } from '../../../core/watch/day-index.ts'
import { ALL_KNOWN, contributingRows, readOn } from '../../../core/watch/fold.ts'
import type { Series } from '../../../core/watch/metric.ts'
import { METRICS, metricDef, metricsFor } from '../../../core/watch/metrics.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { visibleUsers } from '../../platform/context.ts'
import { invalid, notFound } from '../../platform/errors.ts'
import { contractScope } from '../contracts/index.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { dealScope } from '../deals/index.ts'
import { peopleOfDepartments } from '../identity/index.ts'
import { indicatorDefs } from '../indicators/index.ts'
import { orderScope } from '../orders/index.ts'
import { quoteScope } from '../quotes/index.ts'
import { labelFacts } from './evidence.ts'
import { isLoadable, loadHistories } from './loaders.ts'
import { lookFrom } from './look.ts'
import { readLines } from './metric-lines.ts'

export type Basis = 'known' | 'business'
export type SubjectQuery = { subjectKind: SubjectKind; subjectId: string; basis: Basis }

const LONGEST_SERIES_DAYS = 800
const ROWS_SHOWN = 50

export async function listMetrics(ctx: ReadCtx) {
  const known = METRICS.filter((def) => isLoadable(def.subject, def.id))
  const rows = [...known, ...(await indicatorDefs(ctx))].map((def) => ({
    id: def.id,
    subject: def.subject,
    unit: def.unit,
    bad: def.bad,
    title: def.title,
    meaning: def.meaning,
    isRatio: def.fold.kind === 'ratio',
  }))
  return { rows }
}

/** All metrics of one subject as of a day, in either reading of the past. */
export async function readMetrics(ctx: ReadCtx, query: SubjectQuery & { asOf?: Day | undefined }) {
  await refuseForeign(ctx, query)
  const asOf = query.asOf ?? dayOf(ctx.now)
  const known = metricsFor(query.subjectKind).filter((def) => isLoadable(def.subject, def.id))
  const defs = query.subjectKind === 'org' ? [...known, ...(await indicatorDefs(ctx))] : known
  const history = await historyOf(
    ctx,
    query,
    defs.map((def) => def.id),
  )
  const rows = defs.map((def) => {
    const reading = readThen(ctx, history.get(def.id)!, asOf, query.basis)
    return {
      metric: def.id,
      title: def.title,
      meaning: def.meaning,
      unit: def.unit,
      bad: def.bad,
      value: reading.value,
      n: reading.n,
      num: reading.num ?? null,
      den: reading.den ?? null,
      missing: reading.missing ?? null,
    }
  })
  return { asOf, basis: query.basis, rows }
}

/** One metric at the end of each day of a period, with the rows behind its last value (law 9). */
export async function readSeries(ctx: ReadCtx, query: SubjectQuery & { metric: string; from: Day; to: Day }) {
  const def = metricDef(query.subjectKind, query.metric)
  if (!def || !isLoadable(query.subjectKind, query.metric)) throw notFound('metric')
  if (query.to < query.from || daysBetween(query.from, query.to) > LONGEST_SERIES_DAYS) {
    throw invalid('period_invalid', { days: LONGEST_SERIES_DAYS })
  }
  await refuseForeign(ctx, query)
  const series = (await historyOf(ctx, query, [query.metric])).get(query.metric)!
  const last = dayNumber(query.to)
  const points = []
  for (let day = dayNumber(query.from); day <= last; day += 1) {
    const reading = readThen(ctx, series, dayFromNumber(day), query.basis)
    points.push({ day: dayFromNumber(day), value: reading.value, n: reading.n })
  }
  const known = query.basis === 'business' ? ALL_KNOWN : Math.min(endOfDayIndex(last), ctx.now)
  const rows = contributingRows(series, known, last)
  const shown = rows.slice(0, ROWS_SHOWN)
  const labels = await labelFacts(
    ctx,
    shown.flatMap(({ ref }) => (ref ? [ref] : [])),
    lookFrom(ctx, query.to),
  )
  return {
    metric: query.metric,
    unit: def.unit,
    points,
    lines: await readLines(ctx, { kind: query.subjectKind, ...query }),
    rows: shown.map((row) => {
      const known = row.ref ? labels.get(`${row.ref.kind}:${row.ref.id}`) : undefined
      return {
        day: dayFromNumber(row.on),
        value: row.value,
        label: known?.label ?? '',
        link: known?.link ?? null,
      }
    }),
    moreRows: rows.length - shown.length,
  }
}

/** A reading at the end of a day, or at this moment of today. */
export function readThen(ctx: ReadCtx, series: Series, asOf: Day, basis: Basis) {
  const known = basis === 'business' ? ALL_KNOWN : Math.min(endOfDay(asOf), ctx.now)
  return readOn(series, known, dayNumber(asOf))
}

async function historyOf(
  ctx: ReadCtx,
  query: SubjectQuery,
  metrics: readonly string[],
): Promise<ReadonlyMap<string, Series>> {
  const wanted = { kind: query.subjectKind, ids: [query.subjectId], metrics, fields: [], since: null }
  return (await loadHistories(ctx, wanted)).get(query.subjectId)!.series
}

/** Not there and not yours are the same answer (law 6). */
export async function refuseForeign(
  ctx: ReadCtx,
  { subjectKind, subjectId }: Pick<SubjectQuery, 'subjectKind' | 'subjectId'>,
): Promise<void> {
  const users = visibleUsers(ctx, 'metric.read')
  const isVisible = async () => {
    switch (subjectKind) {
      case 'customer':
        return (
          (await scopedCustomerIds(ctx, 'metric.read')
            .where('scoped.id', '=', subjectId)
            .executeTakeFirst()) !== undefined
        )
      case 'deal':
        return exists(
          ctx,
          sql`select 1 from deal d where d.org_id = ${ctx.orgId} and d.id = ${subjectId} and ${dealScope(ctx, 'metric.read')}`,
        )
      case 'quote':
        return exists(
          ctx,
          sql`select 1 from quote q where q.org_id = ${ctx.orgId} and q.id = ${subjectId} and ${quoteScope(ctx, 'metric.read')}`,
        )
      case 'order':
        return exists(
          ctx,
          sql`select 1 from sales_order o where o.org_id = ${ctx.orgId} and o.id = ${subjectId} and ${orderScope(ctx, 'metric.read')}`,
        )
      case 'contract':
        return exists(
          ctx,
          sql`select 1 from contract k where k.org_id = ${ctx.orgId} and k.id = ${subjectId} and ${contractScope(ctx, 'metric.read')}`,
        )
      case 'instalment':
        return exists(
          ctx,
          sql`select 1 from instalment i where i.org_id = ${ctx.orgId} and i.id = ${subjectId}
          and i.customer_id in (${scopedCustomerIds(ctx, 'metric.read')})`,
        )
      case 'rep':
        return users === null
          ? exists(ctx, sql`select 1 from app_user where org_id = ${ctx.orgId} and id = ${subjectId}`)
          : users.includes(subjectId)
      case 'team':
        return users === null
          ? exists(ctx, sql`select 1 from department where org_id = ${ctx.orgId} and id = ${subjectId}`)
          : isOfThese(ctx, subjectId, users)
      case 'stage':
        return (
          users === null &&
          exists(ctx, sql`select 1 from stage where org_id = ${ctx.orgId} and id = ${subjectId}`)
        )
      case 'org':
        return users === null && subjectId === ctx.orgId
    }
  }
  if (!(await isVisible())) throw notFound(subjectKind)
}

/** A team is seen by whoever sees everybody in it. */
async function isOfThese(ctx: ReadCtx, teamId: string, users: readonly string[]): Promise<boolean> {
  const people = (await peopleOfDepartments(ctx)).get(teamId)
  return people !== undefined && people.size > 0 && [...people].every((id) => users.includes(id))
}

async function exists(ctx: ReadCtx, query: ReturnType<typeof sql>): Promise<boolean> {
  return (await query.execute(ctx.db)).rows.length > 0
}
