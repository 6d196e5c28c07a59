import { z } from 'zod'
import { AMOUNT_BANDS, ARCHIVE_PLACES } from '../core/contract/archive.ts'
import { CONTRACT_STEPS } from '../core/contract/course.ts'
import { bilingual } from './alerts.ts'
import { diffLine } from './approvals.ts'
import { customFilter, customGiven, customValues } from './custom-fields.ts'
import { can, pageOf, pageQuery, person } from './paging.ts'
import { currency, documentLine } from './quotes.ts'
import { originalAmount } from './rates.ts'
import { day, fen, id, instant, route } from './route.ts'

export const contractRow = z.object({
  id,
  number: z.string(),
  title: z.string(),
  customer: z.object({ id, name: z.string() }),
  deal: z.object({ id, title: z.string() }).nullable(),
  /** in yuan, as it counts everywhere */
  amountFen: fen,
  currency: z.string(),
  original: originalAmount,
  signedOn: day.nullable(),
  effectiveOn: day.nullable(),
  endsOn: day.nullable(),
  daysLeft: z.int().nullable(),
  status: z.enum(['open', 'ended']),
  approvedAt: instant.nullable(),
  approvedBy: z.string().nullable(),
  responsible: person.nullable(),
  /** in the list: asked for on the way and in no version in force; in the contract's currency [C076] */
  outside: z.object({ count: z.int(), done: z.int(), fen }).nullish(),
  custom: customValues,
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
    /** the list's fields, as one text: `amount~from~1000000;ends_on~to~2026-12-31`; money in fen */
    fields: customFilter.optional(),
    /** own fields, in the same way: `region~is~华东` */
    custom: customFilter.optional(),
  }),
  reply: pageOf(contractRow).extend({ counts: z.object({ ending: z.int(), unapproved: z.int() }) }),
})

export const contractState = z.enum(['in_force', 'unapproved', 'ended'])
const place = z.enum(ARCHIVE_PLACES)
const band = z.enum(AMOUNT_BANDS.map((one) => one.band))

/** The amount in a query string is text; in fen, like everywhere. */
const fenInQuery = z.coerce.number().int().nonnegative().transform(BigInt).optional()

export const searchContracts = route({
  id: 'contracts.search',
  method: 'GET',
  path: '/api/contract-archive',
  permission: 'contract.read',
  summary:
    'The archive: by words in number, title, party, clauses, lines, files and amounts, and by fields; counts of all found, of the newest 1,000 where there are more [C078]',
  query: z.object({
    ...pageQuery,
    q: z.string().max(100).optional(),
    state: contractState.optional(),
    /** of the signature, or `none` for what is not signed */
    year: z
      .string()
      .regex(/^((?:19|20)\d\d|none)$/)
      .optional(),
    responsibleId: id.optional(),
    customerId: id.optional(),
    band: band.optional(),
    /** the most telling place in which a word was found */
    place: place.optional(),
    fromFen: fenInQuery,
    toFen: fenInQuery,
    signedFrom: day.optional(),
    signedTo: day.optional(),
  }),
  reply: pageOf(
    contractRow.extend({
      hits: z.array(z.object({ place, before: z.string(), hit: z.string(), after: z.string() })),
    }),
  ).extend({
    /** more have the words: what is found and counted are the newest `total` of them */
    isCapped: z.boolean(),
    facets: z.object({
      states: z.array(z.object({ state: contractState, n: z.int() })),
      years: z.array(z.object({ year: z.string(), n: z.int() })),
      people: z.array(z.object({ id, name: z.string(), n: z.int() })),
      bands: z.array(z.object({ band, n: z.int() })),
      places: z.array(z.object({ place, n: z.int() })),
    }),
  }),
})
export type FoundContract = z.input<typeof searchContracts.reply>['items'][number]

