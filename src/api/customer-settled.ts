import { z } from 'zod'
import { asOfQuery, pageOf, pageQuery } from './paging.ts'
import { day, fen, id, route } from './route.ts'

export const customerSettled = route({
  id: 'customers.settled',
  method: 'GET',
  path: '/api/customers/:id/settled',
  permission: 'customer.read',
  summary:
    'What a customer has settled in full, the latest due first, with the day of the last payment [C001]',
  params: z.object({ id }),
  query: z.object({ ...pageQuery, ...asOfQuery }),
  reply: pageOf(
    z.object({
      id,
      invoiceNumber: z.string(),
      label: z.string(),
      issuedOn: day,
      dueOn: day,
      settledOn: day,
      amountFen: fen,
      /** in its own currency; null: in yuan */
      original: z.object({ currency: z.string(), minor: fen }).nullable(),
    }),
  ),
})
