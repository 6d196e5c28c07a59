import { z } from 'zod'
import { HISTORY_KINDS } from '../core/history/field-history.ts'
import { bilingual } from './alerts.ts'
import { id, instant, route } from './route.ts'

/** What was changed on a record, by whom, from what to what (C206 C207). */

const valueKind = z.enum([
  'text',
  'money',
  'number',
  'day',
  'person',
  'phone',
  'choice',
  'yes-no',
  'stage',
  'customer',
  'moment',
])

export const recordHistory = route({
  id: 'history.record',
  method: 'GET',
  path: '/api/records/:kind/:recordId/history',
  permission: 'customer.read',
  summary: 'What was changed on a record, the latest first: who, when, which field, from what to what',
  params: z.object({ kind: z.enum(HISTORY_KINDS), recordId: id }),
  reply: z.object({
    items: z.array(
      z.object({
        at: instant,
        /** null: the house itself, or an import */
        by: z.object({ id, name: z.string() }).nullable(),
        act: z.enum(['made', 'changed', 'voided', 'set', 'unset']),
        changes: z.array(
          z.object({
            field: z.string(),
            /** the name of an own field, or what money was set against */
            name: bilingual.nullable(),
            kind: valueKind,
            /** null: nothing stood there; persons, stages and customers by name, numbers of people masked */
            from: z.string().nullable(),
            to: z.string().nullable(),
          }),
        ),
      }),
    ),
    /** older changes than are shown */
    more: z.int(),
  }),
})
