import { z } from 'zod'
import { bilingual, can, subjectKind } from './alerts.ts'
import { severity } from './notify.ts'
import { day, id, instant, month, route } from './route.ts'
import { knob, ruleMode } from './rules.ts'

/** What rules are worth: verdicts beside the backtest, and once a month a better line to take or leave. */

export const REVIEW_SPANS = { month: 30, quarter: 91, year: 365 } as const

const verdicts = z.object({ right: z.int(), false: z.int(), late: z.int(), useless: z.int() })

const ruleRecord = z.object({
  code: z.string(),
  title: bilingual,
  subject: subjectKind,
  mode: ruleMode,
  severity,
  version: z.int(),
  digestOnly: z.boolean(),
  /** of the span: alerts raised, taken up by somebody, and what people said of those that ended in it */
  fired: z.int(),
  handled: z.int(),
  verdicts,
  /** the newest backtest of this version: how many of those that can be judged came true, what was missed */
  backtest: z
    .object({ right: z.int(), judged: z.int(), missed: z.int(), events: z.int(), day: day })
    .nullable(),
  /** against what the backtest, or its own past, lets expect (C112) */
  pace: z.object({
    kind: z.enum(['more', 'less', 'as-expected', 'unknown']),
    fired: z.int(),
    days: z.int(),
    /** what as many days usually bring */
    expected: z.number().nullable(),
    from: z.enum(['backtest', 'own-past']).nullable(),
  }),
  /** when the machine took its voice away, and on which verdicts */
  demoted: z.object({ at: instant, useful: z.int(), judged: z.int() }).nullable(),
  can,
})
export type RuleRecordRow = z.infer<typeof ruleRecord>

const share = z.number().nullable()
const line = z.object({
  value: z.number(),
  raised: z.int(),
  truePositive: z.int(),
  falsePositive: z.int(),
  missed: z.int(),
  medianLeadDays: z.number().nullable(),
  perWeekPerPerson: z.number(),
  early: z.object({ alerts: z.int(), precision: share }),
  late: z.object({ alerts: z.int(), precision: share }),
})

const review = z.object({
  id,
  version: z.int(),
  code: z.string(),
  title: bilingual,
  month,
  state: z.enum(['testing', 'open', 'accepted', 'declined', 'kept', 'outdated', 'failed']),
  reason: z.string(),
  knob: knob.nullable(),
  oldValue: z.number().nullable(),
  newValue: z.number().nullable(),
  /** the backtest of the line as it was and as it is proposed */
  lines: z
    .object({ old: line, new: line, events: z.int(), from: day, to: day, splitOn: day.nullable() })
    .nullable(),
  outcome: bilingual.nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  decidedNote: z.string(),
  can,
})
export type RuleReview = z.infer<typeof review>

export const listRuleReviews = route({
  id: 'rule-reviews.list',
  method: 'GET',
  path: '/api/rule-reviews',
  permission: 'rule.read',
  summary: 'What each rule was worth over a span, and the lines that recent data proposes',
  query: z.object({ span: z.enum(['month', 'quarter', 'year']).default('month') }),
  reply: z.object({
    span: z.enum(['month', 'quarter', 'year']),
    from: day,
    to: day,
    rows: z.array(ruleRecord),
    reviews: z.array(review),
    can,
  }),
})

export const startRuleReviews = route({
  id: 'rule-reviews.start',
  method: 'POST',
  path: '/api/rule-reviews',
  permission: 'rule.write',
  summary: 'Look at all lines of this month now instead of waiting for its first day',
  reply: z.object({ started: z.int() }),
})

const decide = {
  params: z.object({ id }),
  body: z.object({ version: z.int(), note: z.string().trim().max(500).default('') }),
  reply: review,
}

export const acceptRuleReview = route({
  id: 'rule-reviews.accept',
  method: 'POST',
  path: '/api/rule-reviews/:id/accept',
  permission: 'rule.write',
  summary: 'Take the proposed line; it is a new version of the rule, in force at once',
  ...decide,
})

export const declineRuleReview = route({
  id: 'rule-reviews.decline',
  method: 'POST',
  path: '/api/rule-reviews/:id/decline',
  permission: 'rule.write',
  summary: 'Leave the line where it is; the proposal and the reason stay on record',
  ...decide,
})
