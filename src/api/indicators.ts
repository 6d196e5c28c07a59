import { z } from 'zod'
import { DUE_WORKDAYS_MAX, PERIODS } from '../core/indicator/indicator.ts'
import { VALUES_MAX } from '../core/indicator/value-table.ts'
import { asOfQuery, can, pageOf, pageQuery, person } from './paging.ts'
import { day, id, instant, route } from './route.ts'

/** Figures from outside the company (C122): what there is, whose it is, and what it was in each period. */

const form = {
  nameZh: z.string().trim().min(1).max(40),
  nameEn: z.string().trim().max(40).default(''),
  unit: z.string().trim().max(20).default(''),
  bad: z.enum(['high', 'low']),
  source: z.string().trim().max(200).default(''),
  responsibleId: id,
  dueWorkdays: z.int().min(0).max(DUE_WORKDAYS_MAX),
}

const indicator = z.object({
  id,
  key: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  unit: z.string(),
  every: z.enum(PERIODS),
  bad: z.enum(['high', 'low']),
  source: z.string(),
  responsible: person,
  dueWorkdays: z.int(),
  sinceOn: day,
  isEnded: z.boolean(),
  version: z.int(),
  /** how many periods have a figure */
  count: z.int(),
  newest: z.object({ on: day, value: z.number(), knownAt: instant }).nullable(),
  /** against the period before, in basis points; null: there is none to compare with */
  changeBp: z.int().nullable(),
  /** the first period without a figure and by when it was or is expected; null: it has ended */
  next: z.object({ on: day, expectedOn: day, isLate: z.boolean() }).nullable(),
  /** the last figures, oldest first, for a line */
  recent: z.array(z.object({ on: day, value: z.number() })),
})
export type IndicatorRow = z.input<typeof indicator>

export const listIndicators = route({
  id: 'indicators.list',
  method: 'GET',
  path: '/api/indicators',
  permission: 'metric.read',
  summary: 'What the company brings in from outside, as known then: the newest figures and what is late',
  query: z.object(asOfQuery),
  reply: z.object({ asOf: day.nullable(), items: z.array(indicator), can: z.object({ write: can }) }),
})

export const createIndicator = route({
  id: 'indicators.create',
  method: 'POST',
  path: '/api/indicators',
  permission: 'indicator.write',
  summary: 'Defines one; its key is made from the name and never changes, nor does its period',
  body: z.object({ ...form, every: z.enum(PERIODS) }),
  reply: z.object({ id, key: z.string(), version: z.int() }),
})

export const updateIndicator = route({
  id: 'indicators.update',
  method: 'PUT',
  isVersioned: true,
  path: '/api/indicators/:id',
  permission: 'indicator.write',
  summary: 'Changes name, unit, source, responsible person or deadline. If-Match carries the version',
  params: z.object({ id }),
  body: z.object(form),
  reply: z.object({ id, version: z.int() }),
})

export const endIndicator = route({
  id: 'indicators.end',
  method: 'POST',
  isVersioned: true,
  path: '/api/indicators/:id/end',
  permission: 'indicator.write',
  summary: 'Says that it is no longer brought, or that it is again; its figures stay',
  params: z.object({ id }),
  body: z.object({ ended: z.boolean() }),
  reply: z.object({ id, version: z.int() }),
})

export const listIndicatorValues = route({
  id: 'indicators.values',
  method: 'GET',
  path: '/api/indicators/:id/values',
  permission: 'metric.read',
  summary: 'The figures of one as known then, the newest period first, each with when it was known',
  params: z.object({ id }),
  query: z.object({ ...pageQuery, ...asOfQuery }),
  reply: pageOf(
    z.object({
      id,
      on: day,
      value: z.number(),
      knownAt: instant,
      by: z.string().nullable(),
      /** what it was said to be before, and until when */
      before: z.array(z.object({ value: z.number(), until: instant })),
    }),
  ),
})

export const recordIndicatorValues = route({
  id: 'indicators.record',
  method: 'POST',
  path: '/api/indicators/values',
  permission: 'indicator.write',
  summary:
    'Figures of one or many, by key and any day of their period. Sending one again changes nothing; another value corrects it',
  body: z.object({
    values: z
      .array(z.object({ key: z.string().min(1).max(40), on: day, value: z.number() }))
      .min(1)
      .max(VALUES_MAX),
  }),
  reply: z.object({ added: z.int(), changed: z.int(), same: z.int() }),
})

export const voidIndicatorValue = route({
  id: 'indicators.void',
  method: 'POST',
  path: '/api/indicators/values/:id/void',
  permission: 'indicator.write',
  summary: 'Takes back a figure that was wrong and is not known; until then it was known',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})
