import { describe, expect, it } from 'vitest'
import { blockBootstrap } from './bootstrap.ts'
import { seeded, shuffled } from './chance.ts'
import { changePoints, likelyRuns, squaredError } from './change-point.ts'
import { ewmaSigma, limitForBudget, nextCusum, nextEwma, tFactor, xmrLimits } from './charts.ts'
import { countMoments, firstCountModel, forecastCount, learnCount, negativeBinomialCdf } from './count.ts'
import {
  betaCdf,
  betaQuantile,
  gammaCdf,
  gammaQuantile,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from './distributions.ts'
import { durationCdf, durationScale, forecastDuration, learnDuration } from './duration.ts'
import { wilson } from './interval.ts'
import { rejectedByBh } from './multiple.ts'
import { medianDeviation, quantile } from './order.ts'
import {
  betaBinomialCdf,
  betaBinomialPmf,
  firstProportionModel,
  forecastProportion,
  learnProportion,
} from './proportion.ts'
import { cusumRunLength, ewmaRunLength, shewhartRunLength } from './run-length.ts'
import { kaplanMeier } from './survival.ts'

describe('distributions', () => {
  it.each([
    [-8, 6.220960574271785e-16],
    [-1.96, 0.024997895148220435],
    [0, 0.5],
    [3, 0.9986501019683699],
  ])('normal: Φ(%f)', (x, p) => {
    expect(normalCdf(x) / p).toBeCloseTo(1, 10)
    expect(normalQuantile(p)).toBeCloseTo(x, 8)
  })

  it('normal quantiles people know', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12)
    expect(normalQuantile(0.005)).toBeCloseTo(-2.5758293035489, 12)
    expect(normalQuantile(1e-9)).toBeCloseTo(-5.99780701500769, 10)
  })

  it('Student-t, gamma and beta agree with their tables and invert', () => {
    expect(studentQuantile(0.975, 10)).toBeCloseTo(2.228138851964939, 9)
    expect(studentCdf(studentQuantile(0.001, 3), 3)).toBeCloseTo(0.001, 12)
    expect(gammaQuantile(0.95, 0.5, 0.5)).toBeCloseTo(3.841458820694124, 8)
    expect(gammaCdf(2, 2, 1)).toBeCloseTo(1 - 3 * Math.exp(-2), 12)
    expect(betaQuantile(0.05, 13, 25)).toBeCloseTo(0.2219091457, 9)
    expect(betaCdf(betaQuantile(0.95, 13, 25), 13, 25)).toBeCloseTo(0.95, 12)
  })

  it('negative binomial with a real size: (10; 120, 6/7)', () => {
    expect(negativeBinomialCdf(10, 120, 6 / 7)).toBeCloseTo(0.0160674, 7)
  })
})

