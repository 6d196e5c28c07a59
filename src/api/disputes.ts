import { z } from 'zod'
import { DISPUTE_KINDS, DISPUTE_OUTCOMES } from '../core/receivable/dispute.ts'
import { asOfQuery, can, pageOf, pageQuery, person } from './paging.ts'
import { day, fen, id, route } from './route.ts'

const disputeRow = z.object({
  id,
  customer: z.object({ id, name: z.string() }),
  invoiceNumber: z.string(),
  label: z.string(),
  kind: z.enum(DISPUTE_KINDS),
  amountFen: fen,
  /** what is open of the instalment today */
  openFen: fen,
  reason: z.string(),
  openedOn: day,
  dueOn: day,
  lateDays: z.int(),
  resolvedOn: day.nullable(),
  outcome: z.enum(DISPUTE_OUTCOMES).nullable(),
  resolution: z.string(),
  version: z.int(),
  responsible: person.nullable(),
  can: z.object({ resolve: can }),
})

const changed = z.object({ id, version: z.int() })

export const listDisputes = route({
  id: 'disputes.list',
  method: 'GET',
  path: '/api/disputes',
  permission: 'receivable.read',
  summary: 'What customers contest, with amount, reason, deadline and who clears it up; as of any day [C104]',
  query: z.object({
    ...pageQuery,
    ...asOfQuery,
    known: z.stringbool().optional(),
    view: z.enum(['open', 'resolved']).default('open'),
    customerId: id.optional(),
  }),
  reply: pageOf(disputeRow).extend({ sumFen: fen }),
})

export const openDispute = route({
  id: 'disputes.open',
  method: 'POST',
  path: '/api/disputes',
  permission: 'receivable.note',
  summary: 'Registers what a customer contests of an instalment: it stays owed and is not dunned [C104]',
  body: z.object({
    instalmentId: id,
    kind: z.enum(DISPUTE_KINDS),
    amountFen: fen,
    reason: z.string().trim().min(1).max(500),
    openedOn: day.optional(),
    /** left out: ten working days from today */
    dueOn: day.optional(),
    responsibleId: id.nullish(),
  }),
  reply: z.object({ id }),
})

export const resolveDispute = route({
  id: 'disputes.resolve',
  method: 'POST',
  path: '/api/disputes/:id/resolve',
  permission: 'receivable.note',
  summary: 'Ends a dispute with its outcome; the amount is dunned and aged like any other again',
  params: z.object({ id }),
  body: z.object({
    outcome: z.enum(DISPUTE_OUTCOMES),
    resolution: z.string().trim().min(1).max(500),
    on: day.optional(),
  }),
  reply: changed,
})

export const changeDispute = route({
  id: 'disputes.change',
  method: 'PATCH',
  isVersioned: true,
  path: '/api/disputes/:id',
  permission: 'receivable.note',
  summary: 'Hands a dispute to somebody else or moves its deadline',
  params: z.object({ id }),
  body: z.object({ responsibleId: id.optional(), dueOn: day.optional() }),
  reply: changed,
})

export const voidDispute = route({
  id: 'disputes.void',
  method: 'POST',
  path: '/api/disputes/:id/void',
  permission: 'receivable.note',
  summary: 'Takes back a dispute registered by mistake; the row stays',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(200) }),
  reply: changed,
})
