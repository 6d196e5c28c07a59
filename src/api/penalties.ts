import { z } from 'zod'
import { WAIVER_STATES } from '../core/receivable/penalty.ts'
import { asOfQuery, can } from './paging.ts'
import { day, fen, id, instant, route } from './route.ts'

export const readPenalties = route({
  id: 'penalties.read',
  method: 'GET',
  path: '/api/penalties/:customerId',
  permission: 'receivable.read',
  summary:
    'Late-payment penalties of a customer by the rate of the contract and the days, as of any day; waivers [C101]',
  params: z.object({ customerId: id }),
  query: z.object({ ...asOfQuery, known: z.stringbool().optional() }),
  reply: z.object({
    asOf: day,
    reading: z.enum(['business', 'known']),
    items: z.array(
      z.object({
        instalmentId: id,
        invoiceNumber: z.string(),
        label: z.string(),
        contractId: id,
        contractNumber: z.string(),
        rateBp: z.int(),
        dueOn: day,
        amountFen: fen,
        openFen: fen,
        days: z.int(),
        /** what was unpaid from when until when; these make the penalty */
        stretches: z.array(z.object({ from: day, to: day, days: z.int(), openFen: fen })),
        fen,
        waivedFen: fen,
        /** asked for and not decided */
        askedFen: fen,
        leftFen: fen,
      }),
    ),
    fen,
    waivedFen: fen,
    leftFen: fen,
    /** overdue instalments of which no contract agrees on a penalty */
    withoutRate: z.int(),
    waivers: z.array(
      z.object({
        id,
        amountFen: fen,
        reason: z.string(),
        status: z.enum(WAIVER_STATES),
        endReason: z.enum(['refused', 'changed', 'withdrawn', 'taken_back']).nullable(),
        askedAt: instant,
        by: z.string().nullable(),
        on: day.nullable(),
        decidedBy: z.string().nullable(),
        approvalId: id.nullable(),
        can: z.object({ end: can }),
      }),
    ),
    can: z.object({ ask: can }),
  }),
})

export const askWaiver = route({
  id: 'penalties.askWaiver',
  method: 'POST',
  path: '/api/penalties/waivers',
  permission: 'receivable.note',
  summary:
    'Asks to give up a part of what is owed in penalties; within authority it takes effect at once [C101]',
  body: z.object({
    customerId: id,
    reason: z.string().trim().min(1).max(500),
    lines: z
      .array(z.object({ instalmentId: id, amountFen: fen }))
      .min(1)
      .max(200),
  }),
  reply: z.object({ id, approvalId: id.nullable(), inEffect: z.boolean() }),
})

export const endWaiver = route({
  id: 'penalties.endWaiver',
  method: 'POST',
  path: '/api/penalties/waivers/:id/end',
  permission: 'receivable.write',
  summary: 'Takes back a waiver that is in effect; the penalty is owed again from today, the past stays',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})
