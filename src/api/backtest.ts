import { z } from 'zod'
import { OUTCOME_KINDS, type OutcomeSpec } from '../core/backtest/outcome.ts'
import { VERDICTS } from '../core/backtest/report.ts'
import { bilingual, can } from './alerts.ts'
import { day, id, instant, route } from './route.ts'
import { ruleSpec } from './rules.ts'

/** Backtest: what a rule would have said over a past span, held against what then happened. */

const horizon = z.int().min(1).max(730)
const grace = z.int().min(0).max(365)

export const outcomeSpec: z.ZodType<OutcomeSpec, OutcomeSpec> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('deal-lost'), horizonDays: horizon.nullable() }),
  z.object({
    kind: z.literal('overdue'),
    days: z.int().min(0).max(720),
    horizonDays: horizon.nullable(),
  }),
  z.object({ kind: z.literal('late-next'), lateDays: z.int().min(0).max(720), horizonDays: horizon }),
  z.object({
    kind: z.literal('churn'),
    gapPct: z.int().min(100).max(1_000),
    atLeastDays: z.int().min(1).max(720),
    horizonDays: horizon,
  }),
  z.object({
    kind: z.literal('missed-month'),
    figure: z.enum(['bookings', 'collections']),
    belowPct: z.int().min(1).max(100),
    horizonDays: horizon,
  }),
  z.object({ kind: z.literal('bad-debt'), days: z.int().min(1).max(720), horizonDays: horizon.nullable() }),
  z.object({ kind: z.literal('dispute'), horizonDays: horizon }),
  z.object({ kind: z.literal('quote-lost'), graceDays: grace, horizonDays: horizon.nullable() }),
  z.object({ kind: z.literal('late-delivery'), days: grace, horizonDays: horizon.nullable() }),
  z.object({ kind: z.literal('complaint'), horizonDays: horizon }),
  z.object({ kind: z.literal('lapse'), graceDays: grace, horizonDays: horizon.nullable() }),
  z.object({ kind: z.literal('quality'), horizonDays: horizon }),
])

export const lookPlan = z.union([z.enum(['day', 'week', 'month-end']), z.array(day).min(1).max(1_000)])
export const backtestMode = z.enum(['decisions', 'episodes'])

/** What may be said about a backtest; what is left out follows from the rule and the data. */
export const backtestWish = z.object({
  mode: backtestMode.optional(),
  outcome: z.union([z.enum(OUTCOME_KINDS), outcomeSpec, z.null()]).optional(),
  from: day.optional(),
  to: day.optional(),
  /** until when outcomes are known; the day of the newest fact when left out */
  observedTo: day.optional(),
  looks: lookPlan.optional(),
  /** a warning this many days or fewer before the event is too late */
  leadDays: z.int().min(0).max(365).optional(),
  /** other values of the first line, each with its own row */
  thresholds: z.array(z.number()).max(40).optional(),
})
export type BacktestWish = z.infer<typeof backtestWish>

/** A rule in a file: subject and condition, the rest has defaults; and how it is to be tested. */
export const ruleFile = z.object({
  rule: z.record(z.string(), z.unknown()),
  backtest: backtestWish.optional(),
})

const share = z.number().nullable()
const interval = z.object({ low: z.number(), high: z.number() }).nullable()

/** Amounts inside a report are integers of fen; reports are kept as they were made. */
const modeReport = z.object({
  raised: z.int(),
  alerts: z.int(),
  truePositive: z.int(),
  falsePositive: z.int(),
  repeats: z.int(),
  unscored: z.int(),
  missed: z.int(),
  trueNegative: z.int().nullable(),
  events: z.int(),
  judged: z.int(),
  baseRate: share,
  precision: share,
  recall: share,
  lift: share,
  intervals: z.object({ precision: interval, recall: interval, lift: interval }),
  leadDays: z
    .object({
      p25: z.number(),
      median: z.number(),
      p75: z.number(),
      mean: z.number(),
      distribution: z.array(z.object({ days: z.int(), count: z.int() })),
    })
    .nullable(),
  perWeekPerPerson: z.number(),
  persons: z.int(),
  money: z.object({ caughtFen: z.int(), missedFen: z.int() }),
  verdict: z.enum(VERDICTS),
})

const variantPart = z.object({ alerts: z.int(), precision: share, recall: share, lift: share })

