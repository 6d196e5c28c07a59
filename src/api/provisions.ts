import { z } from 'zod'
import { PROVISION_METHODS, SEGMENTS } from '../core/receivable/loss-matrix.ts'
import { asOfQuery, can } from './paging.ts'
import { day, fen, id, month, route } from './route.ts'

const rate = z.object({ from: z.int().min(1).max(3650).nullable(), bp: z.int().min(0).max(10_000) })

const method = z.enum(PROVISION_METHODS)
const segment = z.enum(SEGMENTS)

const line = rate.extend({ openFen: fen, individualFen: fen, baseFen: fen, fen })

const judged = z.object({
  id,
  customer: z.object({ id, name: z.string() }),
  instalmentId: id,
  invoiceNumber: z.string(),
  overdueDays: z.int(),
  openFen: fen,
  amountFen: fen,
  reason: z.string(),
  on: day,
  by: z.string().nullable(),
})

const booking = z.object({
  id,
  month,
  openingFen: fen,
  chargeFen: fen,
  /** what the write-offs since the last booking used up, and what recoveries gave back [C097] */
  writtenOffFen: fen,
  recoveredFen: fen,
  closingFen: fen,
  generalFen: fen,
  individualFen: fen,
  openFen: fen,
  reason: z.string(),
  recordedAt: z.int(),
  by: z.string().nullable(),
  /** what the books of that month say today, where that differs */
  nowFen: fen,
})

export const readProvision = route({
  id: 'provisions.read',
  method: 'GET',
  path: '/api/provisions',
  permission: 'close.read',
  summary:
    'The provision as of any day: ageing × rates, typed or by the own losses, and what is judged one by one; bookings [C096 C098]',
  query: z.object({ ...asOfQuery, known: z.stringbool().optional() }),
  reply: z.object({
    asOf: day,
    reading: z.enum(['business', 'known']),
    /** as typed; the lines have those that count */
    rates: z.object({
      rates: z.array(rate).readonly(),
      method,
      segment,
      forwardBp: z.int(),
      validFrom: day.nullable(),
      reason: z.string(),
      by: z.string().nullable(),
    }),
    lines: z.array(line),
    generalFen: fen,
    individualFen: fen,
    totalFen: fen,
    openFen: fen,
    /** credit sales less returns of the twelve months up to that day */
    salesFen: fen,
    judged: z.array(judged),
    bookings: z.array(booking),
    bookable: z.array(month),
    /** what the company's own losses make of the typed percentages, from so many receivables */
    matrix: z.array(rate.extend({ n: z.int() })),
    periods: z.int(),
    /** each grade or city with a matrix of its own; key null: not rated, or no city */
    segments: z.array(
      z.object({
        key: z.string().nullable(),
        lines: z.array(rate.extend({ n: z.int() })),
        openFen: fen,
        totalFen: fen,
      }),
    ),
    can: z.object({ edit: can }),
  }),
})

export const saveProvisionRates = route({
  id: 'provisions.saveRates',
  method: 'POST',
  path: '/api/provisions/rates',
  permission: 'receivable.write',
  summary:
    'Percentages by days overdue from a day on, as typed or as a matrix of own losses; what was before keeps its own version [C096]',
  body: z.object({
    rates: z.array(rate).min(2).max(12),
    method: method.default('ageing'),
    /** told apart by grade or city; of the matrix alone */
    segment: segment.default('none'),
    forwardBp: z.int().min(5_000).max(20_000).default(10_000),
    validFrom: day,
    reason: z.string().trim().min(1).max(500),
  }),
  reply: z.object({ id }),
})

export const judgeProvision = route({
  id: 'provisions.judge',
  method: 'POST',
  path: '/api/provisions/judgements',
  permission: 'receivable.write',
  summary: 'What is expected to be lost of one instalment, with the reason; it leaves the percentages [C096]',
  body: z.object({ instalmentId: id, amountFen: fen, reason: z.string().trim().min(1).max(500) }),
  reply: z.object({ id }),
})

export const endJudgement = route({
  id: 'provisions.endJudgement',
  method: 'POST',
  path: '/api/provisions/judgements/:id/void',
  permission: 'receivable.write',
  summary: 'The percentages count again for this instalment; the row stays',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(200) }),
  reply: z.object({ ok: z.literal(true) }),
})

export const bookProvision = route({
  id: 'provisions.book',
  method: 'POST',
  path: '/api/provisions/bookings',
  permission: 'receivable.write',
  summary:
    'Keeps the provision of a month that is over, with what it adds or releases; again only with a reason',
  body: z.object({ month, reason: z.string().trim().max(500).default('') }),
  reply: z.object({ id, chargeFen: fen, closingFen: fen }),
})
