import { describe, expect, test } from 'vitest'
import { type OrderFacts, offPlanAt, type PlanStep } from './off-plan.ts'

const version = (number: number, pieces: bigint, fen: bigint, at = 1) => ({
  ...{ number, at, until: null, amountMinor: pieces * fen },
  lines: [{ product: '轴套', unit: '件', quantityMilli: pieces * 1000n, unitPriceFen: fen }],
})
const step = (kind: PlanStep['kind'], at: number, change: Partial<PlanStep> = {}): PlanStep => ({
  ...{ kind, at, until: null, on: `2026-03-${String(at).padStart(2, '0')}` },
  ...{ plannedOn: null, quantityMilli: null, amountMinor: null },
  ...change,
})
const ordered = step('ordered', 1, { plannedOn: '2026-03-05', amountMinor: 10_000n })
const plain: OrderFacts = {
  versions: [version(1, 100n, 100n)],
  steps: [ordered, step('completed', 9)],
  invoices: [],
}
const bill = (minor: bigint, at = 10, until: number | null = null) => ({ minor, at, until, on: '2026-03-10' })
const at = (facts: Partial<OrderFacts>, when = 20) => offPlanAt({ ...plain, ...facts }, when)

describe('planned and actual of an order (C272)', () => {
  test('is told once it is over', () => {
    expect(at({}, 8)).toBeNull()
    expect(at({})).toEqual({
      completedOn: '2026-03-09',
      quantityBp: 0,
      priceBp: 0,
      billedBp: null,
      lateDays: 4,
    })
    expect(at({ steps: [ordered, step('completed', 9, { until: 15 })] }, 16)).toBeNull()
  })

  test('a plan moved on the way leaves the first one as it was', () => {
    const moved = step('replanned', 4, { plannedOn: '2026-03-20' })
    expect(at({ steps: [ordered, moved, step('completed', 9)] })?.lateDays).toBe(4)
  })

  test('less delivered, and more, are as much off', () => {
    const parts = (...milli: bigint[]) =>
      milli.map((quantityMilli, index) => step(index === 0 ? 'completed' : 'delivered', 9, { quantityMilli }))
    expect(at({ steps: [ordered, ...parts(60_000n, 35_000n)] })?.quantityBp).toBe(500)
    expect(at({ steps: [ordered, ...parts(105_000n)] })?.quantityBp).toBe(500)
  })

  test('a correction of quantity and price is off what was first confirmed', () => {
    const corrected = step('corrected', 3, { amountMinor: 13_200n })
    const facts = {
      versions: [version(1, 100n, 100n), version(2, 110n, 120n, 3)],
      steps: [ordered, corrected, step('completed', 9)],
    }
    expect(at(facts)).toMatchObject({ quantityBp: 1000, priceBp: 2000 })
  })

  test('more invoiced than it came to is off at once, less only stands beside it', () => {
    expect(at({ invoices: [bill(10_300n)] })).toMatchObject({ priceBp: 300, billedBp: null })
    expect(at({ invoices: [bill(9_000n)] })).toMatchObject({ priceBp: 0, billedBp: 1000 })
    expect(at({ invoices: [bill(10_300n, 10, 15)] })).toMatchObject({ priceBp: 0, billedBp: null })
    // What a note was signed for short is what it comes to: invoiced as much is no other price.
    const short = [ordered, step('completed', 9, { quantityMilli: 95_000n, amountMinor: 9_500n })]
    expect(at({ steps: short, invoices: [bill(9_500n)] })).toMatchObject({ quantityBp: 500, priceBp: 0 })
  })

  test('without lines the amount speaks for the quantity', () => {
    const bare = { ...version(1, 100n, 100n), lines: [] }
    const facts = { versions: [bare], steps: [ordered, step('completed', 9, { amountMinor: 8_000n })] }
    expect(at(facts)).toMatchObject({ quantityBp: 2000, priceBp: 0 })
  })
})
