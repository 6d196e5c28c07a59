import { z } from 'zod'
import { CHANGE_STEPS } from '../core/contract/change.ts'
import { can } from './paging.ts'
import { documentLine } from './quotes.ts'
import { day, fen, id, route } from './route.ts'

/** What customers ask for while a contract is fulfilled, until it is part of the contract (C076). */

/** More of something, or less: then quantity and amount are both below nothing. */
const line = documentLine
  .extend({ quantityMilli: fen.refine((milli) => milli !== 0n), amountFen: fen })
  .refine(({ quantityMilli, amountFen }) => amountFen === 0n || amountFen > 0n === quantityMilli > 0n)
const node = z.object({ label: z.string().trim().max(60).default(''), dueOn: day, amountFen: fen })
const terms = z.object({
  /** added lines; a negative quantity takes away from a line at the same price */
  lines: z.array(line).max(200).default([]),
  /** effect on the amount: the sum of the lines, where there are any */
  amountFen: fen,
  /** the contract ends then; null: as before */
  endsOn: day.nullable().default(null),
  /** delivered within so many days of the confirmation */
  deliveryDays: z.int().min(0).max(3650).nullable().default(null),
  /** payments for what is more; they sum to the effect */
  nodes: z.array(node).max(120).default([]),
})
const change = z.object({
  id,
  number: z.int(),
  what: z.string(),
  askedBy: z.string(),
  askedOn: day,
  actorName: z.string().nullable(),
  estimateFen: fen.nullable(),
  terms: terms.nullable(),
  state: z.enum(['asked', 'priced', 'confirmed', 'in_force', 'withdrawn', 'refused']),
  /** delivered, and in no contract in force */
  isDoneUnconfirmed: z.boolean(),
  steps: z.array(
    z.object({
      id,
      kind: z.enum(CHANGE_STEPS),
      on: day,
      amountFen: fen.nullable(),
      person: z.string().nullable(),
      file: z.object({ id, name: z.string() }).nullable(),
      reason: z.string().nullable(),
      actorName: z.string().nullable(),
    }),
  ),
  can: z.object({ price: can, confirm: can, done: can, withdraw: can, refuse: can, takeBack: can }),
})

export const contractChanges = route({
  id: 'contract_changes.of_contract',
  method: 'GET',
  path: '/api/contracts/:id/changes',
  permission: 'contract.read',
  summary: 'What was asked for on the way of one contract, the newest first, and where each stands [C076]',
  params: z.object({ id }),
  reply: z.object({ items: z.array(change), can: z.object({ add: can }) }),
})

const noted = z.object({
  id,
  /** the approval that was asked for with it */
  caseId: id.nullable(),
})

export const askChange = route({
  id: 'contract_changes.ask',
  method: 'POST',
  path: '/api/contracts/:id/changes',
  permission: 'contract.write',
  summary: 'Notes what the customer asked for beside an approved contract, by whom and when [C076]',
  params: z.object({ id }),
  body: z.object({
    what: z.string().trim().min(1).max(1000),
    askedBy: z.string().trim().min(1).max(100),
    askedOn: day,
    estimateFen: fen
      .refine((value) => value > 0n)
      .nullable()
      .default(null),
  }),
  reply: z.object({ id }),
})

export const priceChange = route({
  id: 'contract_changes.price',
  method: 'POST',
  path: '/api/contract-changes/:id/price',
  permission: 'contract.write',
  summary: 'What it comes to: lines, effect on amount, end and payments; may be said again until confirmed',
  params: z.object({ id }),
  body: terms,
  reply: noted,
})

export const confirmChange = route({
  id: 'contract_changes.confirm',
  method: 'POST',
  path: '/api/contract-changes/:id/confirmation',
  permission: 'contract.write',
  summary:
    'The customer agreed, with day, person and file; writes the next version and asks for its approval [C076]',
  params: z.object({ id }),
  body: z.object({ on: day, person: z.string().trim().min(1).max(100), fileId: id }),
  reply: noted,
})

export const stepChange = route({
  id: 'contract_changes.step',
  method: 'POST',
  path: '/api/contract-changes/:id/steps',
  permission: 'contract.write',
  summary: 'Delivered before it was in force, withdrawn, refused, or the last of what was noted taken back',
  params: z.object({ id }),
  body: z.object({
    kind: z.enum(['done', 'withdrawn', 'refused', 'taken_back']),
    on: day.nullish(),
    reason: z.string().trim().max(500).nullish(),
    fileId: id.nullish(),
  }),
  reply: noted,
})
