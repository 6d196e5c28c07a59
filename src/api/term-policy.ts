import { z } from 'zod'
import { GRADES } from '../core/credit/scale.ts'
import { termsVersion } from './credit.ts'
import { asOfQuery, exportQuery, pageOf, pageQuery, person } from './paging.ts'
import { day, id, route } from './route.ts'

const filter = {
  q: z.string().max(60).optional(),
  responsibleId: id.optional(),
  /** agreed: beyond the version of the day it was agreed on; now: beyond the one in force */
  against: z.enum(['agreed', 'now']).optional(),
  ...asOfQuery,
}

const gap = z.object({
  from: day,
  grade: z.enum(GRADES),
  overDays: z.int(),
  allowedDays: z.int().nullable(),
  missingBp: z.int(),
  neededBp: z.int(),
})

const deviation = z.object({
  kind: z.enum(['contract', 'customer']),
  id,
  number: z.string(),
  title: z.string(),
  customer: z.object({ id, name: z.string() }),
  responsible: person.nullable(),
  termDays: z.int().nullable(),
  aheadBp: z.int().nullable(),
  /** of a contract: the day its terms begin */
  agreedOn: day.nullable(),
  agreed: gap.nullable(),
  now: gap.nullable(),
  /** an exception allows it until this day */
  exceptUntil: day.nullable(),
})

export const termPolicy = route({
  id: 'termPolicy.read',
  method: 'GET',
  path: '/api/term-policy',
  permission: 'credit.read',
  summary:
    'The term policy as a document: its versions as they were known on any day, and which is in force [C030]',
  query: z.object(asOfQuery),
  reply: z.object({
    asOf: day,
    inForce: termsVersion.nullable(),
    versions: z.array(termsVersion),
  }),
})

export const listTermDeviations = route({
  id: 'termPolicy.deviations',
  method: 'GET',
  path: '/api/term-policy/deviations',
  permission: 'credit.read',
  summary: 'Contracts in force and agreed terms beyond the policy, the furthest first; as of any day [C030]',
  query: z.object({ ...pageQuery, ...filter }),
  reply: pageOf(deviation).extend({ asOf: day, counts: z.object({ agreed: z.int(), now: z.int() }) }),
})

export const exportTermDeviations = route({
  id: 'termPolicy.export',
  method: 'GET',
  path: '/api/term-policy/deviations/export',
  permission: 'export.run',
  summary: 'The list of deviations from the term policy as .xlsx; logged',
  query: z.object({ ...filter, ...exportQuery }),
  reply: z.unknown(),
})
