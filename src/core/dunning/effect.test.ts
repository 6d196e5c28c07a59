import { describe, expect, it } from 'vitest'
import { addDays, type Day } from '../calendar.ts'
import { type DunnedItem, stageEffects } from './effect.ts'

const TODAY: Day = '2026-06-30'
const called = (ago: number, paidAfter: number | null): DunnedItem => {
  const on = addDays(TODAY, -ago)
  return { stage: 'call', on, fen: 100n, paidOn: paidAfter === null ? null : addDays(on, paidAfter) }
}
const callEffect = (items: DunnedItem[]) => stageEffects(items, TODAY).find(({ stage }) => stage === 'call')!

describe('what came after a stage (C089)', () => {
  it('counts the fourteenth day and not the fifteenth, and nobody who had less time', () => {
    expect(callEffect([called(14, 14), called(30, 15), called(13, 1)])).toMatchObject({ n: 2, paid: 1 })
  })

  it('gives no share of seven, an interval of Wilson of twenty', () => {
    expect(callEffect(Array.from({ length: 7 }, () => called(30, 2))).interval).toBeNull()
    const twenty = [
      ...Array.from({ length: 3 }, () => called(30, 4)),
      ...Array.from({ length: 17 }, () => called(30, null)),
    ]
    const { interval, paidFen, fen, medianDays } = callEffect(twenty)
    expect(interval!.low).toBeCloseTo(0.05237, 4)
    expect(interval!.high).toBeCloseTo(0.36042, 4)
    expect([paidFen, fen, medianDays]).toEqual([300n, 2_000n, 4])
  })
})
