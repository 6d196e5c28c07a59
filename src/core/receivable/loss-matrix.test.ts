import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lossMatrix, MATRIX_AGES, type MatrixPeriod, segmentMatrix } from './loss-matrix.ts'
import { DEFAULT_LOSS_RATES, joinProvisions, type LossRate, provisionOf } from './provision.ts'

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

describe('a segment of its own (decision 0035)', () => {
  const whole = lossMatrix(DEFAULT_LOSS_RATES, rolling(0.8, 200), 11_000)
  const wholeBps = whole.map(({ bp }) => bp)

  it('without a case is the whole, what is expected of the times to come counted once', () => {
    expect(segmentMatrix(whole, []).map(({ bp, n }) => [bp, n])).toEqual(wholeBps.map((bp) => [bp, 0]))
  })

  it('with few cases lies near the whole, with many near its own', () => {
    const [few, many] = [segmentMatrix(whole, rolling(0.3, 2)), segmentMatrix(whole, rolling(0.3, 5_000))]
    const own = segmentMatrix(whole, rolling(0.3, 10_000_000))
    for (const age of [0, 1, 2, 3]) {
      expect(many[age]!.bp).toBeLessThan(few[age]!.bp)
      expect(few[age]!.bp).toBeLessThanOrEqual(wholeBps[age]!)
      expect(many[age]!.bp - own[age]!.bp).toBeLessThan(50)
    }
  })

  it('is asked what became of those who were in it, wherever they are now', () => {
    // Half of what was one to thirty days late stands a period later, all of it in another segment by then.
    const moved = Array.from({ length: 6 }, () => ({
      ...period([0, 1_000], 1_000_000),
      rolled: MATRIX_AGES.map((_, age) => (age === 2 ? 500n : 0n)),
    }))
    const typed = [
      { from: null, bp: 10_000 },
      { from: 1, bp: 10_000 },
    ]
    const stayed = moved.map(({ rolled: _, ...rest }) => rest)
    const late = (periods: MatrixPeriod[]) => lossMatrix(typed, periods, 10_000)[1]!.bp
    expect(late(moved)).toBeGreaterThan(late(stayed))
  })

  it('sets aside what its segments make together, to the fen', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 11n })
    const item = fc.record({ openFen: amount, overdueDays: fc.integer({ min: -60, max: 900 }) })
    fc.assert(
      fc.property(fc.array(fc.array(item, { maxLength: 8 }), { maxLength: 5 }), (groups) => {
        const named = groups.map((own, group) => own.map((one, at) => ({ ...one, id: `${group} ${at}` })))
        const parts = named.map((own) => provisionOf(own, new Map(), DEFAULT_LOSS_RATES))
        const joined = joinProvisions(parts, DEFAULT_LOSS_RATES)
        const plain = provisionOf(named.flat(), new Map(), DEFAULT_LOSS_RATES)
        expect(joined.openFen).toBe(plain.openFen)
        expect(joined.lines.map(({ openFen }) => openFen)).toEqual(plain.lines.map(({ openFen }) => openFen))
        expect(joined.lines.reduce((sum, { fen }) => sum + fen, 0n)).toBe(joined.generalFen)
        // Rounded once for each segment and age: never further apart than half a fen for each.
        const gap = joined.totalFen - plain.totalFen
        expect((gap < 0n ? -gap : gap) <= BigInt(parts.length * DEFAULT_LOSS_RATES.length)).toBe(true)
      }),
    )
  })
})
