import { z } from 'zod'
import { ADMISSIONS, TEXT_ITEMS, VERDICTS } from '../core/credit/admission.ts'
import { FILE_ITEMS } from '../core/credit/facts.ts'
import { asOfQuery, can } from './paging.ts'
import { day, id, route } from './route.ts'

const screeningItem = z.enum([...TEXT_ITEMS, ...FILE_ITEMS])
const verdict = z.enum(VERDICTS)
const admission = z.enum(ADMISSIONS)

export const customerScreening = route({
  id: 'credit.screening',
  method: 'GET',
  path: '/api/customers/:id/credit/screening',
  permission: 'credit.read',
  summary:
    'The screening file: each item with source, day and checker, and the decision that binds; as known on a day [C003–C006]',
  params: z.object({ id }),
  query: z.object(asOfQuery),
  reply: z.object({
    items: z.array(
      z.object({
        item: screeningItem,
        /** null: nobody has looked */
        found: z
          .object({
            value: z.int().nullable(),
            verdict,
            source: z.string(),
            note: z.string(),
            on: day,
            expiresOn: day.nullable(),
            checker: z.string().nullable(),
            isExpired: z.boolean(),
          })
          .nullable(),
      }),
    ),
    decision: z
      .object({ admission, reason: z.string(), expiresOn: day, by: z.string().nullable() })
      .nullable(),
    pending: id.nullable(),
    can: z.object({ note: can, decide: can }),
  }),
})

export const noteItem = route({
  id: 'credit.noteItem',
  method: 'POST',
  path: '/api/customers/:id/credit/items',
  permission: 'credit.write',
  summary: 'Notes an item of the screening file with its source; the newest of an item counts [C004]',
  params: z.object({ id }),
  body: z.object({
    item: screeningItem,
    value: z.int().min(0).max(1_000_000).nullish(),
    verdict,
    source: z.string().trim().min(2).max(200),
    note: z.string().max(1000).default(''),
    on: day,
    expiresOn: day.nullish(),
  }),
  reply: z.object({ id }),
})

export const decideAdmission = route({
  id: 'credit.admission',
  method: 'POST',
  path: '/api/customers/:id/credit/admission',
  permission: 'credit.write',
  summary:
    'Decides about dealing with a customer: admit, limited, prepayment only, refuse; it binds [C003 C006 C014]',
  params: z.object({ id }),
  body: z.object({ admission, reason: z.string().trim().min(4).max(500), expiresOn: day }),
  reply: z.object({ id, approvalId: id.nullable(), inEffect: z.boolean() }),
})
