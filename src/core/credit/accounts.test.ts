import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Accounts, checkAccounts, courseOf, ratiosOfAccounts } from './accounts.ts'
import { altmanZ1, zoneOf } from './altman.ts'

/** methods §10, 15: X = (.2, .15, .08, .9), sales 1.4 of assets. */
const VECTOR: Accounts = {
  ...{ totalAssets: 1000, currentAssets: 500, currentLiabilities: 300, retainedEarnings: 150 },
  ...{ ebit: 80, totalLiabilities: 1000 / 1.9, sales: 1400, netProfit: 50, operatingCash: null },
}
const DAYS = { periodEnd: '2025-12-31', today: '2026-03-16' } as const
const check = (change: Partial<Accounts>, days: { periodEnd: string; today: string } = DAYS) => {
  const result = checkAccounts({ ...VECTOR, ...change }, days)
  return result.ok ? 'ok' : result.code
}

describe('accounts of a period (C005)', () => {
  it('Altman Z′ of the published vector, and nothing without debts or assets', () => {
    expect(altmanZ1(VECTOR)).toBeCloseTo(2.29421, 5)
    expect(altmanZ1({ ...VECTOR, totalLiabilities: 0 })).toBeNull()
    expect(altmanZ1({ ...VECTOR, totalAssets: 0 })).toBeNull()
  })

  it('zones begin beyond their borders, each formula with its own', () => {
    expect([2.91, 2.9, 1.23, 1.22].map((z) => zoneOf('z1', z))).toEqual(['safe', 'grey', 'grey', 'distress'])
    expect([2.61, 2.6, 1.1, 1.09].map((z) => zoneOf('z2', z))).toEqual(['safe', 'grey', 'grey', 'distress'])
  })

  it('ratios, and null where there is nothing to divide by', () => {
    const ratios = ratiosOfAccounts({ ...VECTOR, operatingCash: -1 })
    expect(ratios.currentRatio).toBeCloseTo(5 / 3, 6)
    expect(ratios.debtRatio).toBeCloseTo(1 / 1.9, 6)
    expect(ratios.netMargin).toBeCloseTo(50 / 1400, 6)
    expect(ratios).toMatchObject({ z1Zone: 'grey', z2Zone: 'safe', cash: 'out' })
    expect(ratiosOfAccounts({ ...VECTOR, operatingCash: 0 }).cash).toBe('in')
    expect(ratiosOfAccounts({ ...VECTOR, sales: 0, currentLiabilities: 0 })).toMatchObject({
      ...{ currentRatio: null, netMargin: null, cash: null },
    })
  })

  it('a course is good or bad news: more debt is worse, more of the rest is better', () => {
    const before = ratiosOfAccounts(VECTOR)
    const now = ratiosOfAccounts({ ...VECTOR, totalLiabilities: 700, currentAssets: 600 })
    expect(courseOf(now, before)).toMatchObject({
      ...{ currentRatio: 'better', debtRatio: 'worse', netMargin: 'same', z1: 'worse' },
    })
    expect(courseOf(now, null).currentRatio).toBeNull()
  })

  it('what cannot be true is refused, each with its reason', () => {
    expect(check({})).toBe('ok')
    expect(check({}, { periodEnd: '2026-03-17', today: '2026-03-16' })).toBe('accounts_in_future')
    expect(check({ totalAssets: 0, currentAssets: 0 })).toBe('accounts_empty')
    expect(check({ currentAssets: 1001 })).toBe('accounts_current_assets')
    expect(check({ currentLiabilities: 600 })).toBe('accounts_current_liabilities')
    expect(check({ sales: -1 })).toBe('accounts_negative')
    expect(check({ ebit: 1500 })).toBe('accounts_profit_beyond_sales')
    expect(check({ sales: 0, ebit: 5 })).toBe('ok')
  })

  it('better and worse are each other’s mirror', () => {
    const figure = fc.integer({ min: 1, max: 10_000 })
    const accounts = fc
      .tuple(figure, figure, figure, figure)
      .map(([a, b, c, d]) =>
        ratiosOfAccounts({ ...VECTOR, totalAssets: a + b, currentAssets: b, totalLiabilities: c, sales: d }),
      )
    const turned = { better: 'worse', worse: 'better', same: 'same' } as const
    fc.assert(
      fc.property(accounts, accounts, (a, b) => {
        const [there, back] = [courseOf(a, b), courseOf(b, a)]
        for (const key of ['currentRatio', 'debtRatio', 'z1'] as const) {
          const course = there[key]
          expect(back[key]).toBe(course === null ? null : turned[course])
        }
      }),
    )
  })
})
