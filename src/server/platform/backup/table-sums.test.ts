import { expect, test } from 'vitest'
import { sumDifferences } from './table-sums.ts'

const source = { customer: { rows: 3, sum: '17' }, payment: { rows: 2, sum: '-4' } }

test.each([
  ['the same', source, []],
  ['a table that is gone', { customer: source.customer }, ['payment: missing']],
  ['a table nobody knows', { ...source, extra: { rows: 0, sum: '0' } }, ['extra: not in the source']],
  [
    'a row less',
    { ...source, payment: { rows: 1, sum: '-4' } },
    ['payment: 2 rows in the source, 1 restored'],
  ],
  [
    'other content',
    { ...source, payment: { rows: 2, sum: '5' } },
    ['payment: same number of rows, other content'],
  ],
])('%s', (_name, found, expected) => {
  expect(sumDifferences(source, found)).toEqual(expected)
})
