import { z } from 'zod'
import { OUTCOME_KINDS, type OutcomeSpec } from '../core/backtest/outcome.ts'
import { VERDICTS } from '../core/backtest/report.ts'
import { bilingual } from './alerts.ts'
import { day } from './route.ts'

/** Backtest: what a rule would have said over a past span, held against what then happened. */

const horizon = z.int().min(1).max(730)

export const outcomeSpec: z.ZodType<OutcomeSpec> = z.discriminatedUnion('kind', [
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
