import { describe, expect, it } from 'vitest'
import { expectedDays, fitDays, type PaidCase } from './late-days.ts'

function cases(customer: string, n: number, days: (x: number) => number): PaidCase[] {
  return Array.from({ length: n }, (_, i) => ({ customer, x: [i % 5], days: days(i % 5) }))
}

describe('expected days to payment', () => {
  it('finds what all share and what is a customer’s own', () => {
    const model = fitDays([
      ...cases('slow', 400, (x) => 40 + 2 * x),
      ...cases('quick', 400, (x) => 20 + 2 * x),
    ])
    expect(model.weights[1]).toBeCloseTo(2, 2)
    expect(expectedDays(model, 'slow', [3])).toBeCloseTo(46, 0)
    expect(expectedDays(model, 'quick', [3])).toBeCloseTo(26, 0)
    expect(expectedDays(model, 'nobody', [3])).toBeCloseTo(36, 0)
  })
  it('believes two invoices less than twenty', () => {
    const rest = cases('rest', 200, () => 30)
    const few = expectedDays(fitDays([...rest, ...cases('few', 2, () => 60)]), 'few', [0])
    const many = expectedDays(fitDays([...rest, ...cases('few', 20, () => 60)]), 'few', [0])
    expect(few).toBeGreaterThan(35)
    expect(few).toBeLessThan(45)
    expect(many).toBeGreaterThan(52)
  })
  it('solves the same system whatever the order of its cases', () => {
    const all = [...cases('a', 7, (x) => 10 + x), ...cases('b', 9, (x) => 50 - x)]
    expect(expectedDays(fitDays(all), 'a', [2])).toBeCloseTo(
      expectedDays(fitDays(all.toReversed()), 'a', [2]),
      6,
    )
  })
})
