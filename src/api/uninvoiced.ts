import { z } from 'zod'
import { asOfQuery, exportQuery, pageOf, pageQuery, person } from './paging.ts'
import { day, fen, id, route } from './route.ts'

const filter = {
  q: z.string().max(60).optional(),
  responsibleId: id.optional(),
  /** also orders that are billed but for a small rest */
  tails: z.stringbool().optional(),
  ...asOfQuery,
}

const uninvoicedRow = z.object({
  kind: z.enum(['order', 'contract']),
  /** of the order, or of the contract that says when to invoice */
  id,
  number: z.string(),
  title: z.string(),
  customer: z.object({ id, name: z.string() }),
  /** delivered or signed for; the day by which the contract wants the invoice */
  since: day,
  days: z.int(),
  /** yuan of the order; null: the contract names no amount */
  amountFen: fen.nullable(),
  invoicedFen: fen,
  restFen: fen.nullable(),
  responsible: person.nullable(),
})

export const listUninvoiced = route({
  id: 'uninvoiced.list',
  method: 'GET',
  path: '/api/uninvoiced',
  permission: 'order.read',
  summary: 'What is delivered, or due by contract, and not invoiced, the oldest first; as of any day [C053]',
  query: z.object({ ...pageQuery, ...filter }),
  reply: pageOf(uninvoicedRow).extend({
    asOf: day,
    sumFen: fen,
    oldFen: fen,
    /** orders that are billed but for a rest of this share or less, whether they are listed or not */
    tails: z.object({ n: z.int(), fen, percent: z.int() }),
  }),
})

export const exportUninvoiced = route({
  id: 'uninvoiced.export',
  method: 'GET',
  path: '/api/uninvoiced/export',
  permission: 'export.run',
  summary: 'The list of what is not invoiced as .xlsx; logged',
  query: z.object({ ...filter, ...exportQuery }),
  reply: z.unknown(),
})
