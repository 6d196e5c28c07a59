import { z } from 'zod'
import { passageText, readPassage } from '../core/deal/passage.ts'
import { customFilter, customGiven, customValues } from './custom-fields.ts'
import { asOfQuery, can, chosenColumns, exportQuery, pageOf, pageQuery, person } from './paging.ts'
import { originalAmount } from './rates.ts'
import { day, fen, id, instant, route } from './route.ts'

export const outcome = z.enum(['open', 'won', 'lost', 'undated'])

export const dealRow = z.object({
  id,
  title: z.string(),
  customer: z.object({ id, name: z.string() }).nullable(),
  stage: z.object({ id, key: z.string(), name: z.string(), nameEn: z.string() }),
  outcome,
  /** in yuan, as it counts everywhere */
  amountFen: fen.nullable(),
  currency: z.string(),
  original: originalAmount,
  responsible: person.nullable(),
  createdOn: day.nullable(),
  stageDays: z.int().nullable(),
  normDays: z.int().nullable(),
  quietDays: z.int().nullable(),
  expectedCloseOn: day.nullable(),
  closedOn: day.nullable(),
  openAlerts: z.int(),
  product: z.string().nullable(),
  code: z.string().nullable(),
  /** of today's record, to be sent back with a change */
  version: z.int(),
  lostReason: z.string().nullable(),
  competitor: z.string().nullable(),
  custom: customValues,
})
export type DealRow = z.input<typeof dealRow>

/** The deals behind one number of the funnel, as one text: `stage~ID~passed~180~PERSON~TEAM~PRODUCT`. */
const passage = z.codec(z.string().max(300), z.custom<NonNullable<ReturnType<typeof readPassage>>>(), {
  decode: (text, ctx) => {
    const asked = readPassage(text)
    if (asked) return asked
    ctx.issues.push({ code: 'custom', input: text, message: 'not a number of the funnel' })
    return z.NEVER
  },
  encode: passageText,
})

/** What a list may be narrowed by; its export takes the same, so that the file is what was on the screen. */
const dealFilter = {
  ...asOfQuery,
  q: z.string().max(60).optional(),
  outcome: outcome.optional(),
  stageId: id.optional(),
  responsibleId: id.optional(),
  stuckOnly: z.stringbool().optional(),
  passage: passage.optional(),
  /** the list's fields, as one text: `amount~from~1000000;product~has~泵`; money in fen */
  fields: customFilter.optional(),
  /** own fields, in the same way: `source~is~展会;machines~from~3` */
  custom: customFilter.optional(),
}

export const listDeals = route({
  id: 'deals.list',
  method: 'GET',
  path: '/api/deals',
  permission: 'deal.read',
  summary: 'Deals in scope; as of a past day the stage and outcome of that day',
  query: z.object({
    ...pageQuery,
    ...dealFilter,
    sort: z.enum(['updated', 'amount', 'stage-days', 'quiet', 'expected']).default('updated'),
  }),
  reply: pageOf(dealRow).extend({ asOf: day.nullable() }),
})

const share = z.int().min(0).max(10_000)

export const listDealPriority = route({
  id: 'deals.priority',
  method: 'GET',
  path: '/api/deals/priority',
  permission: 'deal.read',
  summary:
    'Open deals by chance × money for the effort put in, with those that are starved and those that are overfed',
  query: z.object({
    ...pageQuery,
    ...asOfQuery,
    responsibleId: id.optional(),
    only: z.enum(['starved', 'overfed']).optional(),
  }),
  reply: pageOf(
    dealRow.extend({
      expectedFen: fen.nullable(),
      /** follow-ups of the last sixty days on the deal */
      effort: z.int(),
      verdict: z.enum(['starved', 'overfed']).nullable(),
      /** null: too few deals are over to say */
      chance: z
        .object({
          bp: share,
          n: z.int(),
          basis: z.enum(['age', 'stage', 'all']),
          lowBp: share,
          highBp: share,
        })
        .nullable(),
    }),
  ).extend({
    asOf: day.nullable(),
    /** deals that have come to an end: what the chances rest on */
    ended: z.object({ n: z.int(), won: z.int() }),
    starved: z.object({ n: z.int(), expectedFen: fen }),
    overfed: z.object({ n: z.int(), expectedFen: fen }),
  }),
})

export const dealBoard = route({
  id: 'deals.board',
  method: 'GET',
  path: '/api/deals/board',
  permission: 'deal.read',
  summary:
    'Open deals by stage with count, sum and how many are stuck; the first 50 cards per stage by money',
  query: z.object({ ...asOfQuery, pipelineId: id.optional(), responsibleId: id.optional() }),
  reply: z.object({
    asOf: day.nullable(),
    pipeline: z.object({ id, name: z.string() }),
    stages: z.array(
      z.object({
        id,
        key: z.string(),
        name: z.string(),
        nameEn: z.string(),
        kind: z.enum(['open', 'won', 'lost']),
        normDays: z.int().nullable(),
        count: z.int(),
        amountFen: fen,
        stuckCount: z.int(),
        cards: z.array(dealRow),
      }),
    ),
  }),
})

