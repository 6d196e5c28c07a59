import { z } from 'zod'
import { PRICE_GRADES } from '../core/price/judge.ts'
import { can } from './paging.ts'
import { currency } from './quotes.ts'
import { bookedRate } from './rates.ts'
import { day, fen, id, instant, route } from './route.ts'

/** A row of a price list; `costFen` is in yuan, null for those who may not know margins. */
export const priceRow = z.object({
  code: z.string().trim().min(1).max(60),
  name: z.string().trim().min(1).max(200),
  unit: z.string().trim().min(1).max(20),
  grade: z.enum(PRICE_GRADES).nullable(),
  fromMilli: fen,
  floorFen: fen,
  listFen: fen,
  ceilingFen: fen.nullable(),
  costFen: fen.nullable(),
})

const priceList = z.object({
  id,
  number: z.int(),
  currency: z.string(),
  validFrom: day,
  validTo: day.nullable(),
  note: z.string(),
  recordedAt: instant,
  actorName: z.string().nullable(),
  /** `later`: begins in the future; `over`: another one took its place, or its last day has passed */
  state: z.enum(['current', 'later', 'over']),
  lineCount: z.int(),
})

export const readPrices = route({
  id: 'prices.read',
  method: 'GET',
  path: '/api/prices',
  permission: 'price.read',
  summary: 'The price list in force (or one of its versions) and all versions [C063]',
  query: z.object({ listId: id.optional(), currency: currency.default('CNY') }),
  reply: z.object({
    /** nothing is free under `expired` (none is in force) and `elsewhere` (kept in other currencies) */
    control: z.enum(['off', 'on', 'expired', 'elsewhere']),
    list: priceList.nullable(),
    rows: z.array(priceRow),
    lists: z.array(priceList),
    currency,
    /** in which a list was ever published */
    currencies: z.array(z.string()),
    /** of today, for what a foreign list leaves over costs in yuan; null: yuan, or no rate is kept */
    rate: bookedRate.nullable(),
    can: z.object({ publish: can, seeCost: z.boolean() }),
  }),
})

export const publishPrices = route({
  id: 'prices.publish',
  method: 'POST',
  path: '/api/prices',
  permission: 'price.write',
  summary: 'Publishes a new version of the price list; versions are never changed [C063]',
  body: z.object({
    currency: currency.default('CNY'),
    validFrom: day,
    validTo: day.nullish(),
    note: z.string().trim().max(200).default(''),
    rows: z.array(priceRow).min(1).max(2000),
  }),
  reply: z.object({ id, number: z.int() }),
})