// Published vectors; each names its source or was recomputed independently.
describe('published vectors', () => {
  it('1: XmR of the NIST flow rate', () => {
    const flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    const limits = xmrLimits(flow)
    expect(limits.mean).toBeCloseTo(50.81, 10)
    expect(limits.meanRange).toBeCloseTo(1.87778, 5)
    expect(limits.lower).toBeCloseTo(45.81591, 4)
    expect(limits.upper).toBeCloseTo(55.80409, 4)
  })

  it('2: EWMA of NIST', () => {
    const data = [
      52, 47, 53, 49.3, 50.1, 47, 51, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6,
      52.1,
    ]
    const told = [
      50.6, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52, 50.05, 49.38,
      49.92, 50.73, 51.23, 51.94, 51.99,
    ]
    let ewma = { value: 50, periods: 0 }
    for (const [index, x] of data.entries()) {
      ewma = nextEwma(ewma, x, 0.3)
      // NIST prints two places and rounds its intermediate values.
      expect(Math.abs(ewma.value - told[index]!)).toBeLessThan(0.011)
    }
    const half = 3 * 2.0539 * Math.sqrt(0.3 / 1.7)
    expect(50 - half).toBeCloseTo(47.4116, 3)
    expect(50 + half).toBeCloseTo(52.5884, 3)
  })

  it('3: CUSUM of NIST', () => {
    const means = [
      324.925, 324.675, 324.725, 324.35, 325.35, 325.225, 324.125, 324.525, 325.225, 324.6, 324.625, 325.15,
      328.325, 327.25, 327.825, 328.5, 326.675, 327.775, 326.875, 328.35,
    ]
    const sums = [{ high: 0, low: 0 }]
    for (const x of means) sums.push(nextCusum(sums.at(-1)!, x, 325, 0.3175))
    expect(sums[13]!.high).toBeCloseTo(3.0075, 4)
    expect(sums[14]!.high).toBeCloseTo(4.94, 4)
    expect(sums.findIndex(({ high, low }) => high > 4.1959 || low > 4.1959)).toBe(14)
    expect(sums[20]!.high).toBeCloseTo(19.035, 3)
    expect(sums[8]!.low).toBeCloseTo(0.715, 3)
  })

  it('4: run lengths by simulation match the tables: EWMA λ = .3 one-sided at 2.5, CUSUM h = 4', () => {
    const chance = seeded(7)
    const normal = () => normalQuantile(chance() || 0.5)
    let periods = 0
    for (let run = 0; run < 600; run += 1) {
      let ewma = { value: 0, periods: 0 }
      do ewma = nextEwma(ewma, normal(), 0.3)
      while (ewma.value / ewmaSigma(0.3, ewma.periods) >= -2.5)
      periods += ewma.periods
    }
    expect(periods / 600 / 231).toBeGreaterThan(0.85)
    expect(periods / 600 / 231).toBeLessThan(1.15)
    let steps = 0
    for (let run = 0; run < 600; run += 1) {
      let sum = { high: 0, low: 0 }
      while (sum.high <= 4 && sum.low <= 4) {
        sum = nextCusum(sum, normal(), 0, 0.5)
        steps += 1
      }
    }
    expect(steps / 600 / 167.7).toBeGreaterThan(0.87)
    expect(steps / 600 / 167.7).toBeLessThan(1.13)
  })

  it('4: run lengths by their integral equations are those of the tables', () => {
    const shifts = [0, 0.5, 1] as const
    const tables: [(shift: number) => number, number[], number][] = [
      [(shift) => cusumRunLength(0.5, 4, shift), [167.7, 26.6, 8.38], 2e-3],
      [(shift) => cusumRunLength(0.5, 5, shift), [465.4, 38, 10.38], 2e-3],
      [(shift) => ewmaRunLength(0.1, 2.814, shift), [499.6, 31.3, 10.33], 2e-3],
      [(shift) => ewmaRunLength(0.2, 2.962, shift), [499.7, 41.8, 10.54], 2e-3],
      [(shift) => ewmaRunLength(0.4, 3.054, shift), [500, 71.2, 14.26], 2e-3],
      [(shift) => shewhartRunLength(3, shift), [370.4, 155.2, 43.9], 1e-3],
    ]
    for (const [lengthAt, told, within] of tables)
      for (const [index, shift] of shifts.entries())
        expect(Math.abs(lengthAt(shift) / told[index]! - 1)).toBeLessThan(within)
  })

  it('5: count surprise', () => {
    const model = { a: 90, b: 5, phi: 1.4, phiWeight: 40 }
    expect(countMoments(model, 1).variance).toBeCloseTo(30.24, 10)
    const six = forecastCount(model, 1, 6)
    expect(six.below + six.at).toBeCloseTo(0.006777, 6)
    for (const [y, z] of [
      [6, -2.5873],
      [9, -1.7995],
      [12, -1.1116],
      [18, 0.071],
      [25, 1.2389],
    ] as const) {
      expect(forecastCount(model, 1, y).z).toBeCloseTo(z, 4)
    }
    const short = forecastCount(model, 0.6, 6)
    expect(short.mean).toBeCloseTo(10.8, 10)
    expect(short.variance).toBeCloseTo(16.9344, 4)
    expect(short.z).toBeCloseTo(-1.2103, 4)
  })

  it('6: beta-binomial', () => {
    const model = { a: 13, b: 25 }
    expect(model.a / (model.a + model.b)).toBeCloseTo(0.342105, 6)
    expect(betaQuantile(0.95, 13, 25)).toBeCloseTo(0.471875, 6)
    for (const [k, n, f, z] of [
      [0, 8, 0.048797, -1.9704],
      [1, 12, 0.072354, -1.7173],
      [2, 20, 0.036648, -1.989],
    ] as const) {
      expect(betaBinomialCdf(k, n, model)).toBeCloseTo(f, 6)
      expect(forecastProportion(model, n, k).z).toBeCloseTo(z, 4)
    }
    const pmf = [0, 1, 2, 3].map((k) => betaBinomialPmf(k, 10, { a: 2.5, b: 7.5 }))
    for (const [index, p] of [0.136517, 0.206844, 0.21018, 0.173942].entries()) {
      expect(pmf[index]).toBeCloseTo(p, 6)
    }
  })

  it('7: EWMA of surprise fires at the fourth period', () => {
    let ewma = { value: 0, periods: 0 }
    const scores: number[] = []
    for (const z of [-1.2, -0.8, -1.9, -2.1, 0.3]) {
      ewma = nextEwma(ewma, z, 0.3)
      scores.push(ewma.value / ewmaSigma(0.3, ewma.periods))
    }
    for (const [index, score] of [-1.2, -1.344, -2.317, -3.114, -1.93].entries()) {
      expect(scores[index]).toBeCloseTo(score, 3)
    }
    expect(scores.findIndex((score) => score < -2.8)).toBe(3)
  })

  it('8: Student-t predictive', () => {
    const model = { mu: 2, kappa: 20, alpha: 10, beta: 1.8 }
    expect(durationScale(model)).toBeCloseTo(0.434741, 6)
    expect(1 - durationCdf(model, 3)).toBeCloseTo(0.016166, 6)
  })

  it('9: MAD and Wilson', () => {
    expect(medianDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1)
    expect(wilson(3, 20).low).toBeCloseTo(0.05237, 5)
    expect(wilson(3, 20).high).toBeCloseTo(0.36042, 5)
  })

  it('10: the Nile changes once, after 1898', () => {
    const penalty = 3 * 118.13 ** 2 * Math.log(100)
    expect(changePoints(NILE, penalty)).toEqual([28])
    expect(changePoints(NILE, (penalty * 2) / 3)).toEqual([28])
    const mean = (part: readonly number[]) => part.reduce((sum, x) => sum + x, 0) / part.length
    expect(mean(NILE.slice(0, 28))).toBeCloseTo(1097.75, 2)
    expect(mean(NILE.slice(28))).toBeCloseTo(849.97, 2)
    expect(squaredError(NILE, [])).toBeCloseTo(2_835_156.75, 2)
    expect(squaredError(NILE, [28])).toBeCloseTo(1_597_457.19, 2)
  })

  it('10: the level of the Nile is new four years after it fell, and old at the end', () => {
    const runs = likelyRuns(NILE, { sigma: 130, mean: 1000, kappa: 1, hazard: 0.01 })
    expect([runs[30], runs[31], runs[99]]).toEqual([31, 4, 72])
  })

  it('11: Kaplan–Meier of the 6-MP arm', () => {
    const arm = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+'.split(' ')
    const steps = kaplanMeier(
      arm.map((text) => ({ time: Number.parseInt(text, 10), ended: !text.endsWith('+') })),
    )
    expect(steps.map(({ time }) => time)).toEqual([6, 7, 10, 13, 16, 22, 23])
    for (const [index, s] of [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482].entries()) {
      expect(steps[index]!.survival).toBeCloseTo(s, 4)
    }
    for (const [index, se] of [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346].entries()) {
      expect(steps[index]!.se).toBeCloseTo(se, 4)
    }
  })

  it('Benjamini–Hochberg on the fifteen p-values of the 1995 paper', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
      0.759, 1,
    ]
    expect(rejectedByBh(p, 0.05)).toBe(4)
    expect(rejectedByBh([...p].reverse(), 0.05)).toBe(4)
    expect(rejectedByBh([0.5, 0.9], 0.05)).toBe(0)
  })

  it('the t factor of an estimated spread, and the limit that follows from an alert budget', () => {
    for (const [n, k] of [
      [8, 4.81],
      [12, 4.01],
      [20, 3.53],
      [26, 3.39],
      [52, 3.18],
    ] as const) {
      expect(tFactor(n)).toBeCloseTo(k, 1)
    }
    // 20 reps with 6 metrics and half an alert a week: ARL0 240, L 2.5.
    expect(limitForBudget(120, 0.5)).toBeCloseTo(2.5, 1)
    expect(limitForBudget(518, 1)).toBeCloseTo(2.8, 6)
    expect(limitForBudget(1, 10)).toBe(2)
  })
})

