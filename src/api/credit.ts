import { z } from 'zod'
import { DEFAULT_ECONOMICS } from '../core/credit/break-even.ts'
import { HOLDS } from '../core/credit/exposure.ts'
import { FACTOR_KEYS } from '../core/credit/factors.ts'
import { CHECK_MODES } from '../core/credit/policy.ts'
import { STOPS } from '../core/credit/rate.ts'
import { GRADES } from '../core/credit/scale.ts'
import { BOUNDS, DEFAULT_SUGGEST } from '../core/credit/suggest-limit.ts'
import { CHANGES } from '../core/credit/what-if.ts'
import { documentFinding, documentRules } from './credit-documents.ts'
import { ladder, suggestRules } from './credit-suggest.ts'
import { asOfQuery, can } from './paging.ts'
import { day, fen, id, route } from './route.ts'

export const creditGrade = z.enum(GRADES)
const factorKey = z.enum(FACTOR_KEYS)
const stop = z.enum(STOPS)
const reason = z.union([z.object({ stop }), z.object({ factor: factorKey, impact: z.int() })])
const customer = z.object({ id, name: z.string() })

const checkMode = z.enum(CHECK_MODES)
const days = z.int().min(1).max(365)
const gradeTerms = z.object({
  termDays: z.int().min(0).max(3650).nullable(),
  prepayBp: z.int().min(0).max(10_000),
})
/**
 * One version of the term policy: numbers by grade from a day on, in words, and where it is written whole.
 */
export const termsVersion = z.object({
  from: day,
  of: z.object({ A: gradeTerms, B: gradeTerms, C: gradeTerms, D: gradeTerms }),
  note: z.string().trim().max(4000).optional(),
  articleId: id.optional(),
})
export const creditPolicy = z.object({
  check: z.object({ quote: checkMode, contract: checkMode, order: checkMode }),
  countsOrders: z.boolean(),
  countsCover: z.boolean().default(false),
  managerDays: days,
  financeDays: days,
  blockDays: days,
  gradeLimitFen: z.object({
    A: fen.nullable(),
    B: fen.nullable(),
    C: fen.nullable(),
    D: fen.nullable(),
  }),
  /** versions from a day on; those that have begun before today stay whatever is sent */
  gradeTerms: z.array(termsVersion).max(100).default([]),
  suggest: suggestRules.default(DEFAULT_SUGGEST),
  documents: documentRules.default({ required: [], mode: 'off' }),
  // Rules that were saved before there was a break-even.
  economics: z
    .object({ marginBp: z.int().min(100).max(9_900), lossBp: z.int().min(0).max(10_000) })
    .default(DEFAULT_ECONOMICS),
})

export const getCreditPolicy = route({
  id: 'credit.policy',
  method: 'GET',
  path: '/api/credit/policy',
  permission: 'credit.read',
  summary:
    'The company’s rules of credit: what is checked where, the hold ladder, limits by grade [C021–C023]',
  reply: z.object({ policy: creditPolicy, version: z.int(), can: z.object({ edit: can }) }),
})

export const saveCreditPolicy = route({
  id: 'credit.savePolicy',
  method: 'PUT',
  isVersioned: true,
  path: '/api/credit/policy',
  permission: 'credit.policy',
  summary: 'Changes the rules of credit; If-Match carries the version seen',
  body: creditPolicy,
  reply: z.object({ version: z.int() }),
})

export const creditHold = z.enum(HOLDS)
export const creditFinding = z.union([
  z.object({
    code: z.enum(['over_limit', 'over_group_limit']),
    exposureFen: fen,
    limitFen: fen,
    overFen: fen,
  }),
  z.object({ code: z.literal('overdue'), days: z.int(), fen }),
  z.object({ code: z.literal('written_off'), fen }),
  z.object({ code: z.literal('refused') }),
  z.object({ code: z.literal('term_beyond'), grade: creditGrade, days: z.int(), allowedDays: z.int() }),
  documentFinding,
  z.object({ code: z.literal('prepay_short'), grade: creditGrade, needFen: fen, haveFen: fen }),
])

