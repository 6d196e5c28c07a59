import { studentQuantile } from './distributions.ts'

export type XmrLimits = { mean: number; meanRange: number; sigma: number; lower: number; upper: number }

/** d₂ for ranges of two: the mean moving range is 1.128 standard deviations. */
const D2 = 1.128

/** Individuals and moving range (Shewhart; NIST e-Handbook 6.3.2.2): mean ± 3·mR̄/1.128. */
export function xmrLimits(values: readonly number[], width = 3): XmrLimits {
  const mean = meanOf(values)
  const ranges = values.slice(1).map((value, index) => Math.abs(value - values[index]!))
  const meanRange = ranges.length > 0 ? meanOf(ranges) : 0
  const sigma = meanRange / D2
  return { mean, meanRange, sigma, lower: mean - width * sigma, upper: mean + width * sigma }
}

/**
 * The multiplier that keeps the promised false-alarm share when the spread itself was estimated from n
 * points: t(n−1; 1−α/2)·√(1+1/n). Three sigma after twelve weeks would be seven times noisier than its name.
 */
export function tFactor(n: number, alpha = 0.0027): number {
  return studentQuantile(1 - alpha / 2, n - 1) * Math.sqrt(1 + 1 / n)
}

export type Ewma = { value: number; periods: number }

/** Roberts 1959; `start` is the target, 0 for scores. */
export function nextEwma(ewma: Ewma, x: number, lambda: number): Ewma {
  return { value: lambda * x + (1 - lambda) * ewma.value, periods: ewma.periods + 1 }
}

/** Standard deviation of the average after t periods of scores with standard deviation 1. */
export function ewmaSigma(lambda: number, periods: number): number {
  return Math.sqrt((lambda / (2 - lambda)) * (1 - (1 - lambda) ** (2 * periods)))
}

export type Cusum = { high: number; low: number }

/** Page 1954: sums what exceeds the target by more than the slack, on both sides. */
export function nextCusum({ high, low }: Cusum, x: number, target: number, slack: number): Cusum {
  return { high: Math.max(0, high + x - target - slack), low: Math.max(0, low + target - slack - x) }
}

/**
 * Mean run length of a one-sided EWMA on standard-normal scores until it falls below −L, with nothing wrong
 * (λ = 0.3, 0.2; computed by simulation). Between the knots the logarithm is linear.
 */
const RUN_LENGTHS: Record<'0.2' | '0.3', readonly (readonly [number, number])[]> = {
  '0.3': [
    [2, 73],
    [2.33, 152],
    [2.5, 231],
    [2.7, 391],
    [2.8, 518],
    [3, 936],
  ],
  '0.2': [
    [2, 96],
    [2.33, 194],
    [2.5, 290],
    [2.7, 483],
    [2.8, 634],
    [3, 1128],
  ],
}

/**
 * The limit L that gives at most `budget` false alarms a week over `series` watched figures: the alert budget
 * is what people decide, the limit follows. Kept between 2 and 4.
 */
export function limitForBudget(series: number, budget: number, lambda: '0.2' | '0.3' = '0.3'): number {
  const wanted = Math.log(Math.max(series, 1) / budget)
  const knots = RUN_LENGTHS[lambda]
  let index = 1
  while (index < knots.length - 1 && Math.log(knots[index]![1]) < wanted) index += 1
  const [lowL, lowRun] = knots[index - 1]!
  const [highL, highRun] = knots[index]!
  const share = (wanted - Math.log(lowRun)) / (Math.log(highRun) - Math.log(lowRun))
  return Math.max(2, Math.min(4, lowL + share * (highL - lowL)))
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
