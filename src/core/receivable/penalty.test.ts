import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type Day } from '../calendar.ts'
import { penaltyOf } from './penalty.ts'

const DUE: Day = '2026-02-27'
const item = (paid: { on: Day; fen: bigint }[] = []) => ({
  dueOn: DUE,
  amountFen: 10_000_000n,
  rateBp: 5,
  paid,
})

describe('late-payment penalty (C101)', () => {
  it.each([
    ['2026-02-26', 0n, 0],
    ['2026-02-27', 0n, 0],
    ['2026-02-28', 5_000n, 1],
    ['2026-03-01', 10_000n, 2],
    ['2026-03-29', 150_000n, 30],
  ])('unpaid at the end of %s: %s fen for %i days', (asOf, fen, days) => {
    expect(penaltyOf(item(), asOf)).toMatchObject({ fen, days })
  })

  it('falls with what is paid, from the day after it came', () => {
    const paid = [{ on: '2026-03-09', fen: 4_000_000n }]
    expect(penaltyOf(item(paid), '2026-03-19')).toEqual({
      fen: 50_000n + 30_000n,
      days: 20,
      stretches: [
        { from: DUE, to: '2026-03-09', days: 10, openFen: 10_000_000n },
        { from: '2026-03-09', to: '2026-03-19', days: 10, openFen: 6_000_000n },
      ],
    })
    expect(penaltyOf(item([{ on: DUE, fen: 10_000_000n }]), '2026-06-01').fen).toBe(0n)
  })

  it('stays owed once the principal has been paid late', () => {
    const paid = [{ on: '2026-03-09', fen: 10_000_000n }]
    expect(penaltyOf(item(paid), '2026-03-09').fen).toBe(50_000n)
    expect(penaltyOf(item(paid), '2027-03-09').fen).toBe(50_000n)
  })

  it('rounds once, half up', () => {
    expect(penaltyOf({ ...item(), amountFen: 999n, rateBp: 5 }, addDays(DUE, 1)).fen).toBe(0n)
    expect(penaltyOf({ ...item(), amountFen: 1_000n, rateBp: 5 }, addDays(DUE, 1)).fen).toBe(1n)
  })

  it('never falls as days pass, and money of after the day changes nothing', () => {
    const moves = fc.array(
      fc.record({ after: fc.integer({ min: -10, max: 60 }), fen: fc.bigInt({ min: 1n, max: 2_000_000n }) }),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(moves, fc.integer({ min: 0, max: 60 }), (all, day) => {
        const paid = all.map(({ after, fen }) => ({ on: addDays(DUE, after), fen }))
        const asOf = addDays(DUE, day)
        const now = penaltyOf(item(paid), asOf)
        expect(now).toEqual(penaltyOf(item(paid.filter(({ on }) => on <= asOf)), asOf))
        expect(penaltyOf(item(paid), addDays(asOf, 1)).fen >= now.fen).toBe(true)
        expect(now.days).toBeLessThanOrEqual(day)
      }),
      { numRuns: 100 },
    )
  })
})
