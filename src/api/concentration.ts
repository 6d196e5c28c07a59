import { z } from 'zod'
import { asOfQuery } from './paging.ts'
import { day, fen, id, route } from './route.ts'

const whole = {
  totalFen: fen,
  customers: z.int(),
  /** what the 1, 3 and 5 largest come to */
  topFen: z.array(fen),
}
const ranked = z.object({
  ...whole,
  largest: z.array(z.object({ customer: z.object({ id, name: z.string() }), fen })),
})

export const readConcentration = route({
  id: 'concentration.read',
  method: 'GET',
  path: '/api/concentration',
  permission: 'receivable.read',
  summary:
    'What the 1, 3 and 5 largest customers come to in receivables and in twelve months of sales, in all and per market [C029]',
  query: z.object({
    ...asOfQuery,
    known: z.stringbool().optional(),
    /** what a market is: the city of the customer, or a field of the company's own (`custom.market`) */
    by: z.string().max(60).default('city'),
  }),
  reply: z.object({
    asOf: day,
    from: day,
    reading: z.enum(['business', 'known']),
    by: z.string(),
    receivables: ranked,
    revenue: ranked,
    markets: z.array(
      z.object({
        /** '' where nothing is said */
        name: z.string(),
        /** who owes or bought, each once */
        customers: z.int(),
        receivables: z.object(whole),
        revenue: z.object(whole),
      }),
    ),
    moreMarkets: z.int(),
    choices: z.array(z.object({ by: z.string(), nameZh: z.string(), nameEn: z.string() })),
  }),
})
