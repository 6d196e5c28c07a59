import { describe, expect, test } from 'vitest'
import {
  decideObligationStep,
  type ObligationStep,
  obligationState,
  proposeObligations,
} from './obligation.ts'

const TODAY = '2026-02-28'

describe('where an obligation stands (C074)', () => {
  test.each([
    ['2026-02-27', null, 'late'],
    ['2026-02-28', null, 'soon'],
    ['2026-03-07', null, 'soon'],
    ['2026-03-08', null, 'ahead'],
    ['2026-02-01', { kind: 'order', on: '2026-02-20' }, 'done'],
    ['2026-03-30', { kind: 'waived', on: '2026-02-20' }, 'waived'],
  ] as const)('due %s, ended %o: %s', (dueOn, ended, state) => {
    expect(obligationState(dueOn, ended, TODAY)).toBe(state)
  })
})

describe('what may be noted', () => {
  const open = { kind: 'deliver', isContractOpen: true, settledBy: null } as const
  const step = (change: Partial<ObligationStep>): ObligationStep => ({
    ...{ kind: 'done', on: TODAY, reason: null, hasFile: false },
    ...change,
  })
  test.each([
    ['done with a file', open, step({ hasFile: true }), true],
    ['done with words', open, step({ reason: '客户签收' }), true],
    ['done with nothing', open, step({ reason: ' ' }), 'evidence_required'],
    ['tomorrow', open, step({ hasFile: true, on: '2026-03-01' }), 'date_in_future'],
    ['an order of a delivery', open, step({ kind: 'order' }), true],
    ['an invoice of a delivery', open, step({ kind: 'invoice' }), 'obligation_other_kind'],
    [
      'an order of an invoice',
      { ...open, kind: 'invoice' },
      step({ kind: 'order' }),
      'obligation_other_kind',
    ],
    ['waived without a reason', open, step({ kind: 'waived' }), 'reason_required'],
    ['settled twice', { ...open, settledBy: 'order' }, step({ hasFile: true }), 'obligation_settled'],
    ['reopened while open', open, step({ kind: 'reopened', reason: '退货' }), 'obligation_not_settled'],
    ['reopened', { ...open, settledBy: 'done' }, step({ kind: 'reopened', reason: '退货' }), true],
    ['withdrawn without a reason', open, step({ kind: 'withdrawn' }), 'reason_required'],
    [
      'withdrawn while settled',
      { ...open, settledBy: 'done' },
      step({ kind: 'withdrawn', reason: '误' }),
      'obligation_settled',
    ],
    ['after the end', { ...open, isContractOpen: false }, step({ hasFile: true }), 'contract_ended'],
  ] as const)('%s', (_, obligation, wish, expected) => {
    const decided = decideObligationStep(obligation, wish, TODAY)
    expect(decided.ok || decided.code).toBe(expected)
  })
})

test('an invoice before each payment and one delivery are proposed, unless they are noted', () => {
  const content = {
    endsOn: '2026-12-31',
    nodes: [
      { label: '预付', dueOn: '2026-03-01', amountFen: 3n },
      { label: '尾款', dueOn: '2026-06-01', amountFen: 7n },
    ],
  }
  expect(proposeObligations(content, [{ kind: 'invoice', dueOn: '2026-03-01' }])).toEqual([
    { kind: 'invoice', label: '尾款', dueOn: '2026-06-01', amountFen: 7n },
    { kind: 'deliver', label: '', dueOn: '2026-12-31', amountFen: null },
  ])
  expect(
    proposeObligations({ endsOn: '2026-12-31', nodes: [] }, [{ kind: 'deliver', dueOn: '2026-05-01' }]),
  ).toEqual([])
})
