import { z } from 'zod'
import { NOTE_STATUSES } from '../core/order/note.ts'
import { can, pageOf, pageQuery, person } from './paging.ts'
import { originalAmount } from './rates.ts'
import { day, fen, id, instant, route } from './route.ts'

export const noteRow = z.object({
  id,
  number: z.string(),
  status: z.enum(NOTE_STATUSES),
  customer: z.object({ id, name: z.string() }),
  order: z.object({ id, number: z.string() }),
  contract: z.object({ id, number: z.string() }).nullable(),
  plannedOn: day,
  shippedOn: day.nullable(),
  signedOn: day.nullable(),
  signer: z.string(),
  /** in yuan: what was signed for and has not come back, else what the note says */
  amountFen: fen,
  currency: z.string(),
  original: originalAmount,
  /** less was taken in than left */
  isShort: z.boolean(),
  /** since it left, while nobody has signed for it */
  unsignedDays: z.int(),
  responsible: person.nullable(),
})
export type NoteRow = z.input<typeof noteRow>

export const listNotes = route({
  id: 'delivery-notes.list',
  method: 'GET',
  path: '/api/delivery-notes',
  permission: 'order.read',
  summary: 'Delivery notes in scope, those on their way first [C048]',
  query: z.object({
    ...pageQuery,
    view: z.enum(['open', 'unsigned', 'signed', 'void', 'all']).default('open'),
    q: z.string().max(60).optional(),
    customerId: id.optional(),
    orderId: id.optional(),
    contractId: id.optional(),
  }),
  reply: pageOf(noteRow).extend({
    counts: z.object({ open: z.int(), unsigned: z.int(), unsignedFen: fen }),
  }),
})

export const getNote = route({
  id: 'delivery-notes.get',
  method: 'GET',
  path: '/api/delivery-notes/:id',
  permission: 'order.read',
  summary: 'One delivery note: lines with what was accepted, and its course [C048 C079]',
  params: z.object({ id }),
  reply: noteRow.extend({
    version: z.int(),
    address: z.string(),
    carrier: z.string(),
    remark: z.string(),
    isCalloff: z.boolean(),
    lines: z.array(
      z.object({
        id,
        product: z.string(),
        unit: z.string(),
        quantityMilli: fen,
        unitPriceFen: fen,
        amountFen: fen,
        acceptedMilli: fen.nullable(),
        acceptedFen: fen.nullable(),
        /** asked back or come back */
        returnedMilli: fen,
      }),
    ),
    steps: z.array(
      z.object({
        id,
        kind: z.enum(['drafted', 'shipped', 'signed', 'voided']),
        on: day,
        at: instant,
        signer: z.string().nullable(),
        reason: z.string().nullable(),
        actorName: z.string().nullable(),
        voided: z.boolean(),
      }),
    ),
    can: z.object({ ship: can, sign: can, undo: can, void: can, return: can }),
  }),
})

const line = z.object({
  product: z.string().trim().min(1).max(200),
  unit: z.string().trim().max(20).default(''),
  quantityMilli: fen.refine((n) => n > 0n),
  unitPriceFen: fen.nullish(),
})

export const draftNote = route({
  id: 'delivery-notes.draft',
  method: 'POST',
  path: '/api/delivery-notes',
  permission: 'order.write',
  summary:
    'Writes a note of an order, or a call-off from a frame contract; prices are the agreed ones [C048 C050]',
  body: z.object({
    orderId: id.nullish(),
    contractId: id.nullish(),
    number: z.string().trim().max(60).nullish(),
    plannedOn: day,
    address: z.string().trim().max(200).default(''),
    carrier: z.string().trim().max(100).default(''),
    remark: z.string().trim().max(1000).default(''),
    lines: z.array(line).min(1).max(200),
  }),
  reply: z.object({ id, orderId: id }),
})

const saved = z.object({ id, version: z.int() })

export const recordNoteStep = route({
  id: 'delivery-notes.step',
  method: 'POST',
  isVersioned: true,
  path: '/api/delivery-notes/:id/steps',
  permission: 'order.write',
  summary: 'Shipped (asked for credit and price), signed for whole or with a shortage, or void [C022 C050]',
  params: z.object({ id }),
  body: z.object({
    kind: z.enum(['shipped', 'signed', 'voided']),
    on: day.optional(),
    signer: z.string().trim().max(60).nullish(),
    reason: z.string().trim().max(200).nullish(),
    accepted: z
      .array(z.object({ lineId: id, quantityMilli: fen }))
      .max(200)
      .optional(),
  }),
  reply: saved,
})

export const undoNoteStep = route({
  id: 'delivery-notes.undo',
  method: 'POST',
  isVersioned: true,
  path: '/api/delivery-notes/:id/undo',
  permission: 'order.write',
  summary: 'Takes the signature, or the leaving, back; it stays in the history as taken back',
  params: z.object({ id }),
  body: z.object({}),
  reply: saved,
})

export const noteFile = route({
  id: 'delivery-notes.file',
  method: 'GET',
  path: '/api/delivery-notes/:id/file',
  permission: 'order.read',
  summary: 'The note as PDF in Chinese or English with a place to sign; logged',
  params: z.object({ id }),
  query: z.object({ lang: z.enum(['zh', 'en']).default('zh'), prices: z.enum(['yes', 'no']).default('yes') }),
  reply: z.unknown(),
})
