import { z } from 'zod'
import { customGiven } from './custom-fields.ts'
import { currency } from './quotes.ts'
import { day, fen, id, route } from './route.ts'

export const recordInvoice = route({
  id: 'receivables.recordInvoice',
  method: 'POST',
  path: '/api/receivables/invoices',
  permission: 'receivable.write',
  summary:
    'Records an invoice or an opening balance with its instalments; parts must sum to the whole [C083]',
  body: z.object({
    customerId: id,
    number: z.string().trim().min(1).max(60),
    kind: z.enum(['invoice', 'opening']).default('invoice'),
    issuedOn: day,
    currency: currency.default('CNY'),
    amountFen: fen,
    /** what of the amount is tax; the rate alone says it too */
    taxFen: fen.nullish(),
    taxRateBp: z.int().min(0).max(10_000).nullish(),
    responsibleId: id.nullish(),
    /** of the same customer; what is invoiced of an order is on the way no more. Null: as it is */
    orderId: id.nullish(),
    /** of the same customer; of an order under a contract it need not be named */
    contractId: id.nullish(),
    instalments: z
      .array(z.object({ label: z.string().max(60).default(''), dueOn: day, amountFen: fen }))
      .min(1)
      .max(60),
    /** own fields; of a number that is there those left out stay */
    custom: customGiven.optional(),
  }),
  reply: z.object({ id }),
})

export const setInvoiceOwnFields = route({
  id: 'receivables.own_fields',
  method: 'POST',
  path: '/api/receivables/invoices/:id/own-fields',
  permission: 'receivable.write',
  summary: 'Changes own fields of an invoice, nothing of what is owed; null takes a value away [C223]',
  params: z.object({ id }),
  body: z.object({ custom: customGiven }),
  reply: z.object({ id }),
})
