import fc from 'fast-check'
import { expect, it } from 'vitest'
import { numberGaps } from './number-gaps.ts'

it.each<[string, string[], [string, string, number][]]>([
  ['nothing is missing', ['HT-001', 'HT-002', 'HT-003'], []],
  ['one is missing', ['HT-001', 'HT-003', 'HT-004'], [['HT-002', 'HT-002', 1]]],
  ['a run is missing', ['HT-098', 'HT-099', 'HT-102', 'HT-103'], [['HT-100', 'HT-101', 2]]],
  ['without zeros', ['9', '10', '12'], [['11', '11', 1]]],
  ['each letter on its own', ['A1', 'A2', 'A3', 'B7', 'B9', 'B10'], [['B8', 'B8', 1]]],
  [
    'by year',
    ['2025-01', '2025-02', '2025-03', '2026-01', '2026-02', '2026-04'],
    [['2026-03', '2026-03', 1]],
  ],
  ['two are no series', ['X1', 'X3'], []],
  ['days are no series', ['D20260101', 'D20260301', 'D20260601'], []],
  ['no digits at the end', ['甲', '乙', '丙'], []],
])('%s', (_name, numbers, gaps) => {
  const found = numberGaps(numbers).flatMap((one) => one.gaps)
  expect(found.map(({ from, to, count }) => [from, to, count])).toEqual(gaps)
})

it('what is there and what is missing make the whole, in whatever order they come', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 3, maxLength: 200 }),
      (values) => {
        const numbers = values.map((value) => `DD${String(value).padStart(4, '0')}`)
        const [series] = numberGaps(numbers)
        const span = Math.max(...values) - Math.min(...values) + 1
        if (span - values.length > values.length) {
          expect(series).toBeUndefined()
          return
        }
        const missing = series!.gaps.reduce((sum, { count }) => sum + count, 0)
        expect([series!.held, missing]).toEqual([values.length, span - values.length])
        for (const { from, to } of series!.gaps) {
          expect(numbers).not.toContain(from)
          expect(numbers).not.toContain(to)
        }
        expect(numberGaps([...numbers].sort())).toEqual(numberGaps(numbers))
      },
    ),
  )
})
