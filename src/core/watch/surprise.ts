import type { Instant } from '../calendar.ts'
import { type Alarm, alarmOf, CALM, courseOf, type Limits, levelLimit, limitsFor } from '../stats/alarm.ts'
import { median } from '../stats/order.ts'
import { DEFAULT_CALENDAR, type WorkCalendar } from '../workdays.ts'
import type { Away } from './away.ts'
import type { Series, StatisticsKind } from './metric.ts'
import type { Threshold } from './rule.ts'
import { type WeekModel, weekModel } from './week-models.ts'
import { periodsUntil, type Week, weeksUntil } from './weeks.ts'

export type StatisticalThreshold = Extract<Threshold, { kind: 'statistical' }>

/**
 * How a week stands against what the figure's own past lets expect. 'thin' says nothing either way: too short
 * a past, a holiday week, facts that are still to be entered, or no case decided (no data is not "fine").
 */
export type Surprise = {
  alarm: Alarm | 'thin'
  /** what the week brought, in the terms of the band: events, hits, typical duration, level */
  observed: number | null
  /** how many facts or decided cases the week has */
  cases: number
  expected: number | null
  low: number | null
  high: number | null
  /** average of the scores over its standard deviation, negative on the bad side, and its limit */
  score: number | null
  limit: number
  /** whole weeks of past behind it */
  weeks: number
  /** how many weeks running it has been on the bad side, this one included */
  badWeeks: number
  /** the week alone was enough */
  isSingle: boolean
}

/** The first weeks of a figure are learnt from and never judged (a new rep, methods §1.8). */
export const WARM_WEEKS = 8

/** The week before last is the newest that is learnt from: a slump must not become its own norm. */
const GAP = 2
/** A week with less working time than this share of a normal one is passed over. */
export const SHORT_WEEK = 0.3
/** Nothing is said of a week of which less than half has been entered. */
const LEAST_ARRIVED = 0.5

type Terms = {
  threshold: StatisticalThreshold
  side: 'low' | 'high'
  calendar: WorkCalendar | undefined
  /** when the person the figure is about was away */
  away?: readonly Away[] | undefined
}

/** The week that ends on the day of `at`, from nothing but what is known then. */
export function surpriseAt(series: Series, at: Instant, terms: Terms): Surprise {
  const kind = series.def.statistics
  if (kind === undefined) throw new RangeError(`metric ${series.def.id} has no chance of its own`)
  const key = `${at}:${terms.side}:${JSON.stringify(terms.threshold)}`
  const last = lastLooks.get(series)
  if (last?.key === key && last.calendar === terms.calendar && last.away === terms.away) return last.surprise
  const { fold } = series.def
  const weeks =
    fold.kind === 'period'
      ? periodsUntil(series, fold.back, at)
      : weeksUntil(series, terms.calendar ?? DEFAULT_CALENDAR, at, terms.away)
  const surprise = judge(weeks, kind, terms)
  lastLooks.set(series, { key, calendar: terms.calendar, away: terms.away, surprise })
  return surprise
}

/** The rules about one subject read the same week at the same instant, its condition and its clearing. */
const lastLooks = new WeakMap<
  Series,
  { key: string; surprise: Surprise } & Pick<Terms, 'calendar' | 'away'>
>()

/** A level is not averaged; what it says in one week is all there is. */
export function limitsOf(kind: StatisticsKind, { falsePerYear, series }: StatisticalThreshold): Limits {
  const perWeek = falsePerYear / 52
  if (kind !== 'gauge') return limitsFor(series, perWeek)
  const limit = levelLimit(series, perWeek)
  return { average: limit, single: limit }
}

function judge(weeks: readonly Week[], kind: StatisticsKind, { threshold, side }: Terms): Surprise {
  const level = kind === 'gauge'
  const limits = limitsOf(kind, threshold)
  const newest = weeks.at(-1)
  const nothing: Surprise = {
    alarm: 'thin',
    observed: newest ? observedOf(newest, kind) : null,
    cases: newest ? (kind === 'duration' ? newest.values.length : newest.n) : 0,
    expected: null,
    low: null,
    high: null,
    score: null,
    limit: limits.average,
    weeks: weeks.length,
    badWeeks: 0,
    isSingle: false,
  }
  if (!newest || weeks.length < Math.max(threshold.minWeeks, WARM_WEEKS + 1)) return nothing
  const scored = scoresOf(weeks, kind, side)
  if (!scored?.isNewestScored) return nothing
  const { model, scores } = scored
  const { averages, width } = level ? { averages: scores, width: 1 } : courseOf(scores)
  const own = { average: limits.average * width, single: limits.single * width }
  const score = averages.at(-1)!
  const band = model.band(newest)
  return {
    ...nothing,
    alarm: alarmOf(score, scores.at(-1)!, own),
    expected: band?.expected ?? null,
    low: band?.low ?? null,
    high: band?.high ?? null,
    score,
    limit: own.average,
    badWeeks: averages.length - 1 - averages.findLastIndex((average) => average > CALM),
    isSingle: score >= -own.average && scores.at(-1)! < -own.single,
  }
}

