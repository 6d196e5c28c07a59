import { type Day, dayOf } from '../../../core/calendar.ts'
import type { Reading } from '../../../core/watch/metric.ts'
import { METRICS, metricDef } from '../../../core/watch/metrics.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { isLoadable, loadHistories } from './loaders.ts'
import { type Basis, readThen } from './read-metrics.ts'
import { loadSubjects, subjectsEver } from './subjects.ts'

const CHUNK = 500
const SHOWN = 20

type Row = { id: string; label: string } & Reading

/**
 * One metric over all subjects that have a value that day: how many, how they spread, and the worst (`bw
 * metrics METRIC`).
 */
export async function readPopulation(
  ctx: ReadCtx,
  query: { metric: string; subject?: SubjectKind | undefined; asOf?: Day | undefined; basis: Basis },
) {
  const kind = query.subject ?? METRICS.find((def) => def.id === query.metric)?.subject
  const def = kind ? metricDef(kind, query.metric) : undefined
  if (!kind || !def || !isLoadable(kind, query.metric)) throw notFound('metric')
  const asOf = query.asOf ?? dayOf(ctx.now)
  const rows: Row[] = []
  const all = await subjectsEver(ctx, kind)
  for (let from = 0; from < all.length; from += CHUNK) {
    const ids = all.slice(from, from + CHUNK)
    const histories = await loadHistories(ctx, {
      kind,
      ids,
      metrics: [query.metric],
      fields: [],
      since: null,
    })
    const subjects = await loadSubjects(ctx, kind, ids)
    for (const [id, history] of histories) {
      const reading = readThen(ctx, history.series.get(query.metric)!, asOf, query.basis)
      if (reading.value !== null) rows.push({ id, label: subjects.get(id)?.label ?? '', ...reading })
    }
  }
  const sign = def.bad === 'high' ? -1 : 1
  rows.sort((a, b) => sign * (a.value! - b.value!) || (a.id < b.id ? -1 : 1))
  const values = rows.map((row) => row.value!).sort((a, b) => a - b)
  return {
    asOf,
    basis: query.basis,
    metric: def.id,
    subject: kind,
    unit: def.unit,
    title: def.title,
    count: values.length,
    median: quantile(values, 0.5),
    p90: quantile(values, 0.9),
    max: values.at(-1) ?? null,
    above: { 30: over(values, 30), 60: over(values, 60), 90: over(values, 90) },
    worst: rows.slice(0, SHOWN).map(({ id, label, value, n, num, den }) => ({
      id,
      label,
      value,
      n,
      num: num ?? null,
      den: den ?? null,
    })),
  }
}

/** Linear interpolation between the two neighbours (type 7, as spreadsheets do); null without values. */
function quantile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)]!
  const above = sorted[Math.ceil(place)]!
  return Math.round((below + (above - below) * (place - Math.floor(place))) * 100) / 100
}

function over(values: readonly number[], line: number): number {
  return values.filter((value) => value > line).length
}
