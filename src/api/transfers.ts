import { z } from 'zod'
import { TRANSFER_KINDS } from '../core/handover/receiver.ts'
import { fen, id, route } from './route.ts'

/** Customers that change hands together with what is open about them (C189 C191). */

const transferKind = z.enum(TRANSFER_KINDS)

export const assignCustomers = route({
  id: 'customers.assign',
  method: 'POST',
  path: '/api/customers/assign',
  permission: 'customer.assign',
  summary: 'Hands customers to another responsible person, with what is open about them and the giver’s',
  body: z.object({
    ids: z.array(id).min(1).max(500),
    responsibleId: id,
    /** what goes along; left out: everything */
    along: z.array(transferKind).max(TRANSFER_KINDS.length).optional(),
  }),
  reply: z.object({ count: z.int(), along: z.array(z.object({ kind: transferKind, count: z.int() })) }),
})

export const previewAssign = route({
  id: 'customers.previewAssign',
  method: 'POST',
  path: '/api/customers/assign/preview',
  permission: 'customer.assign',
  summary: 'What is open about customers and would go along if they were handed over; writes nothing',
  body: z.object({ ids: z.array(id).min(1).max(500) }),
  reply: z.object({
    customers: z.int(),
    kinds: z.array(
      z.object({
        kind: transferKind,
        count: z.int(),
        /** null: it has no amount */
        fen: fen.nullable(),
        /** some of them by name */
        titles: z.array(z.string()),
      }),
    ),
  }),
})
