import { lnBeta, lnGamma } from './special.ts'
import { surpriseZ } from './surprise.ts'

/** k of n matured cases: a beta whose memory fades, predicting a beta-binomial. */
export type ProportionModel = { a: number; b: number }

const PRIOR_CASES = 20
const MOST_CASES = 200

export function firstProportionModel(rate: number): ProportionModel {
  return { a: PRIOR_CASES * rate, b: PRIOR_CASES * (1 - rate) }
}

export function forecastProportion(model: ProportionModel, n: number, k: number) {
  let below = 0
  for (let j = 0; j < k; j += 1) below += betaBinomialPmf(j, n, model)
  const at = betaBinomialPmf(k, n, model)
  return { mean: model.a / (model.a + model.b), below, at, z: surpriseZ(below, at) }
}

/** The cap keeps the spread between periods that real companies show; certainty would be false. */
export function learnProportion(
  model: ProportionModel,
  { n, k }: { n: number; k: number },
  discount: number,
): ProportionModel {
  const a = discount * model.a + k
  const b = discount * model.b + n - k
  const scale = Math.min(1, MOST_CASES / (a + b))
  return { a: a * scale, b: b * scale }
}

export function betaBinomialPmf(k: number, n: number, { a, b }: ProportionModel): number {
  const choose = lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1)
  return Math.exp(choose + lnBeta(k + a, n - k + b) - lnBeta(a, b))
}

export function betaBinomialCdf(k: number, n: number, model: ProportionModel): number {
  let sum = 0
  for (let j = 0; j <= Math.min(k, n); j += 1) sum += betaBinomialPmf(j, n, model)
  return sum
}