export const creditBoard = route({
  id: 'credit.board',
  method: 'GET',
  path: '/api/credit',
  permission: 'credit.read',
  summary:
    'How many customers stand in which grade with how much money, who moved, whose override ends [C015 C024]',
  query: z.object(asOfQuery),
  reply: z.object({
    asOf: day.nullable(),
    /** movers compare with so many days before */
    days: z.int(),
    grades: z.array(
      z.object({
        grade: creditGrade,
        customers: z.int(),
        /** of these, so many about whom little is known */
        few: z.int(),
        openFen: fen,
        overdueFen: fen,
        /** open money times the chance of a default that the scale reads from the score */
        defaultFen: fen,
      }),
    ),
    unrated: z.int(),
    movers: z.array(
      z.object({
        customer,
        from: creditGrade,
        to: creditGrade,
        fromScore: z.int(),
        toScore: z.int(),
        reasons: z.array(reason),
        openFen: fen,
      }),
    ),
    overrides: z.array(
      z.object({
        customer,
        grade: creditGrade,
        scoreGrade: creditGrade,
        expiresOn: day,
        reason: z.string(),
        by: z.string().nullable(),
        endsSoon: z.boolean(),
      }),
    ),
  }),
})

export const customerCredit = route({
  id: 'credit.customer',
  method: 'GET',
  path: '/api/customers/:id/credit',
  permission: 'credit.read',
  summary:
    'The rating with every factor’s points and data, three reasons, and what would change it; as known on a day [C015–C018]',
  params: z.object({ id }),
  query: z.object(asOfQuery),
  reply: z.object({
    asOf: day.nullable(),
    score: z.int(),
    /** by the score alone, a border passed only with ten points to spare */
    scoreGrade: creditGrade,
    grade: creditGrade,
    defaultBp: z.int(),
    matured: z.int(),
    credibilityBp: z.int(),
    confidence: z.enum(['low', 'medium', 'high']),
    factors: z.array(
      z.object({
        key: factorKey,
        part: z.enum(['file', 'pay']),
        points: z.number(),
        max: z.number(),
        known: z.boolean(),
        data: z.record(z.string(), z.number()),
        weightBp: z.int(),
        impact: z.int(),
      }),
    ),
    stops: z.array(stop),
    reasons: z.array(reason),
    override: z
      .object({ grade: creditGrade, expiresOn: day, reason: z.string(), by: z.string().nullable() })
      .nullable(),
    outlooks: z.array(z.object({ change: z.enum(CHANGES), n: z.int(), score: z.int(), grade: creditGrade })),
    trail: z.array(z.object({ day, score: z.int(), grade: creditGrade })),
    /** a better grade that somebody asked for */
    pending: z.object({ approvalId: id, grade: creditGrade }).nullable(),
    can: z.object({ override: can, endOverride: can }),
  }),
})

export const overrideGrade = route({
  id: 'credit.override',
  method: 'POST',
  path: '/api/customers/:id/credit/override',
  permission: 'credit.write',
  summary: 'Sets a grade by decision with reason and last day; a better one needs an approval [C015]',
  params: z.object({ id }),
  body: z.object({
    grade: creditGrade,
    reason: z.string().trim().min(4).max(500),
    expiresOn: day,
  }),
  /** approvalId: it waits for this approval */
  reply: z.object({ id, approvalId: id.nullable(), inEffect: z.boolean() }),
})

export const endOverride = route({
  id: 'credit.endOverride',
  method: 'POST',
  path: '/api/customers/:id/credit/override/end',
  permission: 'credit.decide',
  summary: 'Ends an override before its day; the computed grade holds again',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})

