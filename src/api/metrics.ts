import { z } from 'zod'
import { UNITS } from '../core/watch/metric.ts'
import { bilingual, evidenceRow, subjectKind } from './alerts.ts'
import { day, id, route } from './route.ts'

/** Metrics and their readings at any past day, each down to the rows that made it (laws 9 and 11). */

export const unit = z.enum(UNITS)

export const metricDef = z.object({
  id: z.string(),
  subject: subjectKind,
  unit,
  bad: z.enum(['high', 'low']),
  title: bilingual,
  meaning: bilingual,
  isRatio: z.boolean(),
})

export const listMetrics = route({
  id: 'metrics.list',
  method: 'GET',
  path: '/api/metrics',
  permission: 'metric.read',
  summary: 'What can be measured, on what, and what it means',
  reply: z.object({ rows: z.array(metricDef) }),
})

/** 'known' = as it could be known at the end of that day (rules use it), 'business' = by business date. */
export const readingBasis = z.enum(['known', 'business'])

export const metricReading = z.object({
  metric: z.string(),
  title: bilingual,
  meaning: bilingual,
  unit,
  bad: z.enum(['high', 'low']),
  value: z.number().nullable(),
  n: z.int(),
  num: z.number().nullable(),
  den: z.number().nullable(),
  missing: z.enum(['no_data', 'closed']).nullable(),
})
export type MetricReading = z.infer<typeof metricReading>

const subject = { subjectKind, subjectId: id }

export const readMetrics = route({
  id: 'metrics.read',
  method: 'GET',
  path: '/api/metrics/readings',
  permission: 'metric.read',
  summary: 'All metrics of one subject as of a day',
  query: z.object({ ...subject, asOf: day.optional(), basis: readingBasis.default('known') }),
  reply: z.object({ asOf: day, basis: readingBasis, rows: z.array(metricReading) }),
})

export const metricSeries = route({
  id: 'metrics.series',
  method: 'GET',
  path: '/api/metrics/:metric/series',
  permission: 'metric.read',
  summary:
    'One metric of one subject at the end of each day of a period, with the lines of rules and the rows behind its last value',
  params: z.object({ metric: z.string().max(60) }),
  query: z.object({ ...subject, from: day, to: day, basis: readingBasis.default('known') }),
  reply: z.object({
    metric: z.string(),
    unit,
    points: z.array(z.object({ day, value: z.number().nullable(), n: z.int() })),
    /** where rules draw their lines, point by point */
    lines: z.array(
      z.object({
        code: z.string(),
        title: bilingual,
        mode: z.enum(['on', 'trial', 'off']),
        op: z.string(),
        points: z.array(z.number().nullable()),
      }),
    ),
    rows: z.array(evidenceRow),
    moreRows: z.int(),
  }),
})
