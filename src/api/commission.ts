import { z } from 'zod'
import { asOfQuery, can } from './paging.ts'
import { day, fen, id, month, route } from './route.ts'

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
  earnsFen: fen,
})

export const getCommission = route({
  id: 'commission.mine',
  method: 'GET',
  path: '/api/commission',
  permission: 'activity.write',
  summary: 'What my month has earned so far from money that has come, line by line; null without a rule',
  query: z.object(asOfQuery),
  reply: z.object({
    month,
    rule: commissionRule.nullable(),
    estimate: z
      .object({
        collectedFen: fen,
        earnsFen: fen,
        lines: z.array(line),
        next: z.object({ fromFen: fen, rateBp: z.int(), missingFen: fen }).nullable(),
      })
      .nullable(),
  }),
})

export const getCommissionRule = route({
  id: 'commission.rule',
  method: 'GET',
  path: '/api/commission/rule',
  permission: 'setting.read',
  summary: 'The rule of commission; null while none is set',
  reply: z.object({ rule: commissionRule.nullable(), can: z.object({ write: can }) }),
})

export const saveCommissionRule = route({
  id: 'commission.saveRule',
  method: 'PUT',
  path: '/api/commission/rule',
  permission: 'setting.write',
  summary: 'Sets the rule of commission; earlier ones stay in the history',
  body: commissionRule,
  reply: z.object({ ok: z.literal(true) }),
})
