import { z } from 'zod'
import { id, route } from './route.ts'

/** How long the words about what a member does may be. */
export const MEMBER_NOTE_MAX = 60

export const saveMember = route({
  id: 'customers.saveMember',
  method: 'POST',
  path: '/api/customers/:id/members',
  permission: 'customer.write',
  summary: 'A colleague works along on a customer, or does something else there; new ones are told [C047]',
  params: z.object({ id }),
  body: z.object({ userId: id, note: z.string().trim().max(MEMBER_NOTE_MAX).default('') }),
  reply: z.object({ ok: z.literal(true) }),
})

export const endMember = route({
  id: 'customers.endMember',
  method: 'POST',
  path: '/api/customers/:id/members/:userId/end',
  permission: 'customer.write',
  summary: 'A member works on the customer no more; what they noted stays',
  params: z.object({ id, userId: id }),
  reply: z.object({ ok: z.literal(true) }),
})
