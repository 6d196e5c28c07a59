import { z } from 'zod'
import { DOCUMENT_KINDS, DOCUMENT_MODES } from '../core/credit/document.ts'
import { asOfQuery, can } from './paging.ts'
import { day, id, route } from './route.ts'

const kind = z.enum(DOCUMENT_KINDS)

export const documentRules = z.object({ required: z.array(kind).max(20), mode: z.enum(DOCUMENT_MODES) })
export const documentFinding = z.object({
  code: z.literal('documents_lacking'),
  missing: z.array(kind),
  expired: z.array(kind),
})

const paper = z.object({
  kind,
  title: z.string().trim().min(1).max(100),
  number: z.string().trim().max(100).default(''),
  issuer: z.string().trim().max(100).default(''),
  issuedOn: day,
  /** its last day; null: it has no end */
  expiresOn: day.nullable().default(null),
  /** of a report: the score as it is written there, and the credit and repayment history in words */
  score: z.string().trim().max(40).default(''),
  history: z.string().trim().max(2000).default(''),
  /** a file of the customer: the paper itself */
  fileId: id.nullable().default(null),
})

export const customerDocuments = route({
  id: 'credit.documents',
  method: 'GET',
  path: '/api/customers/:id/credit/documents',
  permission: 'credit.read',
  summary:
    'Credit reports and papers of qualification with their last days, and what is asked for and lacking; as known on a day [C007 C008 C012]',
  params: z.object({ id }),
  query: z.object(asOfQuery),
  reply: z.object({
    asOf: day.nullable(),
    items: z.array(
      paper.extend({
        id,
        fileName: z.string().nullable(),
        recordedOn: day,
        by: z.string().nullable(),
        /** until its last day; below nothing when it has run out, null without an end */
        daysLeft: z.int().nullable(),
      }),
    ),
    required: z.array(kind),
    mode: z.enum(DOCUMENT_MODES),
    missing: z.array(kind),
    expired: z.array(kind),
    can: z.object({ record: can }),
  }),
})

export const recordDocument = route({
  id: 'credit.recordDocument',
  method: 'POST',
  path: '/api/customers/:id/credit/documents',
  permission: 'credit.write',
  summary:
    'Records a credit report or a paper of qualification; orders that wait are asked again [C007 C012]',
  params: z.object({ id }),
  body: paper,
  reply: z.object({ id }),
})

export const voidDocument = route({
  id: 'credit.voidDocument',
  method: 'POST',
  path: '/api/credit/documents/:id/void',
  permission: 'credit.write',
  summary: 'Takes back a paper that was recorded by mistake',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})
