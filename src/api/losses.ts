import { z } from 'zod'
import { INTERRUPTIONS } from '../core/receivable/limitation.ts'
import { LEAK_CAUSES, LOSS_CAUSES, RISK_CAUSES } from '../core/receivable/loss.ts'
import { asOfQuery, pageOf, pageQuery } from './paging.ts'
import { day, fen, id, route } from './route.ts'

const reading = { ...asOfQuery, known: z.stringbool().optional() }

export const readLosses = route({
  id: 'losses.read',
  method: 'GET',
  path: '/api/losses',
  permission: 'close.read',
  summary:
    'Where money was lost in twelve months, by cause, and where it may still be kept; both bad-debt rates [C098]',
  query: z.object(reading),
  reply: z.object({
    asOf: day,
    from: day,
    reading: z.enum(['business', 'known']),
    /** the sum of the causes; none of them counts the same yuan twice */
    lostFen: fen,
    lost: z.array(z.object({ cause: z.enum(LOSS_CAUSES), n: z.int(), fen })),
    /** overlapping, and never added up */
    risks: z.array(z.object({ cause: z.enum(RISK_CAUSES), n: z.int(), fen })),
    /** credit sales less returns of the twelve months */
    salesFen: fen,
    writtenOffFen: fen,
    recoveredFen: fen,
    provisionFen: fen,
    moneyCostBp: z.int(),
    oldDays: z.int(),
  }),
})

export const listLosses = route({
  id: 'losses.rows',
  method: 'GET',
  path: '/api/losses/:cause',
  permission: 'close.read',
  summary: 'The rows behind one cause, the largest first; they add up to its figure',
  params: z.object({ cause: z.enum(LEAK_CAUSES) }),
  query: z.object({ ...pageQuery, ...reading }),
  reply: pageOf(
    z.object({
      id: z.string(),
      customer: z.object({ id, name: z.string() }),
      what: z.string(),
      on: day,
      fen,
      /** days late, where that makes the amount */
      days: z.int().nullable(),
    }),
  ).extend({ sumFen: fen }),
})

export const listLimitation = route({
  id: 'losses.limitation',
  method: 'GET',
  path: '/api/limitation',
  permission: 'receivable.read',
  summary:
    'Overdue items by how soon the claim is time-barred, with what began the period that counts; as of any day [C101]',
  query: z.object(reading),
  reply: z.object({
    asOf: day,
    items: z.array(
      z.object({
        instalmentId: id,
        customer: z.object({ id, name: z.string() }),
        invoiceNumber: z.string(),
        dueOn: day,
        /** open, or written off and not recovered: it is claimed still */
        claimFen: fen,
        endsOn: day,
        daysLeft: z.int(),
        /** null: nothing since the due day */
        by: z.object({ kind: z.enum(INTERRUPTIONS), on: day, id }).nullable(),
      }),
    ),
  }),
})
