import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lossMatrix, MATRIX_AGES, type MatrixPeriod } from './loss-matrix.ts'
import { DEFAULT_LOSS_RATES, type LossRate } from './provision.ts'

const none = MATRIX_AGES.map(() => 0n)
const period = (open: readonly (bigint | number)[], cases: number): MatrixPeriod => ({
  open: MATRIX_AGES.map((_, age) => BigInt(open[age] ?? 0)),
  cases: MATRIX_AGES.map(() => cases),
  lost: none,
})
/** Each age keeps this share for the next one, period after period. */
const rolling = (share: number, cases: number) => {
  const open = MATRIX_AGES.map((_, age) => Math.round(1_000_000_000 * share ** age))
  return Array.from({ length: 6 }, () => period(open, cases))
}
const bps = (typed: readonly LossRate[], periods: readonly MatrixPeriod[], forwardBp = 10_000) =>
  lossMatrix(typed, periods, forwardBp).map(({ bp }) => bp)

describe('a matrix of losses from what rolled on', () => {
  it('of a company without a past is what was typed, and what is expected moves it', () => {
    expect(bps(DEFAULT_LOSS_RATES, [])).toEqual(DEFAULT_LOSS_RATES.map(({ bp }) => bp))
    expect(bps(DEFAULT_LOSS_RATES, [], 11_000)).toEqual(
      DEFAULT_LOSS_RATES.map(({ bp }) => Math.min(10_000, Math.round(bp * 1.1))),
    )
  })

  it('of very many cases is the product of the own rates', () => {
    const typed = [
      { from: null, bp: 0 },
      { from: 1, bp: 0 },
      { from: 331, bp: 0 },
      { from: 366, bp: 10_000 },
    ]
    // From 331 days on half of what stands rolls on: 0.5, then all of it is lost.
    expect(bps(typed, rolling(0.5, 10_000_000)).slice(2)).toEqual([5_000, 10_000])
    // Not due: thirteen periods in which half of it is paid.
    expect(lossMatrix(typed, rolling(0.9, 10_000_000), 10_000)[0]!.bp).toBe(Math.round(0.9 ** 13 * 10_000))
  })

  it('lies halfway where thirty receivables were seen for a quarter', () => {
    const typed = [
      { from: null, bp: 1_000 },
      { from: 331, bp: 2_000 },
      { from: 366, bp: 10_000 },
    ]
    const [, , before] = [0, 0, lossMatrix(typed, rolling(0.6, 18), 10_000)[1]!]
    // Five periods of 18: typed 0.2, own 0.6.
    expect(before).toMatchObject({ bp: 4_000, n: 90 })
  })

  it('of an age of several periods goes by what is open in each of them', () => {
    const typed = [
      { from: null, bp: 0 },
      { from: 181, bp: 5_000 },
      { from: 366, bp: 10_000 },
    ]
    const openIn = (age: number) => [
      period([], 0),
      period(
        MATRIX_AGES.map((_, at) => (at === age ? 100 : 0)),
        0,
      ),
    ]
    expect(bps(typed, openIn(MATRIX_AGES.indexOf(331)))[1]).toBe(5_000)
    expect(bps(typed, openIn(MATRIX_AGES.indexOf(181)))[1]).toBe(5_000)
  })

  it('is never lower for what is older, never above all of it, whatever happened', () => {
    const amounts = fc.array(fc.bigInt(0n, 10_000_000n), { minLength: 14, maxLength: 14 })
    const counts = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 14, maxLength: 14 })
    const past = fc.array(fc.record({ open: amounts, lost: amounts, cases: counts }), { maxLength: 6 })
    fc.assert(
      fc.property(past, fc.integer({ min: 5_000, max: 20_000 }), (periods, forwardBp) => {
        const found = bps(DEFAULT_LOSS_RATES, periods, forwardBp)
        expect(found).toEqual([...found].sort((a, b) => a - b))
        expect(found.at(-1)).toBeLessThanOrEqual(10_000)
        expect(found[0]).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
