import { describe, expect, it } from 'vitest'
import { countsExact, fisherExact } from './exact.ts'

describe("Fisher's exact test", () => {
  it('gives the published values', () => {
    // The lady tasting tea (Fisher 1935): 3 of 4 and 1 of 4 cups; one-sided .243, two-sided .486.
    expect(fisherExact({ k: 3, n: 4 }, { k: 1, n: 4 })).toBeCloseTo(0.4857, 4)
    // Agresti, Categorical Data Analysis: 10/12 against 2/12.
    expect(fisherExact({ k: 10, n: 12 }, { k: 2, n: 12 })).toBeCloseTo(0.00332, 4)
    // Convictions of twins (Fisher 1935): 10 of 13 against 2 of 17.
    expect(fisherExact({ k: 10, n: 13 }, { k: 2, n: 17 })).toBeCloseTo(0.000537, 6)
  })

  it('is the same both ways round, and says nothing where there is nothing', () => {
    expect(fisherExact({ k: 3, n: 41 }, { k: 1, n: 38 })).toBeCloseTo(
      fisherExact({ k: 1, n: 38 }, { k: 3, n: 41 }),
      12,
    )
    expect(fisherExact({ k: 0, n: 0 }, { k: 5, n: 9 })).toBe(1)
    expect(fisherExact({ k: 0, n: 30 }, { k: 0, n: 12 })).toBe(1)
  })

  it('adds up to one over every way the cases could part', () => {
    // Of the worst split no other is less likely: its own chance is all there is.
    expect(fisherExact({ k: 5, n: 5 }, { k: 0, n: 5 })).toBeCloseTo(2 / 252, 10)
  })
})

describe('two counts', () => {
  it('are parted by the time they had', () => {
    expect(countsExact({ count: 30, time: 90 }, { count: 10, time: 30 })).toBeGreaterThan(0.9)
    expect(countsExact({ count: 30, time: 30 }, { count: 10, time: 30 })).toBeCloseTo(0.00222, 4)
    expect(countsExact({ count: 0, time: 30 }, { count: 0, time: 30 })).toBe(1)
    expect(countsExact({ count: 0, time: 30 }, { count: 10, time: 30 })).toBeCloseTo(2 / 1024, 8)
  })
})
