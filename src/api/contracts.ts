import { z } from 'zod'
import { CONTRACT_STEPS } from '../core/contract/course.ts'
import { can, pageOf, pageQuery, person } from './paging.ts'
import { currency } from './quotes.ts'
import { day, fen, id, instant, route } from './route.ts'

export const contractRow = z.object({
  id,
  number: z.string(),
  title: z.string(),
  customer: z.object({ id, name: z.string() }),
  deal: z.object({ id, title: z.string() }).nullable(),
  amountFen: fen,
  currency: z.string(),
  signedOn: day.nullable(),
  effectiveOn: day.nullable(),
  endsOn: day.nullable(),
  daysLeft: z.int().nullable(),
  status: z.enum(['open', 'ended']),
  approvedAt: instant.nullable(),
  approvedBy: z.string().nullable(),
  responsible: person.nullable(),
})
export type ContractRow = z.input<typeof contractRow>

export const listContracts = route({
  id: 'contracts.list',
  method: 'GET',
  path: '/api/contracts',
  permission: 'contract.read',
  summary: 'Contracts in scope, what ends soonest first [C075]',
  query: z.object({
    ...pageQuery,
    view: z.enum(['open', 'ending', 'unapproved', 'ended', 'all']).default('open'),
    q: z.string().max(60).optional(),
    customerId: id.optional(),
    dealId: id.optional(),
  }),
  reply: pageOf(contractRow).extend({ counts: z.object({ ending: z.int(), unapproved: z.int() }) }),
})

const node = z.object({ label: z.string().max(60).default(''), dueOn: day, amountFen: fen })

export const getContract = route({
  id: 'contracts.get',
  method: 'GET',
  path: '/api/contracts/:id',
  permission: 'contract.read',
  summary: 'One contract: payment nodes, who approved it, and what became of it',
  params: z.object({ id }),
  reply: contractRow.extend({
    version: z.int(),
    remark: z.string(),
    nodes: z.array(node.extend({ id })),
    steps: z.array(
      z.object({
        id,
        kind: z.enum(CONTRACT_STEPS),
        on: day,
        endsOn: day.nullable(),
        amountFen: fen.nullable(),
        reason: z.string().nullable(),
        actorName: z.string().nullable(),
      }),
    ),
    can: z.object({ approve: can, unapprove: can, prolong: can, end: can }),
  }),
})

const saved = z.object({ id, version: z.int() })

export const createContract = route({
  id: 'contracts.create',
  method: 'POST',
  path: '/api/contracts',
  permission: 'contract.write',
  summary: 'Notes a contract; payment nodes become instalments when it is approved [C068]',
  body: z.object({
    number: z.string().trim().min(1).max(60),
    customerId: id,
    dealId: id.nullish(),
    title: z.string().trim().max(200).default(''),
    amountFen: fen,
    currency: currency.default('CNY'),
    signedOn: day.nullish(),
    effectiveOn: day.nullish(),
    endsOn: day.nullish(),
    responsibleId: id.nullish(),
    remark: z.string().max(1000).default(''),
    nodes: z.array(node).max(60).optional(),
  }),
  reply: saved,
})

export const approveContract = route({
  id: 'contracts.approve',
  method: 'POST',
  path: '/api/contracts/:id/approval',
  permission: 'contract.approve',
  summary: 'Approves a contract or withdraws the approval; never of a contract of one’s own [C073]',
  params: z.object({ id }),
  body: z.object({
    kind: z.enum(['approved', 'unapproved']),
    reason: z.string().trim().max(200).nullish(),
  }),
  reply: saved,
})

export const recordContractStep = route({
  id: 'contracts.step',
  method: 'POST',
  path: '/api/contracts/:id/steps',
  permission: 'contract.write',
  summary: 'Prolongs a contract to a later day or ends it [C075]',
  params: z.object({ id }),
  body: z.object({
    kind: z.enum(['prolonged', 'ended']),
    endsOn: day.nullish(),
    reason: z.string().trim().max(200).nullish(),
  }),
  reply: saved,
})