describe('learning', () => {
  it('a count model follows its series and is not carried away by one freak week', () => {
    let model = firstCountModel(2, 5)
    for (let week = 0; week < 100; week += 1) model = learnCount(model, 5, 20, 0.96)
    expect(countMoments(model, 5).mean).toBeCloseTo(20, 1)
    const after = learnCount(model, 5, 500, 0.96)
    expect(countMoments(after, 5).mean).toBeLessThan(21)
    expect(after.phi).toBeGreaterThan(model.phi)
  })

  it('a proportion keeps its spread: the memory is capped', () => {
    let model = firstProportionModel(0.5)
    for (let week = 0; week < 500; week += 1) model = learnProportion(model, { n: 40, k: 10 }, 0.99)
    expect(model.a + model.b).toBeCloseTo(200, 6)
    expect(model.a / (model.a + model.b)).toBeCloseTo(0.25, 2)
  })

  it('a duration is surprised by ten times its usual length', () => {
    let model = { mu: Math.log1p(10), kappa: 5, alpha: 5, beta: 1 }
    for (let index = 0; index < 30; index += 1) model = learnDuration(model, 9 + (index % 3), 0.96)
    expect(forecastDuration(model, 10).z).toBeLessThan(1)
    expect(forecastDuration(model, 100).z).toBeGreaterThan(3)
    expect(forecastDuration(model, 10).median).toBeCloseTo(10, 0)
  })
})

