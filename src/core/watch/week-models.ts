import { tFactor, xmrLimits } from '../stats/charts.ts'
import {
  type CountModel,
  firstCountModel,
  forecastCount,
  learnCount,
  negativeBinomialCdf,
} from '../stats/count.ts'
import { studentCdf, studentQuantile } from '../stats/distributions.ts'
import { type DurationModel, learnDuration } from '../stats/duration.ts'
import {
  betaBinomialCdf,
  firstProportionModel,
  forecastProportion,
  learnProportion,
  type ProportionModel,
} from '../stats/proportion.ts'
import { surpriseZ } from '../stats/surprise.ts'
import type { StatisticsKind } from './metric.ts'
import type { Week } from './weeks.ts'

/** What a week is expected to bring: the middle and the band in which nine of ten weeks lie. */
export type Band = { expected: number; low: number; high: number }

/**
 * The distribution a figure's next week is held against. `z` is null when the week says nothing (no case was
 * decided); low values give negative scores whichever side is bad.
 */
export type WeekModel = {
  z: (week: Week) => number | null
  band: (week: Week) => Band | null
  learn: (week: Week) => void
}

/** A week keeps 96 % of its weight from one week to the next: a memory of half a year. */
const DISCOUNT = 0.96
const TAIL = 0.05

/** Begins with what the first weeks showed; null when they showed too little to begin with. */
export function weekModel(kind: StatisticsKind, warm: readonly Week[]): WeekModel | null {
  if (kind === 'count') return countWeeks(warm)
  if (kind === 'proportion') return proportionWeeks(warm)
  return kind === 'duration' ? durationWeeks(warm) : levelWeeks(warm)
}

function countWeeks(warm: readonly Week[]): WeekModel | null {
  const exposure = sumOf(warm, (week) => week.exposure)
  if (exposure <= 0) return null
  // Half an event, so that a figure which began at nothing can still be surprised.
  const rate = (sumOf(warm, (week) => week.sum) + 0.5) / exposure
  let model: CountModel = firstCountModel(rate, exposure / warm.length)
  return {
    z: (week) => forecastCount(model, week.exposure, week.sum).z,
    band: (week) => {
      const { mean, variance } = forecastCount(model, week.exposure, week.sum)
      const size = (mean * mean) / (variance - mean)
      const cdf = (y: number) => negativeBinomialCdf(y, size, mean / variance)
      const most = Math.ceil(mean + 10 * Math.sqrt(variance) + 10)
      return { expected: mean, low: leastWith(cdf, TAIL, most), high: leastWith(cdf, 1 - TAIL, most) }
    },
    learn: (week) => {
      model = learnCount(model, week.exposure, week.sum, DISCOUNT)
    },
  }
}

function proportionWeeks(warm: readonly Week[]): WeekModel | null {
  const n = sumOf(warm, (week) => week.n)
  if (n === 0) return null
  const rate = (sumOf(warm, (week) => week.hits) + 0.5) / (n + 1)
  let model: ProportionModel = firstProportionModel(rate)
  return {
    z: ({ n: cases, hits }) => (cases === 0 ? null : forecastProportion(model, cases, hits).z),
    band: ({ n: cases }) => {
      if (cases === 0) return null
      const cdf = (k: number) => betaBinomialCdf(k, cases, model)
      const expected = (cases * model.a) / (model.a + model.b)
      return { expected, low: leastWith(cdf, TAIL, cases), high: leastWith(cdf, 1 - TAIL, cases) }
    },
    learn: (week) => {
      model = learnProportion(model, { n: week.n, k: week.hits }, DISCOUNT)
    },
  }
}

/** Fewer durations than this say nothing about their spread. */
const FEWEST_DURATIONS = 5
/** Durations that were all alike so far are still expected to differ by a tenth. */
const LEAST_SPREAD = 0.1

function durationWeeks(warm: readonly Week[]): WeekModel | null {
  const logs = warm.flatMap(({ values }) => values.map((value) => Math.log1p(value)))
  if (logs.length < FEWEST_DURATIONS) return null
  const mu = meanOf(logs)
  const spread = Math.max(sumOf(logs, (x) => (x - mu) ** 2) / logs.length, LEAST_SPREAD ** 2)
  const half = logs.length / 2
  let model: DurationModel = { mu, kappa: logs.length, alpha: half, beta: half * spread }
  /** The mean of m durations on the log scale is a t around mu, the wider the fewer they are. */
  const scaleOf = (m: number) => Math.sqrt((model.beta / model.alpha) * (1 / model.kappa + 1 / m))
  return {
    z: ({ values }) => {
      if (values.length === 0) return null
      const t = (meanOf(values.map((value) => Math.log1p(value))) - model.mu) / scaleOf(values.length)
      return surpriseZ(studentCdf(t, 2 * model.alpha), 0)
    },
    band: ({ values }) => {
      if (values.length === 0) return null
      const reach = studentQuantile(1 - TAIL, 2 * model.alpha) * scaleOf(values.length)
      const [expected, low, high] = [model.mu, model.mu - reach, model.mu + reach].map(Math.expm1)
      return { expected: expected!, low: low!, high: high! }
    },
    learn: ({ values }) => {
      for (const [index, value] of values.entries())
        model = learnDuration(model, value, index === 0 ? DISCOUNT : 1)
    },
  }
}

/** Twelve levels are the least from which a moving range says anything (methods §1.3). */
const FEWEST_LEVELS = 12
const MOST_LEVELS = 26

/** Individuals and moving range; the multiplier grows with how few levels the range was taken from. */
function levelWeeks(warm: readonly Week[]): WeekModel {
  const levels = warm.flatMap(({ level }) => (level === null ? [] : [level]))
  const known = () => {
    const recent = levels.slice(-MOST_LEVELS)
    const { mean, sigma } = xmrLimits(recent)
    return recent.length < FEWEST_LEVELS || sigma === 0 ? null : { mean, sigma, n: recent.length }
  }
  return {
    z: ({ level }) => {
      const chart = known()
      if (!chart || level === null) return null
      const t = (level - chart.mean) / (chart.sigma * Math.sqrt(1 + 1 / chart.n))
      return surpriseZ(studentCdf(t, chart.n - 1), 0)
    },
    band: () => {
      const chart = known()
      if (!chart) return null
      const reach = tFactor(chart.n, 2 * TAIL) * chart.sigma
      return { expected: chart.mean, low: chart.mean - reach, high: chart.mean + reach }
    },
    learn: ({ level }) => {
      if (level !== null) levels.push(level)
    },
  }
}

/** The least whole number up to which the share `p` of all outcomes lies. */
function leastWith(cdf: (y: number) => number, p: number, most: number): number {
  let low = 0
  let high = most
  while (low < high) {
    const middle = (low + high) >> 1
    if (cdf(middle) < p) low = middle + 1
    else high = middle
  }
  return low
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0)
}

function meanOf(values: readonly number[]): number {
  return sumOf(values, (value) => value) / values.length
}
