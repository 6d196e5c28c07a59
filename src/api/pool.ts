import { z } from 'zod'
import { PROTECTIONS } from '../core/customer/pool.ts'
import { can, pageQuery } from './paging.ts'
import { day, id, route } from './route.ts'

/** The public pool of customers (公海, C046): what nobody answers for, to be taken and given back. */

export const poolSettings = z.object({
  recycleDays: z.int().min(7).max(730).nullable(),
  mostPerPerson: z.int().min(1).max(10_000).nullable(),
  coolDays: z.int().min(0).max(365),
})

export const listPool = route({
  id: 'pool.list',
  method: 'GET',
  path: '/api/pool',
  permission: 'customer.write',
  summary:
    'Customers nobody answers for, with no more than what helps to choose one; own ones about to go back',
  query: z.object({ ...pageQuery, q: z.string().max(60).optional() }),
  reply: z.object({
    items: z.array(
      z.object({
        id,
        name: z.string(),
        city: z.string().nullable(),
        lastActivityOn: day.nullable(),
        releasedOn: day.nullable(),
        releasedBy: z.string().nullable(),
        reason: z.string(),
        can: z.object({ claim: can }),
      }),
    ),
    total: z.int(),
    /** own customers that go back by themselves within two weeks */
    leaving: z.array(z.object({ id, name: z.string(), on: day })),
    held: z.int(),
    settings: poolSettings,
    can: z.object({ settings: can }),
  }),
})

export const claimCustomer = route({
  id: 'pool.claim',
  method: 'POST',
  path: '/api/pool/:id/claim',
  permission: 'customer.write',
  summary: 'Takes a customer out of the pool; of two who ask at once, the first has it',
  params: z.object({ id }),
  reply: z.object({ id }),
})

export const releaseCustomer = route({
  id: 'pool.release',
  method: 'POST',
  path: '/api/customers/:id/release',
  permission: 'customer.write',
  summary: 'Gives a customer back to the pool; refused while money, a deal or an order is under way',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(500) }),
  reply: z.object({ id }),
})

export const poolStanding = route({
  id: 'pool.standing',
  method: 'GET',
  path: '/api/customers/:id/pool',
  permission: 'customer.read',
  summary: 'Whether a customer could go back to the pool, what holds it, and when it goes by itself',
  params: z.object({ id }),
  reply: z.object({
    heldBy: z.enum(PROTECTIONS).nullable(),
    goesOn: day.nullable(),
    can: z.object({ release: can }),
  }),
})

export const savePoolSettings = route({
  id: 'pool.settings',
  method: 'PUT',
  path: '/api/pool/settings',
  permission: 'setting.write',
  summary: 'After how many quiet days a customer goes back, how many one may hold, how long one must wait',
  body: poolSettings,
  reply: z.object({ ok: z.literal(true) }),
})