export const funnel = route({
  id: 'deals.funnel',
  method: 'GET',
  path: '/api/deals/funnel',
  permission: 'deal.read',
  summary: 'Open, won and lost as of a day, by stage and by closing month [C162]',
  query: z.object({ ...asOfQuery, known: z.stringbool().optional() }),
  reply: z.object({
    asOf: day,
    open: z.object({ count: z.int(), amountFen: fen }),
    won: z.object({ count: z.int(), amountFen: fen }),
    lost: z.object({ count: z.int() }),
    undated: z.int(),
    stages: z.array(
      z.object({ stage: z.string(), name: z.string(), nameEn: z.string(), count: z.int(), amountFen: fen }),
    ),
    byMonth: z.array(z.object({ month: z.string(), won: z.int(), lost: z.int(), wonAmountFen: fen })),
  }),
})

const cases = z.int()

export const conversion = route({
  id: 'deals.conversion',
  method: 'GET',
  path: '/api/deals/conversion',
  permission: 'deal.read',
  summary:
    'From stage to stage as of a day: who stands there, what became of those that entered within so many days, won of created by month and days to signature [C162 C163 C164]',
  query: z.object({
    ...asOfQuery,
    known: z.stringbool().optional(),
    pipelineId: id.optional(),
    responsibleId: id.optional(),
    teamId: id.optional(),
    product: z.string().max(120).optional(),
    /** entered within so many days */
    days: z.coerce.number().int().min(7).max(730).default(180),
  }),
  reply: z.object({
    asOf: day,
    days: z.int(),
    pipelineId: id,
    stages: z.array(
      z.object({
        id,
        key: z.string(),
        name: z.string(),
        nameEn: z.string(),
        count: cases,
        amountFen: fen,
        /** a case says something once it is so old: the 80 % quantile of how long the stage takes */
        maturityDays: z.int(),
        entered: cases,
        matured: cases,
        passed: cases,
        lost: cases,
        waiting: cases,
        young: cases,
        medianDays: z.int().nullable(),
        maturedBefore: cases,
        passedBefore: cases,
      }),
    ),
    cohorts: z.array(z.object({ month: z.string(), created: cases, won: cases, lost: cases, open: cases })),
    cycles: z.array(z.object({ month: z.string(), won: cases, medianDays: z.int(), meanDays: z.int() })),
    products: z.array(z.string()),
  }),
})

export const getDeal = route({
  id: 'deals.get',
  method: 'GET',
  path: '/api/deals/:id',
  permission: 'deal.read',
  summary: 'One deal: stage history, follow-ups, alerts',
  params: z.object({ id }),
  query: z.object(asOfQuery),
  reply: dealRow.extend({
    asOf: day.nullable(),
    stages: z.array(
      z.object({
        id,
        key: z.string(),
        name: z.string(),
        nameEn: z.string(),
        kind: z.enum(['open', 'won', 'lost']),
      }),
    ),
    history: z.array(
      z.object({
        id,
        from: z.string().nullable(),
        to: z.string(),
        toEn: z.string(),
        occurredOn: day,
        days: z.int().nullable(),
        back: z.boolean(),
        actorName: z.string().nullable(),
        lostReason: z.string().nullable(),
      }),
    ),
    activities: z.array(
      z.object({
        id,
        kind: z.string(),
        summary: z.string(),
        occurredAt: instant,
        nextOn: day.nullable(),
        user: person,
        files: z.array(z.object({ id, name: z.string(), mime: z.string() })),
      }),
    ),
    alerts: z.array(
      z.object({ id, ruleCode: z.string(), severity: z.int(), status: z.string(), openedAt: instant }),
    ),
    can: z.object({ edit: can, move: can, recordActivity: can }),
  }),
})

const dealInput = z.object({
  title: z.string().trim().min(1).max(200),
  customerId: id.nullish(),
  product: z.string().max(120).nullish(),
  amountFen: fen.nullish(),
  currency: z.string().length(3).default('CNY'),
  expectedCloseOn: day.nullish(),
  responsibleId: id.nullish(),
  custom: customGiven.optional(),
})

export const createDeal = route({
  id: 'deals.create',
  method: 'POST',
  path: '/api/deals',
  permission: 'deal.write',
  summary: 'Creates a deal in the first stage of the pipeline',
  body: dealInput.extend({ pipelineId: id.optional() }),
  reply: z.object({ id, version: z.int() }),
})

export const updateDeal = route({
  id: 'deals.update',
  method: 'PUT',
  isVersioned: true,
  path: '/api/deals/:id',
  permission: 'deal.write',
  summary: 'Edits a deal (not its stage); If-Match carries the version seen',
  params: z.object({ id }),
  body: dealInput,
  reply: z.object({ id, version: z.int() }),
})

export const moveDeal = route({
  id: 'deals.move',
  method: 'POST',
  isVersioned: true,
  path: '/api/deals/:id/move',
  permission: 'deal.write',
  summary: 'Moves a deal to a stage; back moves need a reason, lost needs a reason too [C034]',
  params: z.object({ id }),
  body: z.object({
    stageId: id,
    occurredOn: day.optional(),
    reason: z.string().max(200).nullish(),
    competitor: z.string().max(100).nullish(),
    amountFen: fen.nullish(),
  }),
  reply: z.object({ id, version: z.int() }),
})

export const exportDeals = route({
  id: 'deals.export',
  method: 'GET',
  path: '/api/deals/export',
  permission: 'export.run',
  summary: 'The filtered list as .xlsx with the chosen columns; logged',
  query: z.object({ ...dealFilter, ...exportQuery, cols: chosenColumns.optional() }),
  reply: z.unknown(),
})
