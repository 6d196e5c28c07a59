import { normalCdf } from './distributions.ts'

/**
 * Mean run lengths of charts on standard-normal scores that have moved by `shift` standard deviations from
 * the first point on: the integral equations of Page and of Crowder (1987), solved at Gauss–Legendre nodes
 * (methods §10, vector 4; the tables of Montgomery and of Lucas & Saccucci).
 */

const NODES = 48

/** Both sides together: 1/ARL is the sum of the two one-sided rates (van Dobben de Bruyn 1968). */
export function cusumRunLength(slack: number, limit: number, shift: number): number {
  return 1 / (1 / oneSided(slack, limit, shift) + 1 / oneSided(slack, limit, -shift))
}

function oneSided(slack: number, limit: number, shift: number): number {
  const { at, weight } = gaussLegendre(0, limit)
  // From u one step leads to zero with the mass below it, and to y with a density.
  const toZero = (u: number) => normalCdf(slack - u - shift)
  const to = (u: number, y: number) => normalDensity(y - u + slack - shift)
  const from = [0, ...at]
  const rows = from.map((u) => [toZero(u), ...at.map((y, index) => weight[index]! * to(u, y))])
  return meanSteps(rows)[0]!
}

/** Two-sided, limits at ± L of the asymptotic standard deviation, begun at the target. */
export function ewmaRunLength(lambda: number, limit: number, shift: number): number {
  const edge = limit * Math.sqrt(lambda / (2 - lambda))
  const { at, weight } = gaussLegendre(-edge, edge)
  const to = (u: number, y: number) => normalDensity((y - (1 - lambda) * u) / lambda - shift) / lambda
  const from = [0, ...at]
  // The target itself is no node: its row is read, its column is never entered.
  const rows = from.map((u) => [0, ...at.map((y, index) => weight[index]! * to(u, y))])
  return meanSteps(rows)[0]!
}

/** Single points held against ± width. */
export function shewhartRunLength(width: number, shift: number): number {
  return 1 / (normalCdf(-width - shift) + normalCdf(-width + shift))
}

/** The solution of steps = 1 + P·steps, by elimination with pivots. */
function meanSteps(rows: readonly (readonly number[])[]): number[] {
  const n = rows.length
  const system = rows.map((row, i) => [...row.map((p, j) => (i === j ? 1 : 0) - p), 1])
  for (let column = 0; column < n; column += 1) {
    let pivot = column
    for (let i = column + 1; i < n; i += 1)
      if (Math.abs(system[i]![column]!) > Math.abs(system[pivot]![column]!)) pivot = i
    const top = system[pivot]!
    system[pivot] = system[column]!
    system[column] = top
    for (let i = column + 1; i < n; i += 1) {
      const factor = system[i]![column]! / top[column]!
      for (let j = column; j <= n; j += 1) system[i]![j]! -= factor * top[j]!
    }
  }
  const steps = new Array<number>(n).fill(0)
  for (let i = n - 1; i >= 0; i -= 1) {
    let rest = system[i]![n]!
    for (let j = i + 1; j < n; j += 1) rest -= system[i]![j]! * steps[j]!
    steps[i] = rest / system[i]![i]!
  }
  return steps
}

/** Nodes and weights on [from, to]: the roots of the Legendre polynomial by Newton's method. */
function gaussLegendre(from: number, to: number): { at: number[]; weight: number[] } {
  const middle = (from + to) / 2
  const half = (to - from) / 2
  const at: number[] = []
  const weight: number[] = []
  for (let i = 0; i < NODES; i += 1) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (NODES + 0.5))
    let slope = 1
    for (let round = 0; round < 20; round += 1) {
      let [before, now] = [1, x]
      for (let k = 2; k <= NODES; k += 1)
        [before, now] = [now, ((2 * k - 1) * x * now - (k - 1) * before) / k]
      slope = (NODES * (x * now - before)) / (x * x - 1)
      x -= now / slope
    }
    at.push(middle + half * x)
    weight.push((2 * half) / ((1 - x * x) * slope * slope))
  }
  return { at, weight }
}

function normalDensity(x: number): number {
  return Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI)
}
