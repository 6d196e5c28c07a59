import { type Ewma, ewmaSigma, limitForBudget, nextEwma } from './charts.ts'
import { normalQuantile } from './distributions.ts'
import { ascending, median } from './order.ts'

/**
 * From scores to alarms (methods §1.4): one average that remembers (Roberts' EWMA) for what goes on, one
 * limit for the single week that cannot be chance. Scores are negative on the bad side.
 */
export const LAMBDA = 0.3

/** An alarm ends when the average has come back to within one standard deviation. */
export const CALM = -1

/** No score goes beyond four, so no limit may. */
const FURTHEST = 3.9

export type Limits = { average: number; single: number }

/**
 * The limits that keep to a budget of false alarms a week over so many watched figures: four fifths of it
 * for the average, the rest for single weeks. People decide the budget, the limits follow.
 */
export function limitsFor(series: number, perWeek: number): Limits {
  const single = -normalQuantile(Math.min(0.5, (SINGLE_SHARE * perWeek) / Math.max(series, 1)))
  return {
    average: limitForBudget(series, (1 - SINGLE_SHARE) * perWeek),
    single: Math.min(FURTHEST, Math.max(2, single)),
  }
}

const SINGLE_SHARE = 0.2

/** A level is not averaged: one week is held against the whole budget. */
export function levelLimit(series: number, perWeek: number): number {
  const single = -normalQuantile(Math.min(0.5, perWeek / Math.max(series, 1)))
  return Math.min(FURTHEST, Math.max(1, single))
}

export type Course = {
  /** average over its own standard deviation, one per score */
  averages: number[]
  /** by how much the limits are widened for what this figure's own past shows */
  width: number
}

/** Half a year of scores before they may widen the limits; the newest weeks do not speak for themselves. */
const OWN_WEEKS = 26
const NOT_YET = 4
/** Of a normal distribution half of all values lie within 0.6745 standard deviations. */
const MIDDLE = 0.6745

/**
 * The averages of a figure's scores, and the width its own past asks for: where the distribution does not fit
 * (weeks that hang together, a rhythm nobody knows), averages stray further than promised, and the limit
 * moves out by as much. Half of them are looked at, so a slump of the past does not hide the next.
 */
export function courseOf(scores: readonly number[]): Course {
  const averages: number[] = []
  let ewma: Ewma = { value: 0, periods: 0 }
  for (const score of scores) {
    ewma = nextEwma(ewma, score, LAMBDA)
    averages.push(ewma.value / ewmaSigma(LAMBDA, ewma.periods))
  }
  const own = averages.slice(0, -NOT_YET)
  if (own.length < OWN_WEEKS) return { averages, width: 1 }
  return { averages, width: Math.max(1, median(ascending(own.map(Math.abs))) / MIDDLE) }
}

export type Alarm = 'alarm' | 'watch' | 'calm'

/** 'watch' lies between: it opens nothing and ends nothing. */
export function alarmOf(average: number, score: number, { average: limit, single }: Limits): Alarm {
  if (average < -limit || score < -single) return 'alarm'
  return average > CALM ? 'calm' : 'watch'
}