export const backtestReport = modeReport.extend({
  rule: z.object({ code: z.string(), title: bilingual, sentence: bilingual }),
  /** the one plain sentence everything else stands behind */
  sentence: bilingual,
  verdictText: bilingual,
  mode: backtestMode,
  from: day,
  to: day,
  observedTo: day,
  weeks: z.number(),
  subjects: z.int(),
  outcome: outcomeSpec.nullable(),
  outcomeText: bilingual,
  /** what the result leans on and a reader must know */
  notes: z.array(z.object({ code: z.string(), text: bilingual })),
  modes: z.object({ decisions: modeReport, episodes: modeReport }),
  periods: z.array(z.object({ on: day, tp: z.int(), fp: z.int(), fn: z.int(), tn: z.int() })),
  /** the days of the alerts, when they are few */
  alertDays: z.array(day),
  variants: z.array(
    z.object({
      value: z.number(),
      raised: z.int(),
      alerts: z.int(),
      truePositive: z.int(),
      falsePositive: z.int(),
      missed: z.int(),
      precision: share,
      recall: share,
      lift: share,
      medianLeadDays: z.number().nullable(),
      perWeekPerPerson: z.number(),
      early: variantPart,
      late: variantPart,
    }),
  ),
  /** of the alarms that can be held against the season, how many remain (null: nothing to compare) */
  season: z.array(z.object({ months: z.int(), comparable: z.int(), remain: z.int() })),
  /** where the first 60 % of the time ends */
  splitOn: day.nullable(),
})
export type BacktestReport = z.infer<typeof backtestReport>

export const backtestState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled'])

const backtestRow = z.object({
  id,
  ruleCode: z.string(),
  ruleVersion: z.int(),
  state: backtestState,
  /** subjects done and subjects in all; null before they are counted */
  done: z.int(),
  total: z.int().nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
  error: z.object({ code: z.string(), text: z.string() }).nullable(),
  report: backtestReport.nullable(),
})
export type BacktestRow = z.infer<typeof backtestRow>

/** What a rule has done so far in one of its modes, held against what then happened and what people said. */
const ruleRecord = z.object({
  mode: z.enum(['trial', 'on']),
  since: instant,
  raised: z.int(),
  right: z.int(),
  wrong: z.int(),
  /** not decided yet */
  undecided: z.int(),
  verdicts: z.object({ right: z.int(), false: z.int(), late: z.int(), useless: z.int() }),
  sentence: bilingual,
})
export type RuleRecord = z.infer<typeof ruleRecord>

const byCode = z.object({ code: z.string().max(60) })

export const latestBacktests = route({
  id: 'backtests.latest',
  method: 'GET',
  path: '/api/backtests',
  permission: 'rule.read',
  summary: 'The newest backtest of each rule in one sentence',
  reply: z.object({
    rows: z.array(
      z.object({
        id,
        ruleCode: z.string(),
        state: backtestState,
        sentence: bilingual.nullable(),
        /** null without a report, or with one that was held against no outcome */
        verdict: z.enum(VERDICTS).nullable(),
        /** times as often right as chance would be; null where nothing can be compared */
        lift: z.number().nullable(),
        isCurrent: z.boolean(),
        /** of the change that waits for a second person, not of the rule as it stands */
        isProposed: z.boolean(),
      }),
    ),
  }),
})

export const ruleBacktest = route({
  id: 'backtests.ofRule',
  method: 'GET',
  path: '/api/rules/:code/backtest',
  permission: 'rule.read',
  summary: 'The newest backtest of a rule, the outcomes it can be held against, and its record so far',
  params: byCode,
  reply: z.object({
    newest: backtestRow.nullable(),
    outcomes: z.array(z.object({ kind: z.enum(OUTCOME_KINDS), text: bilingual })),
    record: ruleRecord.nullable(),
    can,
  }),
})

export const startBacktest = route({
  id: 'backtests.start',
  method: 'POST',
  path: '/api/rules/:code/backtests',
  permission: 'rule.write',
  summary: 'Test a rule, as it is or as a draft, on the past; runs as a job',
  params: byCode,
  body: z.object({ wish: backtestWish, draft: ruleSpec.optional() }),
  reply: backtestRow,
})

export const cancelBacktest = route({
  id: 'backtests.cancel',
  method: 'POST',
  path: '/api/backtests/:id/cancel',
  permission: 'rule.write',
  summary: 'Stop a backtest that waits or runs',
  params: z.object({ id }),
  body: z.object({}),
  reply: backtestRow,
})