const node = z.object({
  label: z.string().max(60).default(''),
  /** 2999-12-31 while retention waits for an acceptance */
  dueOn: day,
  amountFen: fen,
  /** kept back until so many months after acceptance; null: until `dueOn` [C068] */
  retention: z.object({ months: z.int().min(0).max(120).nullable() }).optional(),
})
const clause = z.string().max(20_000).optional()
export const clauses = z.object({
  subject: clause,
  delivery: clause,
  breach: clause,
  dunning: clause,
  other: clause,
})
/** Under headings of its own; a contract of a hundred clauses has most of its text here [C065]. */
export const ownClauses = z
  .array(z.object({ title: z.string().trim().min(1).max(60), text: z.string().trim().min(1).max(20_000) }))
  .max(100)
  .default([])
export const blankName = z
  .string()
  .trim()
  .regex(/^[^{}\n]{1,20}$/)
const terms = {
  title: z.string().trim().max(200).default(''),
  currency: currency.default('CNY'),
  amountFen: fen,
  effectiveOn: day.nullable().default(null),
  endsOn: day.nullable().default(null),
  termDays: z.int().min(0).max(3650).nullable().default(null),
  /** per day, in ten-thousandths of what is owed */
  penaltyBp: z.int().min(0).max(10_000).nullable().default(null),
  nodes: z.array(node).max(120).default([]),
  clauses: clauses.default({}),
  ownClauses,
  /** what the contract fills in of what its clauses leave open in braces */
  blanks: z.record(blankName, z.string().trim().max(500)).default({}),
}
const line = documentLine.extend({ amountFen: fen })
const content = z.object({
  ...terms,
  lines: z.array(line),
  quoteVersionId: id.nullable(),
  templateId: id.nullable(),
  /** what its paper is written in; left out: Chinese */
  language: z.literal('en').optional(),
  paper: z.object({ fileId: id, name: z.string(), sha256: z.string() }).optional(),
})

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
    acceptedOn: day.nullable(),
    /** in its own currency, like what it says [C073] */
    use: z.object({ orderedFen: fen, billedFen: fen }),
    quote: z.object({ id, title: z.string() }).nullable(),
    template: z.string().nullable(),
    /** in force, or the draft while nothing is */
    content,
    /** the newest version, in force or not */
    proposed: content,
    /** its clauses as they are printed; `name`: of what was filled in there */
    articles: z.array(
      z.object({
        heading: bilingual,
        pieces: z.array(z.object({ text: z.string(), name: z.string().nullable() })),
      }),
    ),
    missing: z.array(z.enum(['subject', 'delivery', 'breach', 'dunning', 'nodes', 'penalty', 'blanks'])),
    nodes: z.array(node.extend({ id: z.string() })),
    versions: z.array(
      z.object({
        id,
        number: z.int(),
        at: instant,
        actorName: z.string().nullable(),
        reason: z.string(),
        deviationBp: z.int().nullable(),
        state: z.enum(['in_force', 'draft', 'former']),
        diff: z.array(diffLine),
      }),
    ),
    approval: z
      .object({
        state: z.enum(['approved', 'running', 'returned', 'other_content', 'none']),
        caseId: id.nullable(),
        version: z.int(),
      })
      .nullable(),
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
    can: z.object({
      ...{ edit: can, own: can, ask: can, approve: can, unapprove: can },
      ...{ sign: can, accept: can, unaccept: can, end: can },
    }),
  }),
})

const saved = z.object({ id, version: z.int() })

export const createContract = route({
  id: 'contracts.create',
  method: 'POST',
  path: '/api/contracts',
  permission: 'contract.write',
  summary: 'Notes a contract as a draft, by itself or from a quote that went out [C064 C073]',
  body: z.object({
    ...terms,
    /** left out: the next one of the company's series [C082] */
    number: z.string().trim().max(60).nullish(),
    /** the contract takes over customer, lines and amount of its offer */
    quoteId: id.nullish(),
    /** the version of the template that the clauses come from */
    templateId: id.nullish(),
    customerId: id.nullish(),
    amountFen: fen.nullish(),
    /** of a contract by itself; one from a quote takes over the lines that went out */
    lines: z.array(line).max(200).default([]),
    dealId: id.nullish(),
    responsibleId: id.nullish(),
    remark: z.string().max(1000).default(''),
    custom: customGiven.optional(),
  }),
  reply: saved,
})

