import { z } from 'zod'
import { PLAN_GROUPS, STAGE_CODES } from '../core/dunning/stage.ts'
import { TEXT_KINDS } from '../core/dunning/text.ts'
import { inhibition } from './legal-holds.ts'
import { can, pageOf, pageQuery, person } from './paging.ts'
import { day, fen, id, route } from './route.ts'
import { addressee } from './rules.ts'

export const DUNNING_CHANNELS = ['message', 'sms', 'mail', 'call', 'visit', 'letter'] as const
const stage = z.enum(STAGE_CODES)
const group = z.enum(PLAN_GROUPS)
const lang = z.enum(['zh', 'en'])

const promise = z.object({
  on: day,
  fen: fen.nullable(),
  state: z.enum(['standing', 'moved', 'kept', 'broken', 'late']),
})

const lastStep = z.object({ id, stage, on: day, by: z.string().nullable() })

const due = z.object({
  stage,
  to: addressee,
  dueOn: day,
  lateDays: z.int(),
  fen,
  count: z.int(),
})

const worklistRow = z.object({
  customer: z.object({ id, name: z.string() }),
  responsible: person.nullable(),
  overdueFen: fen,
  oldestDays: z.int(),
  disputedFen: fen,
  due: due.nullable(),
  /** a friendly step that would be due and is held back while the reason lasts */
  held: z.object({ stage, reason: inhibition, fen, count: z.int() }).nullable(),
  /** nothing is due because the customer has named this day */
  pausedUntil: day.nullable(),
  last: lastStep.nullable(),
  promise: promise.nullable(),
  /** share of what got as late and was unpaid 30 days later, in basis points, and own cases behind it */
  chanceBp: z.int(),
  chanceN: z.int(),
  /** what 30 more days of waiting are expected to cost */
  waitingFen: fen,
})

export const listDunning = route({
  id: 'dunning.list',
  method: 'GET',
  path: '/api/dunning',
  permission: 'receivable.read',
  summary: 'Whom to call, write to or visit today and why, by what waiting would cost [C084 C087 C088]',
  query: z.object({
    ...pageQuery,
    view: z.enum(['due', 'paused', 'held', 'all']).default('due'),
    stage: stage.optional(),
    mine: z.stringbool().optional(),
  }),
  reply: pageOf(worklistRow).extend({
    sumFen: fen,
    sumWaitingFen: fen,
    counts: z.array(z.object({ stage, n: z.int() })),
    /** customers whose friendly step is held back, under the same choice of people */
    held: z.int(),
  }),
})

export const customerDunning = route({
  id: 'dunning.customer',
  method: 'GET',
  path: '/api/customers/:id/dunning',
  permission: 'receivable.read',
  summary: 'What is to be done about one customer, with the words for it, and everything done so far',
  params: z.object({ id }),
  query: z.object({ lang: lang.default('zh') }),
  reply: worklistRow.extend({
    contacts: z.array(z.object({ id, name: z.string() })),
    /** why the words of this stage are not handed out */
    inhibited: inhibition.nullable(),
    items: z.array(
      z.object({
        id,
        invoiceNumber: z.string(),
        dueOn: day,
        overdueDays: z.int(),
        openFen: fen,
        disputedFen: fen,
        reached: stage.nullable(),
        done: stage.nullable(),
        promise: z.enum(['standing', 'broken']).nullable(),
      }),
    ),
    texts: z.array(z.object({ kind: z.enum(TEXT_KINDS), words: z.string() })),
    steps: z.array(
      z.object({
        id,
        stage,
        channel: z.enum(DUNNING_CHANNELS),
        on: day,
        amountFen: fen,
        count: z.int(),
        by: z.string().nullable(),
        contactName: z.string(),
        note: z.string(),
        words: z.string(),
        promisedOn: day.nullable(),
        promisedFen: fen.nullable(),
        files: z.int(),
        can: z.object({ void: can }),
      }),
    ),
    can: z.object({ record: can }),
  }),
})

