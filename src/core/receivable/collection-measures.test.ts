import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collectionEffectiveness, countbackDso, simpleDso } from './collection-measures.ts'

const yuan = (amount: number) => BigInt(amount) * 100n

describe('DSO (vectors of methods.md §10, 13)', () => {
  it('by countback: the published example and the own one', () => {
    const published = [100_000, 80_000, 70_000].map((sales) => ({ salesFen: yuan(sales), days: 30 }))
    expect(countbackDso(yuan(212_000), published)).toBe(737)
    const own = [
      { salesFen: yuan(400_000), days: 31 },
      { salesFen: yuan(500_000), days: 30 },
      { salesFen: yuan(300_000), days: 31 },
    ]
    // The vector names the months oldest first; peeled from the newest it is 31 + 21 days.
    expect(countbackDso(yuan(650_000), own.reverse())).toBe(520)
  })

  it('simple, best possible and average days delinquent', () => {
    expect(simpleDso(yuan(10_869), yuan(5538 + 4566 + 7570), 90)).toBe(5535)
    const dso = simpleDso(yuan(650_000), yuan(1_200_000), 90)!
    const best = simpleDso(yuan(420_000), yuan(1_200_000), 90)!
    expect([dso, best, dso - best]).toEqual([4875, 3150, 1725])
  })

  it('collection effectiveness', () => {
    const period = {
      openingFen: yuan(800_000),
      salesFen: yuan(1_200_000),
      closingFen: yuan(650_000),
      closingCurrentFen: yuan(420_000),
    }
    expect(collectionEffectiveness(period)).toBe(8544)
  })

  it('says nothing rather than something wrong', () => {
    expect(countbackDso(1n, [])).toBeNull()
    expect(countbackDso(yuan(500), [{ salesFen: yuan(100), days: 30 }])).toBeNull()
    expect(simpleDso(1n, 0n, 90)).toBeNull()
    expect(countbackDso(0n, [])).toBe(0)
  })

  it('grows with what is owed and never passes the months given', () => {
    const months = fc.array(
      fc.record({
        salesFen: fc.bigInt({ min: 0n, max: 1_000_000n }),
        days: fc.integer({ min: 28, max: 31 }),
      }),
      { minLength: 1, maxLength: 12 },
    )
    fc.assert(
      fc.property(
        months,
        fc.bigInt({ min: 0n, max: 5_000_000n }),
        fc.bigInt({ min: 0n, max: 1000n }),
        (all, fen, more) => {
          const one = countbackDso(fen, all)
          const other = countbackDso(fen + more, all)
          const most = all.reduce((sum, { days }) => sum + days * 10, 0)
          if (one !== null) expect(one).toBeLessThanOrEqual(most)
          if (other !== null) expect(one!).toBeLessThanOrEqual(other)
        },
      ),
    )
  })
})
