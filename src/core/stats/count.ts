import { lnGamma, regularBeta } from './special.ts'
import { surpriseZ } from './surprise.ts'

/**
 * Counts per period with exposure: a Gamma-Poisson whose memory fades, predicting a negative binomial
 * (West & Harrison 1997, discounted conjugate model). `phi` is the dispersion learnt from
 * the errors, `phiWeight` the number of periods behind it.
 */
export type CountModel = { a: number; b: number; phi: number; phiWeight: number }

export type CountForecast = { mean: number; variance: number; below: number; at: number; z: number }

const PRIOR_PERIODS = 6
const PHI_MEMORY = 40
const LARGEST_ERROR = 6
const WINSOR_SD = 2.5

/** `rate` per unit of exposure is what the team or the company shows; `exposure` of a normal period. */
export function firstCountModel(rate: number, exposure: number): CountModel {
  return { a: PRIOR_PERIODS * rate * exposure, b: PRIOR_PERIODS * exposure, phi: 1.2, phiWeight: 10 }
}

export function countMoments(model: CountModel, exposure: number): { mean: number; variance: number } {
  const mean = (model.a / model.b) * exposure
  const variance = Math.max(mean * (1 + exposure / model.b) * model.phi, mean * 1.0001)
  return { mean, variance }
}

/** Where the count `y` stands in the prediction for a period of this exposure. */
export function forecastCount(model: CountModel, exposure: number, y: number): CountForecast {
  const { mean, variance } = countMoments(model, exposure)
  if (mean <= 0) return { mean, variance, below: 0, at: y === 0 ? 1 : 0, z: y === 0 ? 0 : 4 }
  const size = (mean * mean) / (variance - mean)
  const p = mean / variance
  const at = negativeBinomialPmf(y, size, p)
  const below = y > 0 ? negativeBinomialCdf(y - 1, size, p) : 0
  return { mean, variance, below, at, z: surpriseZ(below, at) }
}

/**
 * Learns one period; `discount` is the share of memory that stays (0.96 weekly, 0.99 daily, 0.85 monthly).
 * The value is drawn in to 2.5 standard deviations, so that one freak week does not become the norm.
 */
export function learnCount(model: CountModel, exposure: number, y: number, discount: number): CountModel {
  const { mean, variance } = countMoments(model, exposure)
  const reach = WINSOR_SD * Math.sqrt(variance)
  const drawnIn = Math.max(mean - reach, Math.min(mean + reach, y))
  const base = mean * (1 + exposure / model.b)
  const error = base > 0 ? Math.min((y - mean) ** 2 / base, LARGEST_ERROR) : 1
  const phi = Math.max(1, (model.phi * model.phiWeight + error) / (model.phiWeight + 1))
  return {
    a: discount * model.a + drawnIn,
    b: discount * model.b + exposure,
    phi,
    phiWeight: Math.min(model.phiWeight + 1, PHI_MEMORY),
  }
}

/** P(Y ≤ y) = I_p(size, y + 1), with a real-valued size. */
export function negativeBinomialCdf(y: number, size: number, p: number): number {
  return y < 0 ? 0 : regularBeta(p, size, Math.floor(y) + 1)
}

function negativeBinomialPmf(y: number, size: number, p: number): number {
  const ln = lnGamma(y + size) - lnGamma(size) - lnGamma(y + 1) + size * Math.log(p) + y * Math.log1p(-p)
  return Math.exp(ln)
}
