/** One paid invoice: whose it was, what was known of it at issue, and how many days it took. */
export type PaidCase = { customer: string; x: readonly number[]; days: number }

export type DaysModel = {
  /** of 1 and the known features, the same for all */
  weights: readonly number[]
  /** how much longer each customer takes, drawn towards nothing as long as little is known of it */
  own: ReadonlyMap<string, number>
}

/** So many invoices make a customer's own habit count as much as everybody's. */
const SHRINK_N = 4
const ROUNDS = 40
const ENOUGH = 1e-9

/**
 * Days to payment as the sum of what all customers share and what is a customer's own (a mixed model with a
 * fixed variance ratio), solved by turns. What ranks is the expected day: a customer with two invoices
 * ranks near the others, one with twenty by its own habit.
 */
export function fitDays(cases: readonly PaidCase[]): DaysModel {
  const own = new Map<string, number>()
  let weights: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    weights = leastSquares(
      cases.map((one) => ({ x: [1, ...one.x], y: one.days - (own.get(one.customer) ?? 0) })),
    )
    const sums = new Map<string, { sum: number; n: number }>()
    for (const { customer, x, days } of cases) {
      const at = sums.get(customer) ?? { sum: 0, n: 0 }
      at.sum += days - dot(weights, [1, ...x])
      at.n += 1
      sums.set(customer, at)
    }
    let moved = 0
    for (const [customer, { sum, n }] of sums) {
      const next = sum / (n + SHRINK_N)
      moved = Math.max(moved, Math.abs(next - (own.get(customer) ?? 0)))
      own.set(customer, next)
    }
    if (moved < ENOUGH) break
  }
  return { weights, own }
}

export function expectedDays(model: DaysModel, customer: string, x: readonly number[]): number {
  return dot(model.weights, [1, ...x]) + (model.own.get(customer) ?? 0)
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0)
}

/** Normal equations with a breath of ridge, so that a feature that never varies does no harm. */
function leastSquares(rows: readonly { x: readonly number[]; y: number }[]): number[] {
  const size = rows[0]?.x.length ?? 1
  const system = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size + 1 }, (_, j) => (i === j ? 1e-6 : 0)),
  )
  for (const { x, y } of rows) {
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) system[i]![j]! += x[i]! * x[j]!
      system[i]![size]! += x[i]! * y
    }
  }
  return eliminate(system)
}

/** Gauss–Jordan with pivoting: a handful of unknowns. */
function eliminate(system: number[][]): number[] {
  const size = system.length
  for (let column = 0; column < size; column += 1) {
    const best = system
      .slice(column)
      .reduce(
        (at, row, index) => (Math.abs(row[column]!) > Math.abs(system[at]![column]!) ? column + index : at),
        column,
      )
    ;[system[column], system[best]] = [system[best]!, system[column]!]
    const pivot = system[column]![column]!
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue
      const factor = system[row]![column]! / pivot
      for (let k = column; k <= size; k += 1) system[row]![k]! -= factor * system[column]![k]!
    }
  }
  return system.map((row, index) => row[size]! / row[index]!)
}
