import { describe, expect, test } from 'vitest'
import type { TermsVersion } from './grade-terms.ts'
import { termGap } from './term-deviation.ts'

const of = (termDays: number, prepayBp: number) => ({ termDays, prepayBp })
const VERSIONS: TermsVersion[] = [
  { from: '2026-01-01', of: { A: of(90, 0), B: of(60, 0), C: of(30, 0), D: of(0, 5_000) } },
  { from: '2026-07-01', of: { A: of(60, 0), B: of(45, 0), C: of(30, 1_000), D: of(0, 10_000) } },
]
const on = '2026-08-01'

describe('terms against the version in force on a day (C030)', () => {
  test('the version of the day counts, not the newest', () => {
    const held = { termDays: 60, aheadBp: null }
    expect(termGap(VERSIONS, held, { grade: 'B', on: '2026-03-01' })).toBeNull()
    expect(termGap(VERSIONS, held, { grade: 'B', on })).toMatchObject({
      ...{ from: '2026-07-01', overDays: 15, allowedDays: 45, missingBp: 0 },
    })
  })

  test('money in advance is held against its share, and not asked of what says nothing of it', () => {
    const gap = termGap(VERSIONS, { termDays: 30, aheadBp: 400 }, { grade: 'C', on })
    expect(gap).toMatchObject({ overDays: 0, missingBp: 600, neededBp: 1_000 })
    expect(termGap(VERSIONS, { termDays: 30, aheadBp: null }, { grade: 'C', on })).toBeNull()
  })

  test('nothing is asked without a grade, before the first version, or within an exception', () => {
    const held = { termDays: 120, aheadBp: 0 }
    expect(termGap(VERSIONS, held, { grade: null, on })).toBeNull()
    expect(termGap(VERSIONS, held, { grade: 'D', on: '2025-12-31' })).toBeNull()
    const except = { termDays: 120, prepayBp: 0 }
    expect(termGap(VERSIONS, held, { grade: 'D', on, except })).toBeNull()
  })
})
