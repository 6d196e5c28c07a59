import { sql } from 'kysely'
import { type QuoteDelta, quoteDeltas } from '../../../core/quote/facts.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { DeltaRow, LoadRange, MetricLoader } from '../../platform/metric-loader.ts'
import { loadCalendar } from '../identity/index.ts'
import { quoteDiscount } from './discount-metric.ts'
import { loadSteps } from './quote-rows.ts'

const OF_QUOTE = ['quote_wait_days', 'quote_valid_days', 'quote_amount_fen'] as const
const OF_PEOPLE = [
  'quote_response_mean',
  'quote_response_median',
  'quote_late_share',
  'quotes_sent_7d',
  'quotes_sent_4w_fen',
  'quote_hit_rate',
  'quote_feedback_rate',
] as const

/** Steps become dated changes in core (`quoteDeltas`): the clock runs in working time (C058 to C062). */
export const quoteMetrics: readonly MetricLoader[] = [
  {
    subject: 'quote',
    metrics: OF_QUOTE,
    load: async (ctx, { ids }) => {
      const deltas = await deltasOf(ctx, ids)
      return deltas.flatMap(([id, delta]) => (isOf(OF_QUOTE, delta) ? [rowOf(id, delta)] : []))
    },
  },
  ...(['rep', 'org'] as const).map((subject) => ({
    subject: subject satisfies SubjectKind,
    metrics: OF_PEOPLE,
    load: (ctx: ReadCtx, range: LoadRange) => loadOfPeople(ctx, subject, range),
  })),
  quoteDiscount,
]

async function loadOfPeople(ctx: ReadCtx, subject: 'rep' | 'org', { ids }: LoadRange): Promise<DeltaRow[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct s.quote_id as id from quote_step s
    where s.org_id = ${ctx.orgId} and s.kind in ('asked', 'sent')
      and ${subject === 'rep' ? sql`s.responsible_id = any(${ids}::uuid[])` : sql`s.org_id = any(${ids}::uuid[])`}`.execute(
    ctx.db,
  )
  const wanted = new Set(ids)
  const deltas = await deltasOf(
    ctx,
    rows.map(({ id }) => id),
  )
  return deltas.flatMap(([, delta]) => {
    const id = subject === 'rep' ? delta.responsibleId : ctx.orgId
    return id !== null && wanted.has(id) && isOf(OF_PEOPLE, delta) ? [rowOf(id, delta)] : []
  })
}

/** A quote taken back with its import takes its steps with it. */
async function deltasOf(ctx: ReadCtx, quoteIds: readonly string[]): Promise<[string, QuoteDelta][]> {
  const calendar = await loadCalendar(ctx)
  const steps = await loadSteps(ctx, quoteIds, { voided: true })
  return [...steps].flatMap(([id, own]) =>
    quoteDeltas(own, calendar).map((delta): [string, QuoteDelta] => [id, delta]),
  )
}

function isOf(metrics: readonly string[], { metric }: QuoteDelta): boolean {
  return metrics.includes(metric)
}

function rowOf(subjectId: string, delta: QuoteDelta): DeltaRow {
  return {
    metric: delta.metric,
    subject_id: subjectId,
    at: delta.at,
    until: delta.until ?? null,
    on_day: delta.on,
    value: delta.value,
    n: null,
    part: delta.part ?? null,
    grp: null,
    ref_kind: delta.ref?.kind ?? null,
    ref_id: delta.ref?.id ?? null,
  }
}