type Scored = { model: WeekModel; scores: number[]; isNewestScored: boolean }

/** Week by week against what those before it let expect; null where there is too little to begin with. */
function scoresOf(weeks: readonly Week[], kind: StatisticsKind, side: 'low' | 'high'): Scored | null {
  const normal = median(weeks.map(({ exposure }) => exposure))
  const counts = (week: Week) =>
    kind === 'gauge' || (week.exposure >= SHORT_WEEK * normal && week.arrived >= LEAST_ARRIVED)
  const model = weekModel(kind, weeks.slice(0, WARM_WEEKS).filter(counts))
  if (!model) return null
  const scores: number[] = []
  let isNewestScored = false
  for (let index = WARM_WEEKS; index < weeks.length; index += 1) {
    const learnt = weeks[index - GAP]!
    if (index - GAP >= WARM_WEEKS && counts(learnt)) model.learn(learnt)
    const week = weeks[index]!
    const z = counts(week) ? model.z(week) : null
    if (z === null) continue
    scores.push(side === 'low' ? z : -z)
    isNewestScored = index === weeks.length - 1
  }
  return { model, scores, isNewestScored }
}

/** How often a figure would have cried wolf in the last year, and how often it was allowed to. */
export type Strayed = { episodes: number; expected: number }

/**
 * Counted on the good side: what strays there was no slump, and the scores are made so that both sides stray
 * alike with nothing wrong. So a true alarm of the past never moves the line away from the next one.
 */
export function strayedAt(series: Series, at: Instant, terms: Terms): Strayed {
  const kind = series.def.statistics
  if (kind === undefined || series.def.fold.kind === 'period') return { episodes: 0, expected: 0 }
  const weeks = weeksUntil(series, terms.calendar ?? DEFAULT_CALENDAR, at, terms.away)
  const scored = weeks.length > WARM_WEEKS ? scoresOf(weeks, kind, terms.side) : null
  if (!scored) return { episodes: 0, expected: 0 }
  const mirrored = scored.scores.map((score) => -score)
  const { averages, width } = kind === 'gauge' ? { averages: mirrored, width: 1 } : courseOf(mirrored)
  const { average, single } = limitsOf(kind, terms.threshold)
  const limits = { average: average * width, single: single * width }
  const first = Math.max(0, mirrored.length - YEAR_WEEKS)
  let episodes = 0
  let isOpen = false
  for (let index = first; index < mirrored.length; index += 1) {
    const alarm = alarmOf(averages[index]!, mirrored[index]!, limits)
    if (alarm === 'alarm' && !isOpen) episodes += 1
    isOpen = alarm === 'alarm' || (isOpen && alarm === 'watch')
  }
  const { falsePerYear, series: shared } = terms.threshold
  return { episodes, expected: ((mirrored.length - first) * falsePerYear) / (YEAR_WEEKS * shared) }
}

const YEAR_WEEKS = 52

/**
 * The week beside the edge and the middle of its band in the unit of the figure, so that what is compared
 * is what is shown: a share of the week's own cases, never that of months beside a count of one week.
 */
export function weekFigures(kind: StatisticsKind, { observed, expected, low, high, cases }: Surprise) {
  const scale = kind === 'proportion' ? (cases > 0 ? 10_000 / cases : Number.NaN) : 1
  const shown = (value: number | null) =>
    value === null || Number.isNaN(scale) ? null : kind === 'proportion' ? Math.round(value * scale) : value
  return { value: shown(observed), expected: shown(expected), low: shown(low), high: shown(high) }
}

function observedOf(week: Week, kind: StatisticsKind): number | null {
  if (kind === 'count') return week.sum
  if (kind === 'proportion') return week.hits
  if (kind === 'gauge') return week.level
  if (week.values.length === 0) return null
  return Math.expm1(week.values.reduce((sum, value) => sum + Math.log1p(value), 0) / week.values.length)
}
