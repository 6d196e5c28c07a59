import { z } from 'zod'
import { can } from './paging.ts'
import { day, fen, id, route } from './route.ts'

export const ANSWERS = ['agreed', 'differs'] as const

const asOfQuery = { asOf: day.optional(), known: z.stringbool().optional() }

export const listStatementAnswers = route({
  id: 'statementAnswers.list',
  method: 'GET',
  path: '/api/receivables/statements/:id/answers',
  permission: 'receivable.read',
  summary: 'What a customer answered to its statements, as of any day, in both readings [C092]',
  params: z.object({ id }),
  query: z.object(asOfQuery),
  reply: z.object({
    items: z.array(
      z.object({
        id,
        statementAsOf: day,
        closingFen: fen,
        outcome: z.enum(ANSWERS),
        theirFen: fen.nullable(),
        contactName: z.string(),
        note: z.string(),
        on: day,
        by: z.string(),
        files: z.array(z.object({ id, name: z.string() })),
        can: z.object({ void: can }),
      }),
    ),
  }),
})

export const recordStatementAnswer = route({
  id: 'statementAnswers.record',
  method: 'POST',
  path: '/api/receivables/statements/:id/answers',
  permission: 'receivable.note',
  summary: 'Notes that the customer agrees with a statement, or its own figure and why [C092]',
  params: z.object({ id }),
  body: z.object({
    statementAsOf: day,
    known: z.boolean().default(false),
    outcome: z.enum(ANSWERS),
    theirFen: fen.nullish(),
    contactName: z.string().trim().max(100).default(''),
    note: z.string().trim().max(2000).default(''),
    on: day.optional(),
  }),
  reply: z.object({ id, closingFen: fen }),
})

export const voidStatementAnswer = route({
  id: 'statementAnswers.void',
  method: 'POST',
  path: '/api/statement-answers/:id/void',
  permission: 'receivable.note',
  summary: 'Takes back an answer that was noted by mistake; the row stays',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(200) }),
  reply: z.object({ ok: z.literal(true) }),
})
