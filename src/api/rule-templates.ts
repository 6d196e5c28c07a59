import { z } from 'zod'
import { VERDICTS } from '../core/backtest/report.ts'
import { TRADES } from '../core/deal/pipeline-templates.ts'
import { bilingual } from './alerts.ts'
import { route } from './route.ts'
import { ruleSpec } from './rules.ts'

/** Rules to begin with, by trade, each with what it did at the example company in a year (C121). */

export const ruleTemplate = z.object({
  trade: z.enum(TRADES),
  /** what it watches, in one sentence */
  why: bilingual,
  /** what the editor opens; the code is replaced when it is used */
  spec: ruleSpec,
  /** measured at the example company, never at one's own */
  record: z.object({
    sentence: bilingual,
    verdict: z.enum(VERDICTS),
    verdictText: bilingual,
    outcomeText: bilingual,
    /** times as often right as chance would be; null where nothing can be compared */
    lift: z.number().nullable(),
    perWeekPerPerson: z.number(),
  }),
})

export const listRuleTemplates = route({
  id: 'rules.templates',
  method: 'GET',
  path: '/api/rule-templates',
  permission: 'rule.read',
  summary: 'Rule templates by trade with their measured backtest at the example company',
  reply: z.object({
    /** what the company has said its trade is */
    trade: z.enum(TRADES).nullable(),
    items: z.array(ruleTemplate),
  }),
})
