import { DAY_MS, type Instant } from '../../../core/calendar.ts'
import type { FieldChange, History } from '../../../core/watch/evaluate.ts'
import type { Delta, Series } from '../../../core/watch/metric.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import { fieldsOf, lookBackOf, metricsOf, type RuleVersion } from '../../../core/watch/rule.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type FieldLoader, type MetricLoader, toDelta, toFieldChange } from '../../platform/metric-loader.ts'
import { contractMetrics } from '../contracts/index.ts'
import { customerFieldLoaders, customerMetrics } from '../customers/index.ts'
import { dealFieldLoaders, dealMetrics } from '../deals/index.ts'
import { loadDepartures } from '../identity/index.ts'
import { orderMetrics } from '../orders/index.ts'
import { quoteMetrics } from '../quotes/index.ts'
import { receivableFieldLoaders, receivableMetrics } from '../receivables/index.ts'
import { targetMetrics } from '../targets/index.ts'
import { loadPacked } from './packed.ts'

const METRIC_LOADERS: readonly MetricLoader[] = [
  ...customerMetrics,
  ...dealMetrics,
  ...quoteMetrics,
  ...orderMetrics,
  ...contractMetrics,
  ...receivableMetrics,
  ...targetMetrics,
]
const FIELD_LOADERS: readonly FieldLoader[] = [
  ...customerFieldLoaders,
  ...dealFieldLoaders,
  ...receivableFieldLoaders,
]

export type Wanted = {
  kind: SubjectKind
  ids: readonly string[]
  metrics: readonly string[]
  fields: readonly string[]
  /** nothing will be read before this instant; null: the whole past */
  since: Instant | null
  /** days before `since` that a line of a metric is drawn from, see `lookBackOf` */
  lookBack?: ReadonlyMap<string, number>
  /** the figures only, without the facts behind them: for many subjects at once */
  bare?: true
}

/** What these rules look at, and how far back. */
export function wantedBy(
  versions: readonly RuleVersion[],
): Pick<Wanted, 'metrics' | 'fields'> & { lookBack: Map<string, number> } {
  return {
    metrics: [...new Set(versions.flatMap(({ rule }) => metricsOf(rule)))],
    fields: [...new Set(versions.flatMap(({ rule }) => fieldsOf(rule)))],
    lookBack: lookBackOf(versions.map(({ rule }) => rule)),
  }
}

/** Whether any module can load this metric for this kind of subject. */
export function isLoadable(kind: SubjectKind, metric: string): boolean {
  const source = metricDef(kind, metric)?.deltasOf ?? metric
  return METRIC_LOADERS.some((loader) => loader.subject === kind && loader.metrics.includes(source))
}

export type Fields = ReadonlyMap<string, History['fields']>

/**
 * The histories of many subjects of one kind, one query per loader; every subject asked for has an entry.
 * `known`: the fields of the subjects, when they have been loaded already.
 */
export async function loadHistories(
  ctx: ReadCtx,
  wanted: Wanted,
  known?: Fields,
): Promise<Map<string, History>> {
  const [deltas, fields, departures] = await Promise.all([
    loadDeltas(ctx, wanted),
    known ?? loadFields(ctx, wanted),
    wanted.kind === 'rep' ? loadDepartures(ctx, wanted.ids) : null,
  ])
  const histories = new Map<string, History>()
  for (const id of wanted.ids) {
    const series = new Map<string, Series>()
    for (const metric of wanted.metrics) {
      const def = metricDef(wanted.kind, metric)
      if (!def) continue
      series.set(metric, { def, deltas: deltas.get(`${def.deltasOf ?? metric}:${id}`) ?? [] })
    }
    const history: History = { subject: { kind: wanted.kind, id }, series, fields: fields.get(id) ?? {} }
    const endsAt = departures?.get(id)
    histories.set(id, endsAt === undefined ? history : { ...history, endsAt })
  }
  return histories
}

async function loadDeltas(ctx: ReadCtx, wanted: Wanted): Promise<Map<string, Delta[]>> {
  const sources = new Set(wanted.metrics.map((metric) => metricDef(wanted.kind, metric)?.deltasOf ?? metric))
  const deltas = new Map<string, Delta[]>()
  const loaders = METRIC_LOADERS.filter(
    (loader) => loader.subject === wanted.kind && loader.metrics.some((metric) => sources.has(metric)),
  )
  const isPacked = (loader: MetricLoader) =>
    wanted.bare === true && loader.queries !== undefined && sinceFor(wanted, loader) === null
  await Promise.all(
    loaders.filter(isPacked).flatMap(({ queries }) =>
      Object.entries(queries!(ctx, wanted.ids))
        .filter(([metric]) => sources.has(metric))
        .map(([, query]) => loadPacked(ctx, query, (key, more) => append(deltas, key, more))),
    ),
  )
  const listed = loaders.filter((loader) => !isPacked(loader))
  const rangeFor = (loader: MetricLoader) => ({ ...wanted, since: sinceFor(wanted, loader) })
  for (const rows of await Promise.all(listed.map((loader) => loader.load(ctx, rangeFor(loader))))) {
    for (const row of rows) {
      // What was voided by the instant it would have been known was never known (an import taken back).
      if (!sources.has(row.metric) || (row.until !== null && row.until <= row.at)) continue
      append(deltas, `${row.metric}:${row.subject_id}`, [toDelta(row)])
    }
  }
  return deltas
}

/** From when a loader's facts count one by one. */
function sinceFor({ kind, metrics, since, lookBack }: Wanted, loader: MetricLoader): Instant | null {
  if (since === null || lookBack === undefined) return since
  let days = 0
  for (const metric of metrics) {
    const source = metricDef(kind, metric)?.deltasOf ?? metric
    if (loader.metrics.includes(source)) days = Math.max(days, lookBack.get(metric) ?? 0)
  }
  return Number.isFinite(days) ? since - days * DAY_MS : null
}

function append(deltas: Map<string, Delta[]>, key: string, more: readonly Delta[]): void {
  const list = deltas.get(key)
  if (list) list.push(...more)
  else deltas.set(key, [...more])
}

export async function loadFields(
  ctx: ReadCtx,
  wanted: Pick<Wanted, 'kind' | 'ids' | 'fields'>,
): Promise<Map<string, Record<string, FieldChange[]>>> {
  const fields = new Map<string, Record<string, FieldChange[]>>()
  const loaders = FIELD_LOADERS.filter(
    (loader) =>
      loader.subject === wanted.kind && loader.fields.some((field) => wanted.fields.includes(field)),
  )
  for (const rows of await Promise.all(loaders.map((loader) => loader.load(ctx, wanted.ids)))) {
    for (const row of rows) {
      if (!wanted.fields.includes(row.field)) continue
      const own = fields.get(row.subject_id) ?? {}
      fields.set(row.subject_id, own)
      own[row.field] = [...(own[row.field] ?? []), toFieldChange(row)]
    }
  }
  return fields
}
