import { z } from 'zod'
import { FOREIGN_CURRENCIES, QUOTED_PER } from '../core/exchange/rate.ts'
import { can, pageOf, pageQuery } from './paging.ts'
import { day, fen, id, instant, route } from './route.ts'

/** Units of the currency that a quotation is for; said by whoever records it, never guessed. */
const per = z.literal([...QUOTED_PER])

const quotation = z.object({
  currency: z.string(),
  day,
  /** millionths of a yuan for `per` units */
  micro: fen,
  per: z.int(),
})

export const bookedRate = z.object({ micro: fen, per: z.int(), day })

/**
 * What a document in foreign money says, in hundredths of its own unit, and the rate its yuan were booked at;
 * null for yuan. Without a rate it was booked at 1:1 before rates were kept.
 */
export const originalAmount = z.object({ minor: fen, rate: bookedRate.nullable() }).nullable()

export const listRates = route({
  id: 'rates.list',
  method: 'GET',
  path: '/api/rates',
  permission: 'signed-in',
  summary: 'What foreign money is worth in yuan, the newest day first; what was withdrawn stays in sight',
  query: z.object({ ...pageQuery, currency: z.string().length(3).optional() }),
  reply: pageOf(
    quotation.extend({
      id,
      source: z.string(),
      recordedAt: instant,
      actorName: z.string().nullable(),
      withdrawnAt: instant.nullable(),
    }),
  ).extend({
    /** the latest of each currency, and whether a document of today could be booked at it */
    latest: z.array(quotation.extend({ isUsable: z.boolean() })),
    /** how many days a rate stands in for a later one */
    days: z.int(),
    can: z.object({ record: can }),
  }),
})

export const recordRates = route({
  id: 'rates.record',
  method: 'POST',
  path: '/api/rates',
  permission: 'rate.write',
  summary: 'Records quotations, all or none; documents that are booked keep the rate they were booked at',
  body: z.object({
    rates: z
      .array(
        z.object({
          currency: z.enum(FOREIGN_CURRENCIES),
          day,
          /** as printed, in yuan: "7.1234" */
          quoted: z.string().regex(/^\d{1,9}(\.\d{1,6})?$/),
          per,
          source: z.string().trim().max(100).default(''),
        }),
      )
      .min(1)
      .max(500),
    /** far from the rate before, and right all the same */
    confirmed: z.boolean().default(false),
  }),
  reply: z.object({ outcomes: z.array(z.enum(['new', 'changed', 'same'])) }),
})

export const withdrawRate = route({
  id: 'rates.withdraw',
  method: 'POST',
  path: '/api/rates/:id/withdraw',
  permission: 'rate.write',
  summary: 'Withdraws a quotation: nothing more is booked at it, and what was booked keeps its figure',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})
