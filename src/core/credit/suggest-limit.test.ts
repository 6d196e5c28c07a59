import { describe, expect, test } from 'vitest'
import { type LimitFacts, suggestLimit } from './suggest-limit.ts'

const yuan = (amount: number) => BigInt(amount) * 100n
/** 60,000 a month on average over three active months, 60 days: 120,000 pass through in a term. */
const FACTS: LimitFacts = {
  ...{ grade: 'A', termDays: 60, salesFen: yuan(180_000), activeMonths: 3 },
  ...{ netWorthFen: yuan(5_000_000), provenFen: yuan(100_000), companyOpenFen: yuan(3_000_000) },
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

  test('without a grade or any sale nothing is suggested', () => {
    expect(suggestLimit({ ...FACTS, grade: null })).toBeNull()
    expect(suggestLimit({ ...FACTS, activeMonths: 0 })).toBeNull()
  })
})
