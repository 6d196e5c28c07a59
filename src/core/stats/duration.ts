import { studentCdf } from './distributions.ts'
import { surpriseZ } from './surprise.ts'

/**
 * Durations and amounts on x = ln(1 + value): a normal-inverse-gamma whose memory fades, predicting a
 * Student-t with 2α degrees of freedom (Murphy 2007, conjugate analysis of the Gaussian).
 */
export type DurationModel = { mu: number; kappa: number; alpha: number; beta: number }

export function durationScale({ kappa, alpha, beta }: DurationModel): number {
  return Math.sqrt((beta * (kappa + 1)) / (alpha * kappa))
}

/** P(X ≤ x) for the next x on the log scale. */
export function durationCdf(model: DurationModel, x: number): number {
  return studentCdf((x - model.mu) / durationScale(model), 2 * model.alpha)
}

export function forecastDuration(model: DurationModel, value: number): { median: number; z: number } {
  return { median: Math.expm1(model.mu), z: surpriseZ(durationCdf(model, Math.log1p(value)), 0) }
}

export function learnDuration(model: DurationModel, value: number, discount: number): DurationModel {
  const x = Math.log1p(value)
  const held = discount * model.kappa
  const kappa = held + 1
  return {
    mu: (held * model.mu + x) / kappa,
    kappa,
    alpha: discount * model.alpha + 0.5,
    beta: discount * model.beta + (0.5 * held * (x - model.mu) ** 2) / kappa,
  }
}
