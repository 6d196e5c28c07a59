import { z } from 'zod'
import { OBLIGATION_KINDS, OBLIGATION_STEPS } from '../core/contract/obligation.ts'
import { can, pageOf, pageQuery, person } from './paging.ts'
import { day, fen, id, route } from './route.ts'

/** What is to be done under contracts, by whom, until when, and what shows that it was done (C074). */

const draft = z.object({
  kind: z.enum(OBLIGATION_KINDS),
  label: z.string().trim().max(100).default(''),
  dueOn: day,
  amountFen: fen.nullable().default(null),
})
const row = z.object({
  /** null: paid by the customer, as the instalment of a payment node says */
  id: id.nullable(),
  contract: z.object({ id, number: z.string(), title: z.string() }),
  customer: z.object({ id, name: z.string() }),
  kind: z.enum([...OBLIGATION_KINDS, 'pay']),
  label: z.string(),
  dueOn: day,
  amountFen: fen.nullable(),
  currency: z.string(),
  responsible: person.nullable(),
  state: z.enum(['done', 'waived', 'late', 'soon', 'ahead']),
  endedOn: day.nullable(),
  evidence: z
    .object({ kind: z.enum(['order', 'invoice', 'file', 'words']), id: id.nullable(), label: z.string() })
    .nullable(),
})
export type ObligationRow = z.input<typeof row>

export const contractObligations = route({
  id: 'obligations.of_contract',
  method: 'GET',
  path: '/api/contracts/:id/obligations',
  permission: 'contract.read',
  summary:
    'Deliver, invoice, accept and pay under one contract, what could show it, and what is proposed [C074]',
  params: z.object({ id }),
  reply: z.object({
    items: z.array(row.extend({ can: z.object({ settle: can, reopen: can }) })),
    proposals: z.array(draft),
    orders: z.array(z.object({ id, label: z.string() })),
    invoices: z.array(z.object({ id, label: z.string() })),
    can: z.object({ add: can }),
  }),
})

export const listObligations = route({
  id: 'obligations.list',
  method: 'GET',
  path: '/api/obligations',
  permission: 'contract.read',
  summary: 'What is open under running contracts in scope, the most overdue first; `mine`: what I am to do',
  query: z.object({
    ...pageQuery,
    whose: z.enum(['mine', 'all']).default('mine'),
    lateOnly: z.stringbool().optional(),
  }),
  reply: pageOf(row).extend({ late: z.int() }),
})

export const addObligations = route({
  id: 'obligations.add',
  method: 'POST',
  path: '/api/contracts/:id/obligations',
  permission: 'contract.write',
  summary: 'Notes what is to be done under a contract',
  params: z.object({ id }),
  body: z.object({
    items: z
      .array(draft.extend({ responsibleId: id.nullish() }))
      .min(1)
      .max(60),
  }),
  reply: z.object({ ids: z.array(id) }),
})

export const settleObligation = route({
  id: 'obligations.settle',
  method: 'POST',
  path: '/api/obligations/:id/steps',
  permission: 'contract.write',
  summary:
    'Done with a file or words, waived, tied to an order or invoice that fulfils it by itself, open again, or withdrawn',
  params: z.object({ id }),
  body: z.object({
    kind: z.enum(OBLIGATION_STEPS),
    on: day.nullish(),
    reason: z.string().trim().max(200).nullish(),
    /** the order, invoice or file that shows it */
    evidenceId: id.nullish(),
  }),
  reply: z.object({ id }),
})
