import { describe, expect, test } from 'vitest'
import type { ContractContent } from '../contract/content.ts'
import { decideHold, decideInTurn, NOTHING_OWED, type Standing } from './exposure.ts'
import {
  beyondTerms,
  contractTerms,
  type Granted,
  type TermsVersion,
  termsOn,
  withVersions,
} from './grade-terms.ts'
import { DEFAULT_POLICY } from './policy.ts'

const terms = (termDays: number | null, prepayBp: number) => ({ termDays, prepayBp })
const FIRST: TermsVersion = {
  from: '2026-01-01',
  of: { A: terms(90, 0), B: terms(60, 0), C: terms(30, 2_000), D: terms(0, 5_000) },
}
const SECOND: TermsVersion = { from: '2026-06-01', of: { ...FIRST.of, A: terms(45, 0) } }
const VERSIONS = [FIRST, SECOND]
const granted = (over: Partial<Granted> = {}): Granted => ({
  ...{ on: '2026-03-01', termDays: 60, ahead: { haveFen: 0n, ofFen: 1_000n } },
  ...{ except: { termDays: null, prepayBp: null }, ...over },
})
const standing = (grade: Standing['grade'], over: Partial<Standing> = {}): Standing => ({
  ...{ own: NOTHING_OWED, grade, admission: null, limitFen: null, group: null, exceptionFen: 0n, covers: [] },
  ...over,
})

describe('what a grade may agree (C019 C020)', () => {
  test('each grade has its own term and its own share in advance', () => {
    expect(beyondTerms('A', VERSIONS, granted())).toEqual([])
    expect(beyondTerms('C', VERSIONS, granted())).toEqual([
      { code: 'term_beyond', grade: 'C', days: 60, allowedDays: 30 },
      { code: 'prepay_short', grade: 'C', needFen: 200n, haveFen: 0n },
    ])
    expect(
      beyondTerms('D', VERSIONS, granted({ termDays: 0, ahead: { haveFen: 500n, ofFen: 1_000n } })),
    ).toEqual([])
    expect(beyondTerms(null, VERSIONS, granted())).toEqual([])
  })

  test('the version of the day counts; before the first nothing is asked', () => {
    const ninety = (on: string) => beyondTerms('A', VERSIONS, granted({ on, termDays: 90 })).length
    expect(['2025-12-31', '2026-05-31', '2026-06-01'].map(ninety)).toEqual([0, 0, 1])
    expect(termsOn(VERSIONS, '2025-12-31')).toBeNull()
  })

  test('exceptions in force widen the term and lower the share, never the other way', () => {
    const except = { termDays: 60, prepayBp: 0 }
    expect(beyondTerms('C', VERSIONS, granted({ except }))).toEqual([])
    expect(beyondTerms('C', VERSIONS, granted({ except: { termDays: 7, prepayBp: 9_000 } }))).toHaveLength(2)
  })

  test('a save never changes what began before today', () => {
    const forged = { ...FIRST, of: SECOND.of }
    const today = { ...SECOND, from: '2026-07-01' }
    expect(withVersions(VERSIONS, [forged, today], '2026-07-01')).toEqual([...VERSIONS, today])
    expect(withVersions(VERSIONS, [], '2026-07-01')).toEqual(VERSIONS)
  })
})

describe('the gate with terms', () => {
  const policy = { ...DEFAULT_POLICY, gradeTerms: VERSIONS }

  test('a contract and an order wait for the manager even where limits are only warned of or not asked', () => {
    for (const mode of ['off', 'warn', 'approve'] as const) {
      const check = { quote: mode, contract: mode, order: mode }
      const asked = { amountFen: 1_000n, granted: granted() }
      const hold = (document: 'quote' | 'contract' | 'order') =>
        decideHold(standing('C'), { document, ...asked }, { ...policy, check }).hold
      expect([hold('contract'), hold('order')]).toEqual(['manager', 'manager'])
      expect(hold('quote')).toBe(mode === 'approve' ? 'manager' : 'none')
    }
  })

  test('one deposit does not serve several orders', () => {
    const own = { ...NOTHING_OWED, advanceFen: 500n }
    const order = (id: string) => ({
      ...{ id, amountFen: 1_000n, approved: [] },
      granted: granted({ termDays: 0, ahead: { haveFen: 500n, ofFen: 1_000n } }),
    })
    const verdicts = decideInTurn(standing('D', { own }), [order('1'), order('2')], policy)
    expect([...verdicts.values()].map(({ hold }) => hold)).toEqual(['none', 'manager'])
  })

  test('an order let go at thirty days is asked again when it becomes sixty', () => {
    const order = (termDays: number) => ({
      ...{ id: '1', amountFen: 1_000n, approved: [{ fen: 1_000n, termDays: 30 }] },
      granted: granted({ termDays }),
    })
    const holdAt = (days: number) => decideInTurn(standing('D'), [order(days)], policy).get('1')!.hold
    expect([holdAt(30), holdAt(60)]).toEqual(['none', 'manager'])
    // Asked again for less money at sixty days, it goes by the later word and not by the larger one.
    const smaller = { ...order(60), amountFen: 800n }
    const again = { ...smaller, approved: [...smaller.approved, { fen: 800n, termDays: 60 }] }
    const both = [smaller, again].map((one) => decideInTurn(standing('D'), [one], policy).get('1')!.hold)
    expect(both).toEqual(['manager', 'none'])
  })
})

test('a contract grants its term, and what falls due within a week of its start is in advance', () => {
  const content = {
    ...{ termDays: 30, amountFen: 1_000n, effectiveOn: '2026-03-01', endsOn: '2026-12-31' },
    nodes: [
      { label: '预付', dueOn: '2026-03-08', amountFen: 300n },
      { label: '尾款', dueOn: '2026-03-09', amountFen: 700n },
    ],
  } as unknown as ContractContent
  expect(contractTerms(content, '2026-03-01')).toEqual({ termDays: 30, aheadBp: 3_000 })
  expect(contractTerms({ ...content, nodes: [], termDays: null }, '2026-03-01')).toEqual({
    termDays: null,
    aheadBp: 0,
  })
})
