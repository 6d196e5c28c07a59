import { describe, expect, it } from 'vitest'
import { chanceUnpaid, costOfWaiting, type Lateness } from './priority.ts'

const paid = (days: number): Lateness => ({ days, isPaid: true, n: 1 })
const open = (days: number): Lateness => ({ days, isPaid: false, n: 1 })

describe('the chance of waiting another month', () => {
  it('is the share of what got as old and was not paid within 30 days', () => {
    const all = [paid(0), paid(12), paid(20), paid(50), open(90)]
    // Older than 10 days: 12, 20, 50, 90; unpaid on day 40: 50 and 90.
    expect(chanceUnpaid([], all, 10)).toEqual({ chance: 3 / 6, n: 0 })
  })

  it('what is open and too young to tell counts neither way', () => {
    expect(chanceUnpaid([], [open(15), paid(60)], 10).chance).toBe(2 / 3)
  })

  it('a customer’s own habit outweighs the others’ as cases grow', () => {
    const all = [paid(5), paid(5), paid(5), paid(5)]
    const one = chanceUnpaid([paid(50)], all, 1)
    const many = chanceUnpaid(
      Array.from({ length: 20 }, () => paid(50)),
      all,
      1,
    )
    expect(one.chance).toBeCloseTo((1 + 4 / 6) / 5)
    expect(many.chance).toBeCloseTo((20 + 4 / 6) / 24)
    expect(many.chance).toBeGreaterThan(one.chance)
  })
})

describe('what waiting costs', () => {
  it('is interest alone where no loss is added, and follows the chance', () => {
    const base = { fen: 100_000_000n, lossBpNow: 0, lossBpThen: 0 }
    // 1,000,000.00 at 6 % a year for 30 days: 4,931.51 (thousandths of a basis point).
    expect(costOfWaiting({ ...base, chance: 1 })).toBe(493_150n)
    expect(costOfWaiting({ ...base, chance: 0.5 })).toBe(246_580n)
    expect(costOfWaiting({ ...base, chance: 1, lossBpThen: 400 })).toBe(4_493_150n)
  })

  it('a falling loss rate gives nothing back', () => {
    expect(costOfWaiting({ fen: 1_000_000n, chance: 1, lossBpNow: 500, lossBpThen: 100 })).toBe(4_931n)
  })
})
