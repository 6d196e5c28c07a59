import { z } from 'zod'
import { INHIBITIONS } from '../core/dunning/inhibit.ts'
import { can } from './paging.ts'
import { id, instant, route } from './route.ts'

/** Why a customer hears no friendly word; the code of the sentence that explains it. */
export const inhibition = z.enum(INHIBITIONS)

export const customerInhibition = route({
  id: 'legalHolds.customer',
  method: 'GET',
  path: '/api/customers/:id/inhibition',
  permission: 'receivable.read',
  summary: 'Why a customer gets no friendly reminder, what is held back for it, and past legal holds',
  params: z.object({ id }),
  reply: z.object({
    /** everything that holds, strongest first; empty: reminders go out as planned */
    reasons: z.array(inhibition),
    /** open alerts of friendly stages that wait for the end of it */
    alerts: z.int(),
    holds: z.array(
      z.object({
        id,
        reason: z.string(),
        placedAt: instant,
        placedBy: z.string().nullable(),
        liftedAt: instant.nullable(),
        liftedBy: z.string().nullable(),
        liftReason: z.string().nullable(),
      }),
    ),
    can: z.object({ place: can, lift: can }),
  }),
})

export const placeLegalHold = route({
  id: 'legalHolds.place',
  method: 'POST',
  path: '/api/customers/:id/legal-hold',
  permission: 'hold.write',
  summary: 'Legal takes a customer over: no friendly reminder leaves the house until the hold is lifted',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(2).max(500) }),
  reply: z.object({ id }),
})

export const liftLegalHold = route({
  id: 'legalHolds.lift',
  method: 'POST',
  path: '/api/customers/:id/legal-hold/lift',
  permission: 'hold.write',
  summary: 'Gives a customer back to the ordinary course; what was held back is due again',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(2).max(500) }),
  reply: z.object({ lifted: z.int() }),
})
