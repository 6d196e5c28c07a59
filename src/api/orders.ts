import { z } from 'zod'
import { ORDER_STATUSES, ORDER_STEPS } from '../core/order/course.ts'
import { PRICE_VERDICTS } from '../core/price/judge.ts'
import { diffLine } from './approvals.ts'
import { creditFinding, creditHold } from './credit.ts'
import { customFilter, customGiven, customValues } from './custom-fields.ts'
import { asOfQuery, can, chosenColumns, exportQuery, pageOf, pageQuery, person } from './paging.ts'
import { currency, documentLine } from './quotes.ts'
import { originalAmount } from './rates.ts'
import { day, fen, id, instant, route } from './route.ts'

export const orderRow = z.object({
  id,
  number: z.string(),
  title: z.string(),
  customer: z.object({ id, name: z.string() }),
  deal: z.object({ id, title: z.string() }).nullable(),
  status: z.enum(ORDER_STATUSES),
  /** in yuan, as it counts everywhere */
  amountFen: fen,
  currency: z.string(),
  original: originalAmount,
  orderedOn: day,
  plannedOn: day.nullable(),
  deliveredOn: day.nullable(),
  lateDays: z.int(),
  /** who may let it go; null: credit does not hold it [C022] */
  creditHold: creditHold.exclude(['none']).nullable(),
  /** its prices are not the agreed ones and nobody has approved them [C050 C073] */
  priceHold: z.boolean(),
  invoicedFen: fen,
  responsible: person.nullable(),
  custom: customValues,
})
export type OrderRow = z.input<typeof orderRow>

const priceFinding = z.discriminatedUnion('code', [
  z.object({ code: z.literal('other_price'), product: z.string(), agreedFen: fen, orderedFen: fen }),
  z.object({
    code: z.literal('smaller_quantity'),
    product: z.string(),
    agreedMilli: fen,
    orderedMilli: fen,
  }),
  z.object({
    code: z.literal('outside_list'),
    product: z.string(),
    verdict: z.enum(PRICE_VERDICTS).exclude(['free']),
  }),
  z.object({ code: z.literal('beyond_amount'), agreedFen: fen, orderedFen: fen }),
  z.object({ code: z.literal('lines_missing') }),
])

/** What the order said, and why it may leave at these prices; `basis` null: it may not. */
const orderVersion = z.object({
  id,
  number: z.int(),
  at: instant,
  actorName: z.string().nullable(),
  reason: z.string(),
  amountFen: fen,
  deviationBp: z.int().nullable(),
  findings: z.array(priceFinding),
  basis: z.enum(['agreed', 'authority', 'approval', 'history']).nullable(),
  releasedBy: z.string().nullable(),
  releasedAt: instant.nullable(),
  caseId: id.nullable(),
  /** against the version before it */
  diff: z.array(diffLine),
})

const orderFilter = {
  view: z.enum(['open', 'late', 'delivered', 'cancelled', 'all']).default('open'),
  q: z.string().max(60).optional(),
  customerId: id.optional(),
  dealId: id.optional(),
  responsibleId: id.optional(),
  /** the list's fields, as one text: `amount~from~1000000;planned_on~to~2026-12-31`; money in fen */
  fields: customFilter.optional(),
  /** own fields, in the same way: `region~is~华东` */
  custom: customFilter.optional(),
}

export const listOrders = route({
  id: 'orders.list',
  method: 'GET',
  path: '/api/orders',
  permission: 'order.read',
  summary: 'Orders in scope, the latest with delivery first [C048 C049]',
  query: z.object({ ...pageQuery, ...orderFilter, ...asOfQuery }),
  reply: pageOf(orderRow).extend({ counts: z.object({ open: z.int(), late: z.int(), lateFen: fen }) }),
})

export const exportOrders = route({
  id: 'orders.export',
  method: 'GET',
  path: '/api/orders/export',
  permission: 'export.run',
  summary: 'The filtered list as .xlsx; logged',
  query: z.object({ ...orderFilter, ...exportQuery, cols: chosenColumns.optional() }),
  reply: z.unknown(),
})

