import { z } from 'zod'
import { LINE_IDS } from '../core/score/lines.ts'
import { bilingual, evidenceRow } from './alerts.ts'
import { unit } from './metrics.ts'
import { asOfQuery, can, exportQuery, person } from './paging.ts'
import { day, id, instant, month, route } from './route.ts'

/** Scorecards of people by month: performance and risk by weights of the company (C169 C132 C133 C196). */

const lineId = z.enum(LINE_IDS)

const lineRule = z.object({
  line: lineId,
  weight: z.int().min(0).max(100),
  /** the value that earns every point, and the one that earns none; shares in basis points */
  full: z.number().min(-1_000_000_000).max(1_000_000_000),
  zero: z.number().min(-1_000_000_000).max(1_000_000_000),
})
export const cardRule = z.object({ lines: z.array(lineRule).max(20) })

const lineDef = z.object({
  id: lineId,
  group: z.enum(['performance', 'risk', 'conduct']),
  unit,
  bad: z.enum(['high', 'low']),
  isShare: z.boolean(),
  isMoney: z.boolean(),
  title: bilingual,
  meaning: bilingual,
  usual: z.object({ full: z.number(), zero: z.number() }),
})

const judged = lineRule.extend({
  value: z.number().nullable(),
  n: z.int(),
  num: z.number().nullable(),
  den: z.number().nullable(),
  /** tenths of a point of a hundred; null: not judged */
  tenths: z.int().nullable(),
  why: z.enum(['no_data', 'few']).nullable(),
})

/** What a rule is called is said in the reader's language. */
const scoreRow = evidenceRow.extend({ label: z.union([z.string(), bilingual]) })

const ofMonth = { ...asOfQuery, month: month.optional() }

export const getScorecards = route({
  id: 'scores.cards',
  method: 'GET',
  path: '/api/scorecards',
  permission: 'score.read',
  summary:
    'The scorecards of a month of everybody in scope, line by line; a closed month stays as it was [C169]',
  query: z.object(ofMonth),
  reply: z.object({
    month,
    until: day,
    /** since when the month is closed and its cards no longer move */
    closedAt: instant.nullable(),
    rule: cardRule.nullable(),
    lines: z.array(lineDef),
    people: z.array(
      z.object({
        person,
        tenths: z.int().nullable(),
        judgedWeight: z.int(),
        lines: z.array(judged),
      }),
    ),
    can: z.object({ write: can }),
  }),
})

export const listScoreRows = route({
  id: 'scores.rows',
  method: 'GET',
  path: '/api/scorecards/:userId/rows',
  permission: 'score.read',
  summary: 'The rows behind one line of one card: of a share those that count, or all it is a share of',
  params: z.object({ userId: id }),
  query: z.object({ ...ofMonth, line: lineId, side: z.enum(['num', 'den']).default('num') }),
  reply: z.object({ isMoney: z.boolean(), items: z.array(scoreRow), more: z.int() }),
})

export const exportScorecards = route({
  id: 'scores.export',
  method: 'GET',
  path: '/api/scorecards/export',
  permission: 'export.run',
  summary: 'Every line of the cards in scope as .xlsx, for the payroll; logged',
  query: z.object({ ...ofMonth, ...exportQuery }),
  reply: z.unknown(),
})

export const getCardRule = route({
  id: 'scores.rule',
  method: 'GET',
  path: '/api/scorecards/rule',
  permission: 'score.read',
  summary:
    'By what people are judged, with the month from which each version holds, and all there is to choose from',
  reply: z.object({
    rule: cardRule.nullable(),
    versions: z.array(z.object({ from: month, rule: cardRule })),
    usual: cardRule,
    lines: z.array(lineDef),
    /** the first month that is not closed; null: none is */
    openFrom: month.nullable(),
    can: z.object({ write: can }),
  }),
})

export const saveCardRule = route({
  id: 'scores.saveRule',
  method: 'PUT',
  path: '/api/scorecards/rule',
  permission: 'setting.write',
  summary: 'Sets lines and weights from a month on; earlier months keep theirs',
  body: cardRule.extend({ from: month.optional() }),
  reply: z.object({ ok: z.literal(true) }),
})
