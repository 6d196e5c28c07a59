import { z } from 'zod'
import { PRICE_GRADES, PRICE_VERDICTS } from '../core/price/judge.ts'
import { QUOTE_STATUSES, STEP_KINDS } from '../core/quote/course.ts'
import { diffLine } from './approvals.ts'
import { customFilter, customGiven, customValues } from './custom-fields.ts'
import { asOfQuery, can, chosenColumns, exportQuery, pageOf, pageQuery, person } from './paging.ts'
import { originalAmount } from './rates.ts'
import { day, fen, id, instant, route } from './route.ts'

export const currency = z.string().regex(/^[A-Z]{3}$/)

/** Quantities travel in thousandths of their unit. */
export const documentLine = z.object({
  product: z.string().trim().min(1).max(200),
  quantityMilli: fen.refine((milli) => milli > 0n),
  unit: z.string().trim().max(20).default(''),
  unitPriceFen: fen.refine((price) => price >= 0n),
})

export const quoteRow = z.object({
  id,
  code: z.string().nullable(),
  title: z.string(),
  customer: z.object({ id, name: z.string() }).nullable(),
  deal: z.object({ id, title: z.string() }).nullable(),
  status: z.enum(QUOTE_STATUSES),
  origin: z.enum(['request', 'stage']),
  askedAt: instant,
  sentAt: instant.nullable(),
  decidedAt: instant.nullable(),
  /** in yuan, as it counts everywhere */
  amountFen: fen.nullable(),
  currency: z.string(),
  original: originalAmount,
  validUntil: day.nullable(),
  isExpired: z.boolean(),
  responsible: person.nullable(),
  /** working time waited, 540 minutes to the day; `isLate`: beyond what the rule allows */
  clock: z.object({ workMinutes: z.int(), isRunning: z.boolean(), isLate: z.boolean() }),
  custom: customValues,
})
export type QuoteRow = z.input<typeof quoteRow>

export const QUOTE_VIEWS = ['open', 'late', 'waiting', 'sent', 'decided', 'all'] as const

const quoteFilter = {
  view: z.enum(QUOTE_VIEWS).default('open'),
  q: z.string().max(60).optional(),
  customerId: id.optional(),
  dealId: id.optional(),
  responsibleId: id.optional(),
  /** the list's fields, as one text: `amount~from~1000000;sent_on~empty`; money in fen */
  fields: customFilter.optional(),
  /** own fields, in the same way: `region~is~华东` */
  custom: customFilter.optional(),
}

export const listQuotes = route({
  id: 'quotes.list',
  method: 'GET',
  path: '/api/quotes',
  permission: 'quote.read',
  summary: 'Quotes in scope, those the customer waits for first, with the response clock [C058]',
  query: z.object({ ...pageQuery, ...quoteFilter, ...asOfQuery }),
  reply: pageOf(quoteRow).extend({
    limitDays: z.int(),
    counts: z.object({ late: z.int(), waiting: z.int(), sent: z.int() }),
  }),
})

export const exportQuotes = route({
  id: 'quotes.export',
  method: 'GET',
  path: '/api/quotes/export',
  permission: 'export.run',
  summary: 'The filtered list as .xlsx; logged',
  query: z.object({ ...quoteFilter, ...exportQuery, cols: chosenColumns.optional() }),
  reply: z.unknown(),
})

const offerLine = documentLine.extend({ amountFen: fen, verdict: z.enum(PRICE_VERDICTS).nullable() })

/** `diff`: against the version before it. `marginBp` is null for those who may not know it. */
const quoteVersion = z.object({
  id,
  number: z.int(),
  at: instant,
  actorName: z.string().nullable(),
  priceList: z.int().nullable(),
  verdict: z.enum(['uncontrolled', 'free', 'beyond']),
  deviationBp: z.int().nullable(),
  marginBp: z.int().nullable(),
  sentAt: instant.nullable(),
  basis: z.enum(['uncontrolled', 'free', 'authority', 'approval', 'implied', 'history']).nullable(),
  amountFen: fen,
  validUntil: day.nullable(),
  diff: z.array(diffLine),
})

const stepCan = z.record(z.enum(STEP_KINDS).exclude(['asked']), can)

