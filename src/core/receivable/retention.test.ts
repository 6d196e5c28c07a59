import { describe, expect, test } from 'vitest'
import { dueOnOf, isUndated, latenessOf, monthsAfter, retentionFault, UNDATED } from './retention.ts'

test.each([
  ['2026-03-15', 12, '2027-03-15'],
  ['2026-08-31', 6, '2027-02-28'],
  ['2023-08-31', 6, '2024-02-29'],
  ['2026-01-31', 1, '2026-02-28'],
  ['2026-11-30', 0, '2026-11-30'],
  ['2026-02-28', 1, '2026-03-28'],
])('%s and %i months is %s', (day, months, expected) => {
  expect(monthsAfter(day, months)).toBe(expected)
})

describe('when a node is due', () => {
  const waits = { dueOn: UNDATED, retention: { months: 12 } }

  test('not before somebody has accepted', () => {
    expect(isUndated(dueOnOf(waits, null))).toBe(true)
    expect(dueOnOf(waits, '2026-06-30')).toBe('2027-06-30')
  })

  test('on its own day when it names one', () => {
    const dated = { dueOn: '2027-01-01', retention: { months: null } }
    expect(dueOnOf(dated, '2026-06-30')).toBe('2027-01-01')
    expect(dueOnOf({ dueOn: '2026-05-01' }, '2026-06-30')).toBe('2026-05-01')
  })
})

describe('what fits together', () => {
  const node = (dueOn: string, amountFen: bigint, retention?: { months: number | null }) => ({
    ...{ dueOn, amountFen },
    ...(retention ? { retention } : {}),
  })

  test.each([
    ['a tenth that waits', [node('2026-05-01', 900n), node(UNDATED, 100n, { months: 12 })], null],
    ['a fifth, on a day', [node('2026-05-01', 800n), node('2027-05-01', 200n, { months: null })], null],
    [
      'more than a fifth',
      [node('2026-05-01', 799n), node(UNDATED, 201n, { months: 12 })],
      'retention_too_large',
    ],
    ['no day and no retention', [node(UNDATED, 1_000n)], 'node_undated'],
    [
      'a day and months',
      [node('2026-05-01', 900n), node('2027-05-01', 100n, { months: 12 })],
      'node_undated',
    ],
    [
      'neither day nor months',
      [node('2026-05-01', 900n), node(UNDATED, 100n, { months: null })],
      'node_undated',
    ],
  ])('%s', (_name, nodes, fault) => expect(retentionFault(1_000n, nodes)).toBe(fault))
})

test('what came before its day was known is neither early nor late', () => {
  expect(latenessOf(UNDATED, '2026-05-01')).toBe(0)
  expect(latenessOf('2026-04-01', '2026-05-01')).toBe(30)
})
