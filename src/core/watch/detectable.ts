import { LAMBDA } from '../stats/alarm.ts'
import { type Chance, seeded } from '../stats/chance.ts'
import { type Ewma, ewmaSigma, nextEwma } from '../stats/charts.ts'
import { forecastCount, negativeBinomialCdf } from '../stats/count.ts'
import { normalQuantile } from '../stats/distributions.ts'
import { median } from '../stats/order.ts'
import { betaBinomialCdf, forecastProportion } from '../stats/proportion.ts'
import type { StatisticsKind } from './metric.ts'
import { limitsOf, type StatisticalThreshold } from './surprise.ts'

/** A usual week of a figure: `expected` of `cases` for a share, `expected` events for a count. */
export type UsualWeek = { expected: number; cases: number; low: number; high: number }

/**
 * How soon a rule would notice that a figure has become half of what it was, or twice where high is bad.
 * `weeks` is the middle of many tries, null when more than half of them were not noticed within a year.
 */
export type Detectable = { never: boolean; weeks: number | null; week: UsualWeek }

const TRIES = 200
const HORIZON = 52
/** The rule can never fire when not even three weeks of nothing would be surprising enough. */
const POSSIBLE = 0.005
const WEEKS_OF_NOTHING = 3
/** What is known of a figure after years: half a year's weight, the usual spread. */
const KNOWN_WEEKS = 25
const USUAL_SPREAD = 1.2
const MOST_CASES = 200

export function detectable(
  kind: StatisticsKind,
  week: UsualWeek,
  { threshold, side }: { threshold: StatisticalThreshold; side: 'low' | 'high' },
): Detectable {
  const draw = drawOf(kind, week, side)
  if (!draw) return { never: true, weeks: null, week }
  const { average, single } = limitsOf(kind, threshold)
  const sign = side === 'low' ? 1 : -1
  const chance = seeded(1)
  const needed = Array.from({ length: TRIES }, () => {
    let ewma: Ewma = { value: 0, periods: HORIZON }
    for (let passed = 1; passed <= HORIZON; passed += 1) {
      const z = sign * draw(chance)
      ewma = nextEwma(ewma, z, LAMBDA)
      const score = kind === 'gauge' ? z : ewma.value / ewmaSigma(LAMBDA, ewma.periods)
      if (score < -average || z < -single) return passed
    }
    return HORIZON + 1
  })
  const weeks = median(needed)
  return { never: isImpossible(kind, week, side), weeks: weeks > HORIZON ? null : Math.round(weeks), week }
}

/** Scores of weeks after the change; null when a usual week brings nothing at all. */
function drawOf(
  kind: StatisticsKind,
  week: UsualWeek,
  side: 'low' | 'high',
): ((chance: Chance) => number) | null {
  const times = side === 'low' ? 0.5 : 2
  if (kind === 'count') {
    if (week.expected <= 0) return null
    const model = countModel(week)
    const law = spread(week.expected * times)
    return (chance) => forecastCount(model, 1, drawn(law, chance)).z
  }
  if (kind === 'proportion') {
    const cases = Math.round(week.cases)
    if (cases < 1) return null
    const model = shareModel(week)
    const rate = Math.min(0.98, (week.expected / week.cases) * times)
    return (chance) => {
      let hits = 0
      for (let one = 0; one < cases; one += 1) if (chance() < rate) hits += 1
      return forecastProportion(model, cases, hits).z
    }
  }
  // The band holds nine weeks of ten; durations are held against each other on the log scale.
  const log = kind === 'duration' ? Math.log1p : (value: number) => value
  const reach = (log(week.high) - log(Math.max(week.low, 0))) / 2 / normalQuantile(0.95)
  if (!(reach > 0)) return null
  const shift = (log(week.expected * times) - log(week.expected)) / reach
  return (chance) => shift + normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, chance())))
}

function isImpossible(kind: StatisticsKind, week: UsualWeek, side: 'low' | 'high'): boolean {
  if (kind === 'count' && side === 'low') {
    const { size, p } = spread(week.expected * WEEKS_OF_NOTHING)
    return negativeBinomialCdf(0, size, p) > POSSIBLE
  }
  if (kind !== 'proportion') return false
  const cases = Math.round(week.cases * WEEKS_OF_NOTHING)
  const model = shareModel(week)
  const worst =
    side === 'low' ? betaBinomialCdf(0, cases, model) : 1 - betaBinomialCdf(cases - 1, cases, model)
  return worst > POSSIBLE
}

function countModel({ expected }: UsualWeek) {
  return { a: KNOWN_WEEKS * expected, b: KNOWN_WEEKS, phi: USUAL_SPREAD, phiWeight: 40 }
}

function shareModel({ expected, cases }: UsualWeek) {
  const rate = Math.min(0.99, Math.max(0.01, expected / cases))
  const known = Math.min(MOST_CASES, KNOWN_WEEKS * cases)
  return { a: known * rate, b: known * (1 - rate) }
}

type Law = { size: number; p: number }

function spread(mean: number): Law {
  return { size: mean / (USUAL_SPREAD - 1), p: 1 / USUAL_SPREAD }
}

/** One count of a negative binomial, by going up its distribution until the draw is reached. */
function drawn({ size, p }: Law, chance: Chance): number {
  const u = chance()
  let at = p ** size
  let sum = at
  let count = 0
  while (sum < u && count < 100_000) {
    count += 1
    at *= ((size + count - 1) / count) * (1 - p)
    sum += at
  }
  return count
}
