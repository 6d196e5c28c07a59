import { regularBeta, regularGamma } from './special.ts'

/** Φ(x); the tail is taken on its own side, so that a z of −8 is not rounded to nothing. */
export function normalCdf(x: number): number {
  const half = 0.5 * (x === 0 ? 0 : regularGamma(0.5, (x * x) / 2))
  if (x >= 0) return 0.5 + half
  return x > -5 ? 0.5 - half : lowerTail(-x)
}

/** Φ⁻¹(p): Acklam's rational approximation and two Halley steps, which bring it to machine precision. */
export function normalQuantile(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY
  if (p >= 1) return Number.POSITIVE_INFINITY
  if (p > 0.5) return -normalQuantile(1 - p)
  let x = acklam(p)
  for (let round = 0; round < 2; round += 1) {
    const error = (normalCdf(x) - p) * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2)
    x -= error / (1 + (x * error) / 2)
  }
  return x
}

/** Student's t with `df` degrees of freedom, by the incomplete beta. */
export function studentCdf(t: number, df: number): number {
  const tail = 0.5 * regularBeta(df / (df + t * t), df / 2, 0.5)
  return t > 0 ? 1 - tail : tail
}

export function studentQuantile(p: number, df: number): number {
  if (p === 0.5) return 0
  if (p > 0.5) return -studentQuantile(1 - p, df)
  let low = -1
  while (studentCdf(low, df) > p) low *= 2
  return bisect((t) => studentCdf(t, df), p, [low, 0])
}

/** Gamma with shape a and rate b (mean a / b). */
export function gammaCdf(x: number, shape: number, rate: number): number {
  return regularGamma(shape, x * rate)
}

export function gammaQuantile(p: number, shape: number, rate: number): number {
  let high = Math.max(1, shape) / rate
  while (gammaCdf(high, shape, rate) < p) high *= 2
  return bisect((x) => gammaCdf(x, shape, rate), p, [0, high])
}

export function betaCdf(x: number, a: number, b: number): number {
  return regularBeta(x, a, b)
}

export function betaQuantile(p: number, a: number, b: number): number {
  return bisect((x) => regularBeta(x, a, b), p, [0, 1])
}

/** The point at which a rising function reaches p, to the last bit that still moves. */
function bisect(cdf: (x: number) => number, p: number, [from, to]: readonly [number, number]): number {
  let low = from
  let high = to
  for (let round = 0; round < 200; round += 1) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (cdf(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Q(x) for large x by the continued fraction of Laplace. */
function lowerTail(x: number): number {
  let fraction = x
  for (let k = 60; k >= 1; k -= 1) fraction = x + k / fraction
  return Math.exp((-x * x) / 2) / (fraction * Math.sqrt(2 * Math.PI))
}

/** P. J. Acklam (2003), relative error 1.15e-9, for p ≤ 0.5. */
function acklam(p: number): number {
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p))
    const c = [
      -7.784894002430293e-3, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
      2.938163982698783,
    ]
    const d = [7.784695709041462e-3, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1]
    return horner(c, q) / horner(d, q)
  }
  const q = p - 0.5
  const a = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ]
  const b = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
  ]
  return (horner(a, q * q) * q) / horner(b, q * q)
}

function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)
}
