import { z } from 'zod'
import { ALLOWANCE_CAUSES, ALLOWANCE_KINDS, CONDITIONS, RETURN_CAUSES } from '../core/order/allowance.ts'
import { can, pageOf, pageQuery } from './paging.ts'
import { day, fen, id, route } from './route.ts'

export const allowanceRow = z.object({
  id,
  version: z.int(),
  kind: z.enum(ALLOWANCE_KINDS),
  customer: z.object({ id, name: z.string() }),
  note: z.object({ id, number: z.string() }).nullable(),
  invoiceNumber: z.string().nullable(),
  from: day.nullable(),
  until: day.nullable(),
  cause: z.enum(ALLOWANCE_CAUSES),
  condition: z.enum(CONDITIONS).nullable(),
  reason: z.string(),
  amountFen: fen,
  on: day,
  status: z.enum(['asked', 'in_effect', 'ended']),
  basis: z.enum(['authority', 'approval']).nullable(),
  caseId: id.nullable(),
  complaintId: id.nullable(),
  askedBy: z.string().nullable(),
  /** the credit note by which it became money */
  credit: z.object({ reference: z.string(), on: day }).nullable(),
  /** goods that came back before they were billed: the bill is smaller, no credit note is due */
  needsCredit: z.boolean(),
  can: z.object({ credit: can, end: can }),
})
export type AllowanceRow = z.input<typeof allowanceRow>

export const listAllowances = route({
  id: 'allowances.list',
  method: 'GET',
  path: '/api/allowances',
  permission: 'receivable.read',
  summary: 'Returns, discounts and rebates in scope; those that wait for a credit note first',
  query: z.object({
    ...pageQuery,
    view: z.enum(['to_credit', 'asked', 'all']).default('all'),
    customerId: id.optional(),
    noteId: id.optional(),
  }),
  reply: pageOf(allowanceRow).extend({
    counts: z.object({ toCredit: z.int(), toCreditFen: fen, asked: z.int() }),
  }),
})

const asked = z.object({ id, approvalId: id.nullable(), inEffect: z.boolean() })

export const askReturn = route({
  id: 'allowances.return',
  method: 'POST',
  path: '/api/delivery-notes/:id/returns',
  permission: 'order.write',
  summary: 'Goods that came back against a signed note; within one’s authority at once, else approved',
  params: z.object({ id }),
  body: z.object({
    returnedOn: day,
    cause: z.enum(RETURN_CAUSES),
    condition: z.enum(CONDITIONS),
    reason: z.string().trim().max(500).default(''),
    lines: z
      .array(z.object({ lineId: id, quantityMilli: fen }))
      .min(1)
      .max(200),
  }),
  reply: asked,
})

export const askDiscount = route({
  id: 'allowances.discount',
  method: 'POST',
  path: '/api/allowances',
  permission: 'receivable.note',
  summary: 'A discount on an invoice or a rebate on a period: asked and decided, never an edited instalment',
  body: z.object({
    customerId: id,
    invoiceNumber: z.string().trim().min(1).max(60).nullish(),
    from: day.nullish(),
    until: day.nullish(),
    cause: z.enum(['price', 'quality', 'volume', 'other']),
    amountFen: fen,
    reason: z.string().trim().max(500),
  }),
  reply: asked,
})

export const creditAllowance = route({
  id: 'allowances.credit',
  method: 'POST',
  path: '/api/allowances/:id/credit',
  permission: 'receivable.write',
  summary: 'Records the credit note of what was granted; from then on it is money',
  params: z.object({ id }),
  body: z.object({ reference: z.string().trim().min(1).max(100), on: day.optional() }),
  reply: z.object({ id, paymentId: id, allocatedFen: fen, unallocatedFen: fen }),
})

export const endAllowance = route({
  id: 'allowances.end',
  method: 'POST',
  path: '/api/allowances/:id/end',
  permission: 'receivable.write',
  summary: 'Takes back what was granted and is no money yet; it stays in the history',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(200) }),
  reply: z.object({ ok: z.literal(true) }),
})

const billable = z.object({
  id,
  number: z.string(),
  orderNumber: z.string(),
  contractNumber: z.string().nullable(),
  signedOn: day,
  signer: z.string(),
  signedFen: fen,
  returnedFen: fen,
  amountFen: fen,
})

export const readReconciliation = route({
  id: 'delivery-notes.reconcile',
  method: 'GET',
  path: '/api/customers/:id/reconciliation',
  permission: 'receivable.read',
  summary: 'Signed notes of a customer that no invoice has billed yet, up to a day, with their sum',
  params: z.object({ id }),
  query: z.object({ until: day.optional() }),
  reply: z.object({
    customer: z.object({ id, name: z.string() }),
    until: day,
    termDays: z.int(),
    notes: z.array(billable),
    totalFen: fen,
  }),
})

export const billNotes = route({
  id: 'delivery-notes.bill',
  method: 'POST',
  path: '/api/customers/:id/reconciliation',
  permission: 'receivable.write',
  summary:
    'Records the invoice over chosen notes, or ties them to one that is recorded; sums agree to the fen',
  params: z.object({ id }),
  body: z.object({
    noteIds: z.array(id).min(1).max(500),
    number: z.string().trim().min(1).max(60),
    issuedOn: day,
    dueOn: day,
    /** what the page showed; another sum by now is refused */
    totalFen: fen,
  }),
  reply: z.object({ invoiceId: id, isNew: z.boolean() }),
})