const heldOrder = z.object({
  id,
  number: z.string(),
  customer,
  amountFen: fen,
  orderedOn: day,
  hold: creditHold.exclude(['none']),
  findings: z.array(creditFinding),
  /** somebody has asked to let it go */
  approvalId: id.nullable(),
})

export const heldOrders = route({
  id: 'credit.held',
  method: 'GET',
  path: '/api/credit/held',
  permission: 'credit.read',
  summary: 'Orders that credit holds back, the largest first, with why and who may let them go [C022]',
  query: z.object({ size: z.coerce.number().int().min(1).max(200).default(50) }),
  reply: z.object({ items: z.array(heldOrder) }),
})

export const customerStanding = route({
  id: 'credit.standing',
  method: 'GET',
  path: '/api/customers/:id/credit/standing',
  permission: 'credit.read',
  summary:
    'Exposure part by part, the limit that counts, exceptions and held orders; as known on a day, without what cannot be known of it any more [C021–C023]',
  params: z.object({ id }),
  query: z.object(asOfQuery),
  reply: z.object({
    openFen: fen,
    overdueFen: fen,
    overdueDays: z.int(),
    ordersFen: fen,
    advanceFen: fen,
    /** commercial bills not honoured yet */
    billsFen: fen,
    /** off the books and never paid */
    writtenOffFen: fen,
    exposureFen: fen,
    countsOrders: z.boolean(),
    /** what insurance and guarantees in force would pay of it, and whether the gate counts that (C032) */
    coveredFen: fen,
    countsCover: z.boolean(),
    /** the most specific one that somebody set */
    limit: z.object({ fen, source: z.enum(['admission', 'customer', 'group', 'grade']) }).nullable(),
    exceptionFen: fen,
    /** the largest order that stays within it; null without a limit */
    roomFen: fen.nullable(),
    group: z
      .object({
        id,
        name: z.string(),
        version: z.int(),
        /** a member that was refused shows with all the others [C014] */
        members: z.array(customer.extend({ isRefused: z.boolean() })),
        limitFen: fen.nullable(),
        exposureFen: fen,
        /** what insurance and guarantees of the members would pay of it, each of its own */
        coveredFen: fen,
      })
      .nullable(),
    /**
     * From the customer's own figures, every bound with its amount; null: nothing to reckon from. An amount
     * that is null would tell the reader what is owed to the whole company.
     */
    suggestion: z
      .object({
        fen: fen.nullable(),
        decides: z.enum(BOUNDS),
        bounds: z.array(z.object({ bound: z.enum(BOUNDS), fen: fen.nullable() })),
        ladder,
      })
      .nullable(),
    exceptions: z.array(
      z.object({
        id,
        /** null: it allows other terms than the grade’s, and no more money */
        amountFen: fen.nullable(),
        termDays: z.int().nullable(),
        prepayBp: z.int().nullable(),
        expiresOn: day,
        reason: z.string(),
        by: z.string().nullable(),
        inEffect: z.boolean(),
        approvalId: id.nullable(),
        /** null: for whatever the customer orders */
        orderNumber: z.string().nullable(),
      }),
    ),
    held: z.array(heldOrder),
    can: z.object({ except: can, link: can }),
  }),
})

export const askException = route({
  id: 'credit.except',
  method: 'POST',
  path: '/api/customers/:id/credit/exceptions',
  permission: 'credit.write',
  summary:
    'More than the limit until a day, for one held order or for the customer; approved beyond one’s authority [C022]',
  params: z.object({ id }),
  body: z.object({
    /** the held order to let go; its amount is what is granted */
    orderId: id.nullish(),
    amountFen: fen.nullish(),
    /** a longer term, or a smaller share in advance, than the grade allows [C019 C020] */
    termDays: z.int().min(0).max(3650).nullish(),
    prepayBp: z.int().min(0).max(10_000).nullish(),
    reason: z.string().trim().min(4).max(500),
    expiresOn: day,
  }),
  reply: z.object({ id, approvalId: id.nullable(), inEffect: z.boolean() }),
})
