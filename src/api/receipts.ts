import { z } from 'zod'
import { RECEIPT_STATES } from '../core/receivable/receipt.ts'
import { can, pageOf, pageQuery } from './paging.ts'
import { currency } from './quotes.ts'
import { day, fen, id, route } from './route.ts'

const countAmount = z.object({ count: z.int(), amountFen: fen })
const original = z.object({ currency: z.string(), minor: fen })
const customer = z.object({ id, name: z.string() })
const done = z.object({ ok: z.literal(true) })

export const listReceipts = route({
  id: 'receipts.list',
  method: 'GET',
  path: '/api/receipts',
  permission: 'receivable.read',
  summary: 'Money to be claimed and to be confirmed, each with what it most likely is [C091 C181]',
  query: z.object({
    ...pageQuery,
    view: z.enum(['waiting', 'claimed', 'confirmed', 'aside']).default('waiting'),
  }),
  reply: pageOf(
    z.object({
      id,
      origin: z.enum(['bank', 'hand']),
      state: z.enum(RECEIPT_STATES),
      on: day,
      amountFen: fen,
      /** in its own currency; null: in yuan */
      original: original.nullable(),
      payerName: z.string(),
      remark: z.string(),
      serial: z.string(),
      note: z.string(),
      /** to be looked at: person_pays, third_party, recorded_already; like_bill is confirmed by itself */
      flags: z.array(z.string()),
      proposal: z.object({ rung: z.int(), customer }).nullable(),
      customer: customer.nullable(),
      claimedBy: z.string().nullable(),
      firstConfirmedBy: z.string().nullable(),
      confirmedBy: z.string().nullable(),
      needsTwo: z.boolean(),
      can: z.object({ claim: can, confirm: can }),
    }),
  ).extend({
    counts: z.object({ waiting: countAmount, claimed: countAmount }),
    twiceFromFen: fen,
  }),
})

export const uploadBankFile = route({
  id: 'receipts.bankFile',
  method: 'POST',
  path: '/api/receipts/bank-file',
  permission: 'receivable.write',
  summary:
    'A bank statement (CSV, xlsx, xls; part `file`): incoming money that is not known yet waits to be claimed',
  takesFile: true,
  reply: z.object({
    added: z.int(),
    known: z.int(),
    outgoing: z.int(),
    proposed: z.int(),
    unread: z.array(z.object({ row: z.int(), why: z.enum(['date', 'amount', 'currency', 'rate']) })),
    unreadCount: z.int(),
  }),
})

export const reportReceipt = route({
  id: 'receipts.report',
  method: 'POST',
  path: '/api/receipts',
  permission: 'receivable.note',
  summary: 'Sales registers what a customer paid; it counts when finance has confirmed it [C181]',
  body: z.object({
    customerId: id,
    receivedOn: day,
    amountFen: fen,
    currency: currency.default('CNY'),
    payerName: z.string().trim().max(200).default(''),
    remark: z.string().trim().max(300).default(''),
  }),
  reply: z.object({ id }),
})

export const claimReceipt = route({
  id: 'receipts.claim',
  method: 'POST',
  path: '/api/receipts/:id/claim',
  permission: 'receivable.note',
  summary: 'Says whose money it is; finance confirms it',
  params: z.object({ id }),
  body: z.object({ customerId: id, note: z.string().trim().max(300).default('') }),
  reply: done,
})

export const releaseReceipt = route({
  id: 'receipts.release',
  method: 'POST',
  path: '/api/receipts/:id/release',
  permission: 'receivable.note',
  summary: 'Takes a claim back: the money waits again',
  params: z.object({ id }),
  reply: done,
})

export const confirmReceipts = route({
  id: 'receipts.confirm',
  method: 'POST',
  path: '/api/receipts/confirm',
  permission: 'receivable.write',
  summary: 'Confirms receipts: each becomes a payment, from the threshold on with a second person [C181]',
  body: z.object({ ids: z.array(id).min(1).max(200), adopt: z.boolean().default(false) }),
  reply: z.object({ confirmed: z.int(), half: z.int() }),
})

export const setReceiptAside = route({
  id: 'receipts.aside',
  method: 'POST',
  path: '/api/receipts/:id/aside',
  permission: 'receivable.write',
  summary: 'No customer’s money (interest, refund, own transfer), with the reason',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(200) }),
  reply: done,
})

export const saveThreshold = route({
  id: 'receipts.threshold',
  method: 'PUT',
  path: '/api/receipts/threshold',
  permission: 'setting.write',
  summary: 'From which amount on a receipt needs a second confirmation [C181]',
  body: z.object({ twiceFromFen: fen.refine((value) => value > 0n) }),
  reply: done,
})