export const recordDunning = route({
  id: 'dunning.record',
  method: 'POST',
  path: '/api/customers/:id/dunning',
  permission: 'receivable.note',
  summary: 'Keeps what was done: channel, words, whom, what they promised; its alerts are taken up with it',
  params: z.object({ id }),
  body: z.object({
    channel: z.enum(DUNNING_CHANNELS),
    on: day.optional(),
    contactName: z.string().trim().max(100).default(''),
    note: z.string().trim().max(2000).default(''),
    words: z.string().trim().max(4000).default(''),
    promisedOn: day.nullish(),
    promisedFen: fen.nullish(),
    lang: lang.default('zh'),
  }),
  reply: z.object({ id, stage, count: z.int(), alerts: z.int() }),
})

export const voidDunning = route({
  id: 'dunning.void',
  method: 'POST',
  path: '/api/dunning/:id/void',
  permission: 'receivable.note',
  summary: 'Takes back what was noted by mistake; the row stays, and the stage is due again',
  params: z.object({ id }),
  body: z.object({ reason: z.string().trim().min(1).max(200) }),
  reply: z.object({ ok: z.literal(true) }),
})

export const dunningLetter = route({
  id: 'dunning.letter',
  method: 'GET',
  path: '/api/customers/:id/dunning/letter',
  permission: 'receivable.note',
  summary: 'A letter to the customer as PDF or .docx: demand, suspension of deliveries, draft for the lawyer',
  params: z.object({ id }),
  query: z.object({
    stage: z.enum(['letter', 'stop', 'lawyer']),
    format: z.enum(['pdf', 'docx']).default('pdf'),
    lang: lang.default('zh'),
  }),
  reply: z.unknown(),
})

export const dunningPlan = route({
  id: 'dunning.plan',
  method: 'GET',
  path: '/api/dunning/plan',
  permission: 'receivable.read',
  summary: 'The stages of each group of customers, as the rules hold them',
  reply: z.object({
    groups: z.array(
      z.object({
        group,
        /** false: dunned like everybody */
        own: z.boolean(),
        stages: z.array(z.object({ stage, from: z.int(), on: z.boolean(), to: addressee })),
      }),
    ),
    can: z.object({ edit: can }),
  }),
})

export const saveDunningPlan = route({
  id: 'dunning.savePlan',
  method: 'PUT',
  path: '/api/dunning/plan/:group',
  permission: 'rule.write',
  summary: 'Sets days and stages of a group: changed rules get a new version, or wait for a second person',
  params: z.object({ group }),
  body: z.object({
    stages: z
      .array(z.object({ stage, from: z.int().min(-60).max(365), on: z.boolean() }))
      .min(1)
      .max(STAGE_CODES.length),
  }),
  /** `isHeld`: kept until a second person accepts all of it */
  reply: z.object({ changed: z.int(), isHeld: z.boolean() }),
})

const text = z.object({
  stage,
  kind: z.enum(TEXT_KINDS),
  lang,
  body: z.string(),
  /** false: the words that ship */
  own: z.boolean(),
})

export const dunningTexts = route({
  id: 'dunning.texts',
  method: 'GET',
  path: '/api/dunning/texts',
  permission: 'receivable.read',
  summary: 'The words of every stage, in both languages',
  reply: z.object({ items: z.array(text), can: z.object({ edit: can }) }),
})

export const saveDunningText = route({
  id: 'dunning.saveText',
  method: 'PUT',
  path: '/api/dunning/texts',
  permission: 'rule.write',
  summary: 'Words of one stage; unknown variables are refused, and dunning words in an SMS [C088]',
  body: z.object({
    stage,
    kind: z.enum(TEXT_KINDS),
    lang,
    /** empty: the words that ship are used again */
    body: z.string().trim().max(4000),
  }),
  reply: z.object({ ok: z.literal(true) }),
})

export const dunningEffect = route({
  id: 'dunning.effect',
  method: 'GET',
  path: '/api/dunning/effect',
  permission: 'receivable.read',
  summary:
    'What was paid within 14 days after each stage, with interval; fewer than 8 cases get no share [C089]',
  reply: z.object({
    days: z.int(),
    minCases: z.int(),
    items: z.array(
      z.object({
        stage,
        n: z.int(),
        paid: z.int(),
        fen,
        paidFen: fen,
        lowBp: z.int().nullable(),
        highBp: z.int().nullable(),
        medianDays: z.int().nullable(),
      }),
    ),
  }),
})
