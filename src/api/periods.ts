import { z } from 'zod'
import { SUGGESTIONS } from '../core/periods/suggest.ts'
import { bilingual, evidenceRow, subjectKind } from './alerts.ts'
import { readingBasis, unit } from './metrics.ts'
import { asOfQuery, exportQuery } from './paging.ts'
import { day, id, route } from './route.ts'

/** Any two periods beside each other, figure by figure, with what chance could make of it (C170). */

const stretch = z.object({ from: day, to: day })

const asked = {
  ...asOfQuery,
  /** left out: as much as the reader may see: the company, their team, or themselves */
  subjectKind: subjectKind.extract(['org', 'team', 'rep']).optional(),
  subjectId: id.optional(),
  /** the earlier period, and the later; left out: last quarter and this one */
  aFrom: day.optional(),
  aTo: day.optional(),
  bFrom: day.optional(),
  bTo: day.optional(),
  /** further figures beside the four of the company, by their ids: `total_conversion,overdue_share` */
  figures: z.string().max(600).optional(),
  basis: readingBasis.default('business'),
}

const side = z.object({
  value: z.number().nullable(),
  n: z.int(),
  num: z.number().nullable(),
  den: z.number().nullable(),
})

const row = z.object({
  metric: z.string(),
  title: bilingual,
  meaning: bilingual,
  unit,
  bad: z.enum(['high', 'low']),
  /** counted cases of counted cases; else its parts are amounts, or there are none */
  isShare: z.boolean(),
  isMoney: z.boolean(),
  /** of what happened in the stretch; else as it stood on its last day */
  isOverSpan: z.boolean(),
  isCase: z.boolean(),
  a: side,
  b: side,
  change: z
    .object({ by: z.number(), relativeBp: z.int().nullable(), factor: z.number().nullable() })
    .nullable(),
  p: z.number().nullable(),
  verdict: z.enum(['better', 'worse', 'chance', 'same', 'untested', 'no_data']),
  isFew: z.boolean(),
})
export type ComparedRow = z.infer<typeof row>

export const getComparison = route({
  id: 'periods.compare',
  method: 'GET',
  path: '/api/comparison',
  permission: 'metric.read',
  summary:
    'Two periods beside each other, figure by figure, each with its cases and what chance could make [C170]',
  query: z.object(asked),
  reply: z.object({
    asOf: day,
    basis: readingBasis,
    subject: z.object({ kind: subjectKind, id, name: z.string() }),
    a: stretch.extend({ days: z.int(), workdays: z.int() }),
    b: stretch.extend({ days: z.int(), workdays: z.int() }),
    suggestions: z.array(z.object({ key: z.enum(SUGGESTIONS), a: stretch, b: stretch })),
    figures: z.array(row),
    choices: z.array(z.object({ id: z.string(), title: bilingual, isCase: z.boolean() })),
  }),
})

export const listComparedRows = route({
  id: 'periods.rows',
  method: 'GET',
  path: '/api/comparison/rows',
  permission: 'metric.read',
  summary: 'The rows behind one figure of one period: of a share those that count, or all it is a share of',
  query: z.object({
    ...asOfQuery,
    subjectKind: asked.subjectKind,
    subjectId: asked.subjectId,
    basis: asked.basis,
    metric: z.string().max(60),
    from: day,
    to: day,
    side: z.enum(['num', 'den']).default('num'),
  }),
  reply: z.object({ unit, isMoney: z.boolean(), items: z.array(evidenceRow), more: z.int() }),
})

export const exportComparison = route({
  id: 'periods.export',
  method: 'GET',
  path: '/api/comparison/export',
  permission: 'export.run',
  summary: 'The comparison as .xlsx; logged',
  query: z.object({ ...asked, ...exportQuery }),
  reply: z.unknown(),
})