/** Beside what was agreed: whatever state the contract is in. */
export const setContractOwnFields = route({
  id: 'contracts.own_fields',
  method: 'PUT',
  isVersioned: true,
  path: '/api/contracts/:id/own-fields',
  permission: 'contract.write',
  summary: 'Changes own fields of a contract; those left out stay, null takes a value away [C223]',
  params: z.object({ id }),
  body: z.object({ custom: customGiven }),
  reply: z.object({ id, version: z.int() }),
})

export const writeContractVersion = route({
  id: 'contracts.version',
  method: 'PUT',
  isVersioned: true,
  path: '/api/contracts/:id/content',
  permission: 'contract.write',
  summary: 'Writes another version; one in force stays so until the new one is approved [C070 C076]',
  params: z.object({ id }),
  body: z.object({
    ...terms,
    lines: z.array(line).max(200).default([]),
    reason: z.string().trim().max(200).default(''),
  }),
  reply: saved,
})

export const setContractPaper = route({
  id: 'contracts.paper',
  method: 'PUT',
  isVersioned: true,
  path: '/api/contracts/:id/paper',
  permission: 'contract.write',
  summary:
    'Makes a file of the contract its text (counterparty paper); approvals are bound to its hash [C071]',
  params: z.object({ id }),
  body: z.object({ fileId: id.nullable(), reason: z.string().trim().max(200).default('') }),
  reply: saved,
})

export const askContractApproval = route({
  id: 'contracts.ask_approval',
  method: 'POST',
  path: '/api/contracts/:id/approval-request',
  permission: 'contract.write',
  summary: 'Asks for approval of the newest version; incomplete ones are refused [C069 C071]',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().max(500).default('') }),
  reply: saved.extend({ caseId: id }),
})

export const approveContract = route({
  id: 'contracts.approve',
  method: 'POST',
  path: '/api/contracts/:id/approval',
  permission: 'contract.approve',
  summary: 'Approves by one’s own authority, never one’s own contract, or withdraws the approval [C073 C180]',
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
  summary:
    'Notes that an approved contract was signed, or what was delivered accepted, or ends it [C073 C068]',
  params: z.object({ id }),
  body: z.object({
    kind: z.enum(['signed', 'accepted', 'unaccepted', 'ended']),
    on: day.nullish(),
    reason: z.string().trim().max(200).nullish(),
  }),
  reply: saved,
})

export const contractCover = route({
  id: 'contracts.cover',
  method: 'GET',
  path: '/api/customers/:id/contract-cover',
  permission: 'contract.read',
  summary: 'What a customer did under no contract in 30 days, and what is left of approved ones [C073]',
  params: z.object({ id }),
  reply: z.object({
    /** whether the company keeps contracts here at all */
    isKept: z.boolean(),
    day,
    uncontractedFen: fen,
    leftFen: fen,
  }),
})

export const contractEvidence = route({
  id: 'contracts.evidence',
  method: 'GET',
  path: '/api/contracts/:id/evidence',
  permission: 'export.run',
  summary:
    'Versions, approvals, deliveries, invoices, money, talk and files of a contract as .zip with hashes; logged [C079]',
  params: z.object({ id }),
  reply: z.unknown(),
})

export const contractFile = route({
  id: 'contracts.file',
  method: 'GET',
  path: '/api/contracts/:id/file',
  permission: 'contract.read',
  summary: 'The contract as .docx or PDF, with amount in words and places for seals; logged [C065]',
  params: z.object({ id }),
  query: z.object({ format: z.enum(['docx', 'pdf']).default('pdf') }),
  reply: z.unknown(),
})