describe('chance', () => {
  it('the same seed gives the same draws, and they fill the unit interval evenly', () => {
    const [one, two] = [seeded(42), seeded(42)]
    const draws = Array.from({ length: 10_000 }, () => one())
    expect(Array.from({ length: 10_000 }, () => two())).toEqual(draws)
    expect(draws.reduce((sum, x) => sum + x, 0) / 10_000).toBeCloseTo(0.5, 2)
    expect(seeded(43)()).not.toBe(seeded(42)())
    expect(shuffled([1, 2, 3, 4, 5], seeded(1)).sort()).toEqual([1, 2, 3, 4, 5])
  })

  it('the bootstrap interval of a share covers what Wilson says, and clustering widens it', () => {
    const independent = Array.from({ length: 400 }, (_, index) => [index < 100 ? 1 : 0, 1])
    const share = (sums: readonly number[]) => sums[0]! / sums[1]!
    const options = { draws: 1_000, confidence: 0.95 }
    const [apart] = blockBootstrap(independent, [share], { ...options, chance: seeded(1) })
    expect(apart!.low).toBeCloseTo(wilson(100, 400).low, 1)
    expect(apart!.high).toBeCloseTo(wilson(100, 400).high, 1)
    const clustered = Array.from({ length: 40 }, (_, index) => [index < 10 ? 10 : 0, 10])
    const [together] = blockBootstrap(clustered, [share], { ...options, chance: seeded(1) })
    expect(together!.high - together!.low).toBeGreaterThan(2 * (apart!.high - apart!.low))
    const [never] = blockBootstrap([[0, 0]], [share], { ...options, chance: seeded(1) })
    expect(never).toBeNull()
  })

  it('quantiles interpolate as type 7', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5)
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75)
    expect(quantile([7], 0.9)).toBe(7)
  })
})

const NILE = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
  1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040,
  759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
  744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
]
