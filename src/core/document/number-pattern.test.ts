import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  acceptTyped,
  checkPattern,
  DEFAULT_PATTERNS,
  numberText,
  serialOf,
  seriesOf,
} from './number-pattern.ts'

test.each([
  ['HT{YYYY}-{0000}', 'HT2026-0042'],
  ['{YY}{MM}-XS-{000}', '2603-XS-042'],
  ['合同〔{YYYY}〕{00}', '合同〔2026〕42'],
  ['DD{YYYY}{MM}{00000}', 'DD20260300042'],
])('%s makes %s', (pattern, number) => {
  expect(checkPattern(pattern)).toMatchObject({ ok: true })
  const series = seriesOf(pattern, '2026-03-09')
  expect(numberText(series, 42)).toBe(number)
  expect(serialOf(series, number)).toBe(42)
})

test.each([
  ['HT{YYYY}', 'number_pattern_serial'],
  ['{0000}-{YYYY}', 'number_pattern_serial'],
  ['{000}HT{000}', 'number_pattern_serial'],
  ['HT{MM}-{000}', 'number_pattern_month'],
  ['HT{YYYX}-{000}', 'number_pattern_unknown'],
  ['HT7{000}', 'number_pattern_digit'],
])('%s is refused: %s', (pattern, code) => {
  expect(checkPattern(pattern)).toMatchObject({ ok: false, code })
})

test('the serial grows beyond its width, and what another width or year is of another series', () => {
  const series = seriesOf(DEFAULT_PATTERNS.contract, '2026-03-09')
  expect(numberText(series, 12_345)).toBe('HT2026-12345')
  expect(serialOf(series, 'HT2026-12345')).toBe(12_345)
  expect(serialOf(series, 'HT2026-20260001')).toBeNull()
  for (const other of ['HT2026-042', 'HT2026-00042', 'HT2025-0042', 'HT2026-0042A', 'KJ-001', 'HT2026-'])
    expect(serialOf(series, other), other).toBeNull()
})

test('typed: a gap may be filled and the next one taken, none left out; other papers keep their own', () => {
  const series = seriesOf(DEFAULT_PATTERNS.contract, '2026-03-09')
  for (const typed of ['HT2026-0003', 'HT2026-0008', 'PO-778', 'HT2025-0900'])
    expect(acceptTyped(series, 7, typed)).toMatchObject({ ok: true })
  expect(acceptTyped(series, 7, 'HT2026-0009')).toMatchObject({
    ok: false,
    code: 'number_out_of_series',
    detail: { next: 'HT2026-0008' },
  })
  expect(acceptTyped(series, 7, 'HT2026-0000')).toMatchObject({ ok: false })
})

test('whatever is given out or typed in turn, a series has no hole', () => {
  const series = seriesOf('HT{YY}-{000}', '2026-03-09')
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 40 })), { maxLength: 60 }), (asked) => {
      const held = new Set<number>()
      for (const typed of asked) {
        const last = Math.max(0, ...held)
        if (typed === null) held.add(last + 1)
        else if (acceptTyped(series, last, numberText(series, typed)).ok) held.add(typed)
      }
      expect(Math.max(0, ...held)).toBe(held.size)
    }),
  )
})
