import { expect, test } from 'vitest'
import { shownPages } from './shown-pages.ts'

test.each([
  [1, 1, '1'],
  [3, 7, '1 2 3 4 5 6 7'],
  [1, 20, '1 2 3 4 5 6 … 20'],
  [4, 20, '1 2 3 4 5 6 … 20'],
  [10, 20, '1 … 8 9 10 11 12 … 20'],
  [18, 20, '1 … 15 16 17 18 19 20'],
  [20, 20, '1 … 15 16 17 18 19 20'],
])('page %i of %i shows %s', (page, last, shown) => {
  expect(
    shownPages(page, last)
      .map((one) => one ?? '…')
      .join(' '),
  ).toBe(shown)
})
