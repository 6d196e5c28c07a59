import { z } from 'zod'
import { asOfQuery, can, exportQuery, person } from './paging.ts'
import { day, fen, id, instant, month, route } from './route.ts'

/** What a month's confirmed money earns whoever sold it (提成试算): line by line, by a rule the company edits. */

const tier = z.object({ fromFen: fen, rateBp: z.int().min(0).max(10_000) })
export const commissionRule = z.object({
  /** money collected in the month: each part earns by the tier it falls into */
  tiers: z.array(tier).max(10),
  /** what comes more than so many days after its due day … */
  lateDays: z.int().min(0).max(3650),
  /** … earns this share of the rate */
  lateBp: z.int().min(0).max(10_000),
})

const line = z.object({
  id,
  customer: z.string(),
  invoice: z.string(),
  receivedOn: day,
  dueOn: day,
  overdueDays: z.int(),
  fen,
  parts: z.array(z.object({ fen, rateBp: z.int(), earnsFen: fen })),
  isLate: z.boolean(),
  /** the closed month that it came too late for, or that it is taken back from */
  carriedFrom: month.nullable(),
  earnsFen: fen,
})

const commission = z.object({
  month,
  /** since when the month is closed and its figures no longer move */
  closedAt: instant.nullable(),
  rule: commissionRule.nullable(),
  estimate: z
    .object({
      collectedFen: fen,
      earnsFen: fen,
      lines: z.array(line),
      next: z.object({ fromFen: fen, rateBp: z.int(), missingFen: fen }).nullable(),
    })
    .nullable(),
})

export const getCommission = route({
  id: 'commission.mine',
  method: 'GET',
  path: '/api/commission',
  permission: 'activity.write',
  summary: 'What my month has earned so far from money that has come, line by line; null without a rule',
  query: z.object(asOfQuery),
  reply: commission,
})

/** The month that is meant; left out: this one. */
const ofMonth = { month: month.optional() }

export const listCommissions = route({
  id: 'commission.list',
  method: 'GET',
  path: '/api/commission/people',
  permission: 'target.read',
  summary: 'What everybody in scope has earned in a month; a month that finance has closed stays as it was',
  query: z.object(ofMonth),
  reply: z.object({
    month,
    until: day,
    closedAt: instant.nullable(),
    rule: commissionRule.nullable(),
    collectedFen: fen,
    earnsFen: fen,
    items: z.array(
      z.object({
        person,
        collectedFen: fen,
        earnsFen: fen,
        lines: z.int(),
        /** lines of months that were closed when they became known */
        carried: z.int(),
      }),
    ),
  }),
})

export const getCommissionOf = route({
  id: 'commission.of',
  method: 'GET',
  path: '/api/commission/people/:userId',
  permission: 'target.read',
  summary: 'What one person in scope has earned in a month, line by line',
  params: z.object({ userId: id }),
  query: z.object(ofMonth),
  reply: commission,
})

export const exportCommissions = route({
  id: 'commission.export',
  method: 'GET',
  path: '/api/commission/export',
  permission: 'export.run',
  summary: 'Every line of everybody in scope as .xlsx; logged',
  query: z.object({ ...ofMonth, ...exportQuery }),
  reply: z.unknown(),
})

export const getCommissionRule = route({
  id: 'commission.rule',
  method: 'GET',
  path: '/api/commission/rule',
  permission: 'setting.read',
  summary: 'The rule of commission of this month and all there have been; null while none is set',
  reply: z.object({
    rule: commissionRule.nullable(),
    versions: z.array(z.object({ from: month, rule: commissionRule })),
    /** the first month that is not closed; null: none is */
    openFrom: month.nullable(),
    can: z.object({ write: can }),
  }),
})

export const saveCommissionRule = route({
  id: 'commission.saveRule',
  method: 'PUT',
  path: '/api/commission/rule',
  permission: 'setting.write',
  summary: 'Sets the rule of commission from a month on; earlier months keep theirs',
  body: commissionRule.extend({ from: month.optional() }),
  reply: z.object({ ok: z.literal(true) }),
})
