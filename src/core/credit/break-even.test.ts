import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { breakEvenBp, DEFAULT_ECONOMICS, expectedProfitFen, oddsLine } from './break-even.ts'

describe('break-even (methods §4.2)', () => {
  test.each([
    ['margin 20 %, 90 days, 6 %, LGD .85: 0.214', 2_000, 90, 0.214],
    ['margin 10 %: 0.100', 1_000, 90, 0.1],
    ['money that is gone for longer than the margin bears never pays', 100, 365, 0],
  ])('%s', (_, marginBp, termDays, expected) => {
    expect(breakEvenBp({ marginBp, termDays, lossBp: 8_500, moneyCostBp: 600 })).toBeCloseTo(
      expected * 10_000,
      -1,
    )
  })

  test('at the line nothing is earned, below it something, above it something is lost', () => {
    const economics = fc.record({
      marginBp: fc.integer({ min: 500, max: 6_000 }),
      lossBp: fc.integer({ min: 1_000, max: 10_000 }),
      termDays: fc.integer({ min: 0, max: 180 }),
    })
    fc.assert(
      fc.property(economics, (deal) => {
        const line = breakEvenBp(deal)
        const earned = (bp: number) => Number(expectedProfitFen(100_000_000n, bp, deal))
        expect(Math.abs(earned(line))).toBeLessThan(20_000)
        expect(earned(line - 50)).toBeGreaterThan(0)
        expect(earned(line + 50)).toBeLessThan(0)
      }),
    )
  })
})

test.each([
  [{ grade: 'B' as const, defaultBp: 200 }, '低于保本线', '预期利润 ¥'],
  [{ grade: 'D' as const, defaultBp: 4_000 }, '高于保本线', '预期利润 ¥-'],
  [null, '还没有评级', ''],
])('the line of an approval says what stands against it: %j', (odds, said, profit) => {
  const line = oddsLine({ amountFen: 1_000_000n, termDays: 60, economics: DEFAULT_ECONOMICS, odds })
  expect(line.value.zh).toContain(said)
  expect(line.value.zh).toContain(profit)
})
