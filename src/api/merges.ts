import { z } from 'zod'
import { BECAUSE, LIKENESS } from '../core/customer/likeness.ts'
import { MERGED_FIELDS } from '../core/customer/merge.ts'
import { customValues } from './custom-fields.ts'
import { can, pageOf, pageQuery } from './paging.ts'
import { day, fen, id, instant, route } from './route.ts'

/** Two records of one company become one, with full history and undo (C209). */

const because = z.array(z.enum(BECAUSE))

export const listDuplicates = route({
  id: 'merges.duplicates',
  method: 'GET',
  path: '/api/customers/duplicates',
  permission: 'customer.assign',
  summary: 'Pairs of customers in scope that may be one company, the surest first; a person decides',
  reply: z.object({
    items: z.array(
      z.object({
        one: z.object({ id, name: z.string(), responsibleName: z.string().nullable() }),
        other: z.object({ id, name: z.string(), responsibleName: z.string().nullable() }),
        likeness: z.enum(LIKENESS),
        because,
      }),
    ),
    /** customers that were compared; the newest when there are more */
    compared: z.int(),
    customers: z.int(),
  }),
})

const party = z.object({
  id,
  name: z.string(),
  shortName: z.string().nullable(),
  externalCode: z.string().nullable(),
  uscc: z.string().nullable(),
  city: z.string().nullable(),
  phone: z.string().nullable(),
  keyLevel: z.string(),
  responsibleId: id.nullable(),
  responsibleName: z.string().nullable(),
  remark: z.string(),
  custom: customValues,
  createdOn: day,
  limitFen: fen.nullable(),
  termDays: z.int().nullable(),
  openFen: fen,
  overdueFen: fen,
  unallocatedFen: fen,
  /** rows that would go over, by what they are */
  rows: z.array(z.object({ table: z.string(), count: z.int() })),
})

export const previewMerge = route({
  id: 'merges.preview',
  method: 'GET',
  path: '/api/customers/:id/merge',
  permission: 'customer.assign',
  summary: 'Both records side by side: what each says, owes and has, and what would go over',
  params: z.object({ id }),
  query: z.object({ otherId: id }),
  reply: z.object({
    kept: party,
    gone: party,
    likeness: z.enum(LIKENESS).nullable(),
    because,
    proposed: z.array(z.enum(MERGED_FIELDS)),
    undoDays: z.int(),
    can: z.object({ merge: can }),
  }),
})

export const mergeCustomers = route({
  id: 'merges.merge',
  method: 'POST',
  path: '/api/customers/:id/merge',
  permission: 'customer.assign',
  summary: 'Merges another record into this one; money stays what it is to the fen, and it can be undone',
  params: z.object({ id }),
  body: z.object({
    otherId: id,
    /** fields that are taken from the other record */
    take: z.array(z.enum(MERGED_FIELDS)).max(MERGED_FIELDS.length).default([]),
    reason: z.string().trim().min(1).max(500),
  }),
  reply: z.object({ id }),
})

export const listMerges = route({
  id: 'merges.list',
  method: 'GET',
  path: '/api/merges',
  permission: 'customer.assign',
  summary: 'Merges of customers in scope, newest first, with what may still be undone',
  query: z.object({ ...pageQuery, customerId: id.optional() }),
  reply: pageOf(
    z.object({
      id,
      keptId: id,
      keptName: z.string(),
      goneName: z.string(),
      reason: z.string(),
      at: instant,
      actorName: z.string().nullable(),
      rows: z.int(),
      undoUntil: day,
      undoneAt: instant.nullable(),
      undoneBy: z.string().nullable(),
      can: z.object({ undo: can }),
    }),
  ),
})

export const undoMerge = route({
  id: 'merges.undo',
  method: 'POST',
  path: '/api/merges/:id/undo',
  permission: 'customer.assign',
  summary: 'Takes a merge back as if it had never been; refused when money was touched since',
  params: z.object({ id }),
  reply: z.object({ id }),
})
