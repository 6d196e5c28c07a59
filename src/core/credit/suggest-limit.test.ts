import { describe, expect, test } from 'vitest'
import { DEFAULT_SUGGEST, type LimitFacts, suggestLimit } from './suggest-limit.ts'

const yuan = (amount: number) => BigInt(amount) * 100n
/** 60,000 a month on average over three active months, 60 days: 120,000 pass through in a term. */
const FACTS: LimitFacts = {
  ...{ grade: 'A', termDays: 60, salesFen: yuan(180_000), activeMonths: 3 },
  ...{ netWorthFen: yuan(5_000_000), provenFen: yuan(100_000), companyOpenFen: yuan(3_000_000) },
  ...{ matured: 3, onTime: 3, cLimitFen: null },
}

describe('the suggested limit (methods §4.2)', () => {
  test.each([
    ['A may owe a fifth more than passes through', {}, 144_000, 'need'],
    ['B four fifths', { grade: 'B' }, 96_000, 'need'],
    ['C half', { grade: 'C' }, 60_000, 'need'],
    ['D nothing', { grade: 'D' }, 0, 'need'],
    ['a tenth of what they are worth', { netWorthFen: yuan(900_000) }, 90_000, 'worth'],
    ['worth less than nothing: nothing', { netWorthFen: yuan(-1) }, 0, 'worth'],
    ['no statement: a quarter more than was proven', { netWorthFen: null }, 125_000, 'proven'],
    ['a tenth of all that is owed', { companyOpenFen: yuan(700_000) }, 70_000, 'concentration'],
    ['in whole hundreds', { companyOpenFen: yuan(700_990) }, 70_000, 'concentration'],
  ] as const)('%s', (_, change, expected, decides) => {
    expect(suggestLimit({ ...FACTS, ...change })).toMatchObject({ fen: yuan(expected), decides })
  })

  test('a new customer pays in advance; three invoices in time give it the limit of a C customer', () => {
    const cLimitFen = yuan(50_000)
    const fresh = { ...FACTS, cLimitFen, matured: 2, onTime: 2 }
    expect(suggestLimit(fresh)).toMatchObject({
      ...{ fen: 0n, decides: 'new', ladder: { onTime: 2, needed: 3, prepayBp: 5_000 } },
    })
    const third = { ...fresh, matured: 3, onTime: 3, grade: null }
    expect(suggestLimit(third)).toMatchObject({ fen: cLimitFen, decides: 'ladder', ladder: null })
    // One of the three was late: nothing is given by itself.
    expect(suggestLimit({ ...third, onTime: 2 })).toBeNull()
    expect(suggestLimit({ ...third, grade: 'A' })).toMatchObject({ decides: 'need' })
  })

  test('shares are the company’s own', () => {
    const rules = { ...DEFAULT_SUGGEST, shareBp: { ...DEFAULT_SUGGEST.shareBp, A: 10_000 }, newOnTime: 5 }
    expect(suggestLimit({ ...FACTS, matured: 5 }, rules)).toMatchObject({ fen: yuan(120_000) })
    expect(suggestLimit(FACTS, rules)).toMatchObject({ decides: 'new' })
  })

  test('without a grade or any sale nothing is suggested', () => {
    expect(suggestLimit({ ...FACTS, grade: null })).toBeNull()
    expect(suggestLimit({ ...FACTS, activeMonths: 0 })).toBeNull()
  })
})
