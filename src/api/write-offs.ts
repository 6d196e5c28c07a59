import { z } from 'zod'
import { GROUNDS, WRITE_OFF_STATES } from '../core/receivable/write-off.ts'
import { asOfQuery, can, pageOf, pageQuery } from './paging.ts'
import { day, fen, id, instant, route } from './route.ts'

const recoveryRow = z.object({
  id,
  receivedOn: day,
  amountFen: fen,
  reference: z.string(),
  by: z.string().nullable(),
})

const writeOffRow = z.object({
  id,
  customer: z.object({ id, name: z.string() }),
  ground: z.enum(GROUNDS),
  reason: z.string(),
  amountFen: fen,
  /** what came in since, and what is still claimed */
  recoveredFen: fen,
  leftFen: fen,
  status: z.enum(WRITE_OFF_STATES),
  endReason: z.enum(['refused', 'changed', 'dropped', 'taken_back']).nullable(),
  endNote: z.string(),
  draftedAt: instant,
  draftedBy: z.string().nullable(),
  /** the day from which the balance is without it */
  on: day.nullable(),
  basis: z.enum(['authority', 'approval']).nullable(),
  decidedBy: z.string().nullable(),
  approvalId: id.nullable(),
  lines: z.array(
    z.object({ instalmentId: id, invoiceNumber: z.string(), label: z.string(), dueOn: day, amountFen: fen }),
  ),
  recoveries: z.array(recoveryRow),
  evidence: z.object({
    files: z.array(z.object({ id, name: z.string() })),
    dunningSteps: z.int(),
    lastDunnedOn: day.nullable(),
  }),
  can: z.object({ ask: can, end: can, recover: can }),
})

export const listWriteOffs = route({
  id: 'writeOffs.list',
  method: 'GET',
  path: '/api/write-offs',
  permission: 'receivable.read',
  summary:
    'What was written off, with evidence, decision and what came in since; of a past day as it was [C097]',
  query: z.object({
    ...pageQuery,
    ...asOfQuery,
    known: z.stringbool().optional(),
    customerId: id.optional(),
    /** one of them alone, wherever it stands in the list: what a link or an approval points at */
    id: id.optional(),
  }),
  reply: pageOf(writeOffRow).extend({ sumFen: fen, sumLeftFen: fen }),
})

export const draftWriteOff = route({
  id: 'writeOffs.draft',
  method: 'POST',
  path: '/api/write-offs',
  permission: 'receivable.write',
  summary: 'Prepares a write-off of one customer; nothing moves before it is decided [C097]',
  body: z.object({
    customerId: id,
    ground: z.enum(GROUNDS),
    reason: z.string().trim().min(1).max(500),
    lines: z
      .array(z.object({ instalmentId: id, amountFen: fen }))
      .min(1)
      .max(100),
  }),
  reply: z.object({ id }),
})

export const askWriteOff = route({
  id: 'writeOffs.ask',
  method: 'POST',
  path: '/api/write-offs/:id/ask',
  permission: 'receivable.write',
  summary:
    'Within one’s authority it takes effect today, else it is decided in an approval; needs a file or a dunning step',
  params: z.object({ id }),
  reply: z.object({ id, approvalId: id.nullable(), inEffect: z.boolean() }),
})

export const endWriteOff = route({
  id: 'writeOffs.end',
  method: 'POST',
  path: '/api/write-offs/:id/end',
  permission: 'receivable.write',
  summary: 'Drops a draft, or takes a write-off back: the money is owed again; the row stays',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(500) }),
  reply: z.object({ ok: z.literal(true) }),
})

export const recordRecovery = route({
  id: 'writeOffs.recover',
  method: 'POST',
  path: '/api/write-offs/:id/recoveries',
  permission: 'receivable.write',
  summary:
    'Money that came for a claim that was written off: the provision gets it back, the balance stays [C097]',
  params: z.object({ id }),
  body: z.object({ receivedOn: day, amountFen: fen, reference: z.string().trim().max(200).default('') }),
  reply: z.object({ leftFen: fen }),
})

export const voidRecovery = route({
  id: 'writeOffs.voidRecovery',
  method: 'POST',
  path: '/api/recoveries/:id/void',
  permission: 'receivable.write',
  summary: 'Takes back a recovery that was recorded by mistake; the row stays',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(200) }),
  reply: z.object({ ok: z.literal(true) }),
})
