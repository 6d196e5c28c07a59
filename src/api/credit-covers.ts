import { z } from 'zod'
import { COVER_KINDS } from '../core/credit/cover.ts'
import { FINANCING_KINDS } from '../core/credit/financing.ts'
import { asOfQuery, can } from './paging.ts'
import { day, fen, id, route } from './route.ts'

const cover = z.object({
  kind: z.enum(COVER_KINDS),
  provider: z.string().trim().min(1).max(100),
  policyNo: z.string().trim().max(100).default(''),
  capFen: fen,
  /** of what is owed beyond the deductible, up to the cap */
  shareBp: z.int().min(1).max(10_000),
  deductibleFen: fen,
  fromOn: day,
  untilOn: day,
  exclusions: z.string().trim().max(1000).default(''),
  /** in the name of all companies that owe together with this one */
  wholeGroup: z.boolean().default(false),
})

export const customerCovers = route({
  id: 'credit.covers',
  method: 'GET',
  path: '/api/customers/:id/credit/covers',
  permission: 'credit.read',
  summary:
    'Insurance and guarantees of a customer and what is owed without and with them, as known on any day [C032]',
  params: z.object({ id }),
  query: z.object(asOfQuery),
  reply: z.object({
    asOf: day.nullable(),
    items: z.array(
      cover.extend({
        id,
        recordedOn: day,
        by: z.string().nullable(),
        state: z.enum(['ahead', 'in_force', 'ended']),
        /** until its last day; below nothing when it has ended */
        daysLeft: z.int(),
      }),
    ),
    grossFen: fen,
    coveredFen: fen,
    netFen: fen,
    /** the limit in force, and by how much the exposure without cover is beyond it */
    limitFen: fen.nullable(),
    overWithoutFen: fen,
    countsCover: z.boolean(),
    can: z.object({ record: can }),
  }),
})

export const recordCover = route({
  id: 'credit.recordCover',
  method: 'POST',
  path: '/api/customers/:id/credit/covers',
  permission: 'credit.policy',
  summary: 'Records an insurance policy or a guarantee; orders that wait are asked again [C032]',
  params: z.object({ id }),
  body: cover,
  reply: z.object({ id }),
})

export const endCover = route({
  id: 'credit.endCover',
  method: 'POST',
  path: '/api/credit/covers/:id/end',
  permission: 'credit.policy',
  summary: 'Cuts a cover short; what was in force until then stays so',
  params: z.object({ id }),
  body: z.object({ untilOn: day }),
  /** the cover with its end has an id of its own */
  reply: z.object({ id }),
})

export const voidCover = route({
  id: 'credit.voidCover',
  method: 'POST',
  path: '/api/credit/covers/:id/void',
  permission: 'credit.policy',
  summary: 'Takes back a cover that was typed by mistake; the row stays for readings of the past as known',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})

const financing = z.object({
  kind: z.enum(FINANCING_KINDS),
  provider: z.string().trim().min(1).max(100),
  capacityFen: fen,
  /** from asking to money */
  leadDays: z.int().min(0).max(365),
  costBp: z.int().min(0).max(10_000).nullable().default(null),
  terms: z.string().trim().max(1000).default(''),
  untilOn: day.nullable().default(null),
})

export const listFinancing = route({
  id: 'credit.financing',
  method: 'GET',
  path: '/api/credit/financing',
  permission: 'cash.read',
  summary:
    'Where money could come from when receivables are late: how much and how fast, as known on any day [C031]',
  query: z.object(asOfQuery),
  reply: z.object({
    items: z.array(financing.extend({ id, recordedOn: day, by: z.string().nullable(), isOver: z.boolean() })),
    /** what could be had by then in all, of what has not run out */
    within: z.array(z.object({ days: z.int(), fen })),
    can: z.object({ record: can }),
  }),
})

export const recordFinancing = route({
  id: 'credit.recordFinancing',
  method: 'POST',
  path: '/api/credit/financing',
  permission: 'cash.write',
  summary: 'Notes a bank line, factoring or another way to money with capacity and lead time [C031]',
  body: financing,
  reply: z.object({ id }),
})

export const voidFinancing = route({
  id: 'credit.voidFinancing',
  method: 'POST',
  path: '/api/credit/financing/:id/void',
  permission: 'cash.write',
  summary: 'Takes an option off the list; past days still show it',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})
