import { z } from 'zod'
import { BILL_KINDS, BILL_STATES, BILL_STEPS, BILLS_COLLECTED } from '../core/receivable/bill.ts'
import { allocate } from './allocate.ts'
import { asOfQuery, can, pageOf, pageQuery } from './paging.ts'
import { day, fen, id, route } from './route.ts'

/** What of the register is looked at: `soon` is due within thirty days, `late` has passed, nothing noted. */
export const BILL_VIEWS = ['all', 'in_hand', 'soon', 'late', 'passed', 'refused', 'honoured'] as const

const sum = z.object({ count: z.int(), fen })

export const listBills = route({
  id: 'bills.list',
  method: 'GET',
  path: '/api/receivables/bills',
  permission: 'receivable.read',
  summary:
    'The register of acceptance bills as of any day, in both readings: in hand, passed on, refused [C091]',
  query: z.object({
    ...pageQuery,
    ...asOfQuery,
    known: z.stringbool().optional(),
    view: z.enum(BILL_VIEWS).default('all'),
    customerId: id.optional(),
    q: z.string().trim().max(60).optional(),
  }),
  reply: pageOf(
    z.object({
      id,
      customer: z.object({ id, name: z.string() }),
      kind: z.enum(BILL_KINDS),
      number: z.string(),
      drawer: z.string(),
      acceptor: z.string(),
      amountFen: fen,
      issuedOn: day.nullable(),
      dueOn: day,
      receivedOn: day,
      state: z.enum(BILL_STATES),
      /** below zero: the due day has passed */
      daysLeft: z.int(),
      passedHow: z.enum(['discounted', 'endorsed']).nullable(),
      passedOn: day.nullable(),
      passedTo: z.string(),
      costFen: fen,
      endedOn: day.nullable(),
      note: z.string(),
      /** which invoices it was taken for; what is over lies on account */
      settled: z.array(z.object({ invoiceNumber: z.string(), amountFen: fen })),
      can: z.object({ discounted: can, endorsed: can, honoured: can, refused: can, takeBack: can }),
    }),
  ).extend({
    asOf: day,
    reading: z.enum(['business', 'known']),
    sums: z.object({
      in_hand: sum,
      soon: sum,
      late: sum,
      passed: sum,
      refused: sum,
      /** of what is in hand or passed on: owed by companies, and still part of the exposure */
      commercial: sum,
    }),
    /** what discounting has cost in the twelve months up to that day */
    costFen: fen,
    collected: z.enum(BILLS_COLLECTED),
    can: z.object({ receive: can, setting: can }),
  }),
})

export const receiveBill = route({
  id: 'bills.receive',
  method: 'POST',
  path: '/api/receivables/bills',
  permission: 'receivable.write',
  summary: 'Takes an acceptance bill in payment and sets it against what is owed [C091]',
  body: z.object({
    customerId: id,
    kind: z.enum(BILL_KINDS),
    number: z.string().trim().min(1).max(60),
    drawer: z.string().trim().max(100).default(''),
    acceptor: z.string().trim().min(1).max(100),
    amountFen: fen,
    issuedOn: day,
    dueOn: day,
    receivedOn: day,
    allocate,
  }),
  reply: z.object({ id, allocatedFen: fen, unallocatedFen: fen }),
})

export const stepBill = route({
  id: 'bills.step',
  method: 'POST',
  path: '/api/receivables/bills/:id/steps',
  permission: 'receivable.write',
  summary: 'What became of a bill: honoured, discounted with its cost, endorsed on, or refused [C091]',
  params: z.object({ id }),
  body: z.object({
    step: z.enum(BILL_STEPS),
    on: day,
    costFen: fen.default(0n),
    to: z.string().trim().max(100).default(''),
    note: z.string().trim().max(500).default(''),
  }),
  reply: z.object({ ok: z.literal(true) }),
})

export const takeBackBill = route({
  id: 'bills.takeBack',
  method: 'POST',
  path: '/api/receivables/bills/:id/take-back',
  permission: 'receivable.write',
  summary:
    'Takes back what was noted last by mistake, or the bill itself; the row stays for readings of the past',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(200) }),
  /** the bill without its last step, under a new id; null: the bill itself was taken back */
  reply: z.object({ id: id.nullable() }),
})

export const saveBillsCollected = route({
  id: 'bills.collected',
  method: 'POST',
  path: '/api/receivables/bills/collected',
  permission: 'setting.write',
  summary:
    'Whether a bill counts as collected (targets, boards, commission) when it comes or when it is money',
  body: z.object({ collected: z.enum(BILLS_COLLECTED) }),
  reply: z.object({ ok: z.literal(true) }),
})