export const getOrder = route({
  id: 'orders.get',
  method: 'GET',
  path: '/api/orders/:id',
  permission: 'order.read',
  summary: 'One order: lines, plan and deliveries, invoices, and how far it is from its plan [C272]',
  params: z.object({ id }),
  reply: orderRow.extend({
    version: z.int(),
    remark: z.string(),
    firstPlannedOn: day.nullable(),
    creditFindings: z.array(creditFinding),
    orderedMilli: fen,
    deliveredMilli: fen.nullable(),
    lines: z.array(documentLine.extend({ amountFen: fen })),
    /** what delivery notes have taken of it: signed for, on their way or waiting to leave */
    onNotes: z.array(
      z.object({ product: z.string(), unit: z.string(), unitPriceFen: fen, quantityMilli: fen }),
    ),
    /** how far it came out from what was first confirmed; null: it is not over [C272] */
    offPlan: z
      .object({
        completedOn: day,
        quantityBp: z.int().nullable(),
        priceBp: z.int().nullable(),
        billedBp: z.int().nullable(),
        lateDays: z.int().nullable(),
      })
      .nullable(),
    contract: z.object({ id, number: z.string(), isInForce: z.boolean() }).nullable(),
    /** newest first */
    versions: z.array(orderVersion),
    priceApproval: z
      .object({
        state: z.enum(['approved', 'running', 'returned', 'other_content', 'none']),
        caseId: id.nullable(),
      })
      .nullable(),
    invoices: z.array(z.object({ id, number: z.string(), issuedOn: day, amountFen: fen, openFen: fen })),
    steps: z.array(
      z.object({
        id,
        kind: z.enum(ORDER_STEPS),
        on: day,
        plannedOn: day.nullable(),
        quantityMilli: fen.nullable(),
        reason: z.string().nullable(),
        actorName: z.string().nullable(),
        voided: z.boolean(),
        /** the delivery note whose signature it is */
        noteId: id.nullable(),
      }),
    ),
    can: z.object({ edit: can, deliver: can, part: can, correct: can, release: can, undo: can }),
  }),
})

const saved = z.object({ id, version: z.int() })

export const createOrder = route({
  id: 'orders.create',
  method: 'POST',
  path: '/api/orders',
  permission: 'order.write',
  summary: 'Notes an order, with lines or just its amount [C048]',
  body: z.object({
    /** left out: the next one of the company's series [C082] */
    number: z.string().trim().max(60).nullish(),
    customerId: id,
    dealId: id.nullish(),
    contractId: id.nullish(),
    title: z.string().trim().max(200).default(''),
    amountFen: fen.nullish(),
    lines: z.array(documentLine).max(200).optional(),
    currency: currency.default('CNY'),
    orderedOn: day,
    plannedOn: day.nullish(),
    responsibleId: id.nullish(),
    remark: z.string().max(1000).default(''),
    custom: customGiven.optional(),
  }),
  reply: saved,
})

export const updateOrder = route({
  id: 'orders.update',
  method: 'PUT',
  isVersioned: true,
  path: '/api/orders/:id',
  permission: 'order.write',
  summary: 'Edits what is no fact: title, remark, responsible person; If-Match carries the version seen',
  params: z.object({ id }),
  body: z.object({
    title: z.string().trim().max(200),
    remark: z.string().max(1000),
    responsibleId: id.nullish(),
    custom: customGiven.optional(),
  }),
  reply: saved,
})

export const recordOrderStep = route({
  id: 'orders.step',
  method: 'POST',
  path: '/api/orders/:id/steps',
  permission: 'order.write',
  summary: 'A new delivery day, a part or all delivered, or cancelled [C048 C049]',
  params: z.object({ id }),
  body: z.object({
    kind: z.enum(ORDER_STEPS).exclude(['ordered', 'corrected']),
    on: day.optional(),
    plannedOn: day.nullish(),
    quantityMilli: fen.nullish(),
    reason: z.string().trim().max(200).nullish(),
  }),
  reply: saved,
})

export const correctOrder = route({
  id: 'orders.correct',
  method: 'PUT',
  isVersioned: true,
  path: '/api/orders/:id/content',
  permission: 'order.write',
  summary:
    'Writes a confirmed order again; counted as a correction, asked for price and credit anew [C210 C272]',
  params: z.object({ id }),
  body: z.object({
    lines: z.array(documentLine).max(200).optional(),
    amountFen: fen.nullish(),
    reason: z.string().trim().max(200),
  }),
  reply: saved,
})

export const releaseOrder = route({
  id: 'orders.release',
  method: 'POST',
  path: '/api/orders/:id/price-release',
  permission: 'order.write',
  summary:
    'Lets held prices go where they are agreed or within one’s own authority, else asks for approval [C056]',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().max(500).default('') }),
  reply: saved.extend({ caseId: id.nullable() }),
})

export const undoOrderStep = route({
  id: 'orders.undo',
  method: 'POST',
  path: '/api/orders/:id/undo',
  permission: 'order.write',
  summary: 'Takes the last step back; it stays in the history as taken back',
  params: z.object({ id }),
  body: z.object({ stepId: id }),
  reply: saved,
})