export const getQuote = route({
  id: 'quotes.get',
  method: 'GET',
  path: '/api/quotes/:id',
  permission: 'quote.read',
  summary: 'One quote: its clock, its lines, and every step with who noted it',
  params: z.object({ id }),
  reply: quoteRow.extend({
    version: z.int(),
    limitDays: z.int(),
    lostReason: z.string().nullable(),
    competitor: z.string().nullable(),
    grade: z.enum(PRICE_GRADES),
    lines: z.array(offerLine),
    /** the newest version when it has not gone out, and what the gate says about it */
    draft: z
      .object({
        number: z.int(),
        state: z.enum(['approved', 'running', 'returned', 'other_content', 'none']),
        caseId: id.nullable(),
      })
      .nullable(),
    versions: z.array(quoteVersion),
    steps: z.array(
      z.object({
        id,
        kind: z.enum(STEP_KINDS),
        at: instant,
        amountFen: fen.nullable(),
        validUntil: day.nullable(),
        reason: z.string().nullable(),
        competitor: z.string().nullable(),
        implied: z.boolean(),
        actorName: z.string().nullable(),
        voided: z.boolean(),
      }),
    ),
    can: z.object({ edit: can, undo: can, steps: stepCan }),
  }),
})

const saved = z.object({ id, version: z.int() })

export const requestQuote = route({
  id: 'quotes.request',
  method: 'POST',
  path: '/api/quotes',
  permission: 'quote.write',
  summary: 'Notes that a customer asked for a quote: the response clock starts [C058]',
  body: z.object({
    title: z.string().trim().min(1).max(200),
    code: z.string().trim().max(60).nullish(),
    customerId: id.nullish(),
    dealId: id.nullish(),
    askedAt: instant.optional(),
    expectedFen: fen.nullish(),
    currency: currency.default('CNY'),
    responsibleId: id.nullish(),
    custom: customGiven.optional(),
  }),
  reply: saved,
})

export const updateQuote = route({
  id: 'quotes.update',
  method: 'PUT',
  isVersioned: true,
  path: '/api/quotes/:id',
  permission: 'quote.write',
  summary: 'Edits title, number and responsible person; If-Match carries the version seen',
  params: z.object({ id }),
  body: z.object({
    title: z.string().trim().min(1).max(200),
    code: z.string().trim().max(60).nullish(),
    responsibleId: id.nullish(),
    custom: customGiven.optional(),
  }),
  reply: saved,
})

export const recordQuoteStep = route({
  id: 'quotes.step',
  method: 'POST',
  path: '/api/quotes/:id/steps',
  permission: 'quote.write',
  summary: 'Sent, answered, waiting for the customer, going on, won, lost or withdrawn [C058 C060 C064]',
  params: z.object({ id }),
  body: z.object({
    kind: z.enum(STEP_KINDS).exclude(['asked']),
    at: instant.optional(),
    amountFen: fen.nullish(),
    validUntil: day.nullish(),
    lines: z.array(documentLine).max(200).optional(),
    reason: z.string().trim().max(200).nullish(),
    competitor: z.string().trim().max(100).nullish(),
  }),
  reply: saved,
})

export const undoQuoteStep = route({
  id: 'quotes.undo',
  method: 'POST',
  path: '/api/quotes/:id/undo',
  permission: 'quote.write',
  summary: 'Takes the last step back; it stays in the history as taken back',
  params: z.object({ id }),
  body: z.object({ stepId: id }),
  reply: saved,
})

export const askQuoteApproval = route({
  id: 'quotes.ask_approval',
  method: 'POST',
  path: '/api/quotes/:id/approval',
  permission: 'quote.write',
  summary: 'Keeps the offer as a version and asks for approval of exactly this content [C057]',
  params: z.object({ id }),
  body: z.object({
    amountFen: fen.nullish(),
    validUntil: day.nullish(),
    lines: z.array(documentLine).max(200).optional(),
    reason: z.string().trim().min(2).max(500),
  }),
  reply: saved.extend({ caseId: id }),
})

export const quoteFile = route({
  id: 'quotes.file',
  method: 'GET',
  path: '/api/quotes/:id/file',
  permission: 'quote.read',
  summary: 'The offer as PDF in Chinese or English with the company’s letterhead; logged',
  params: z.object({ id }),
  query: z.object({ lang: z.enum(['zh', 'en']).default('zh') }),
  reply: z.unknown(),
})
