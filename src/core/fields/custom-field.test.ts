import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkValues, isSameValues } from './check-values.ts'
import { type CustomField, type CustomKind, keyFor } from './custom-field.ts'
import { boundOf, type CustomTest, readTests, writeTests } from './custom-tests.ts'

function field(key: string, kind: CustomKind, more: Partial<CustomField> = {}): CustomField {
  return {
    key,
    kind,
    name: { zh: key, en: key },
    choices: [],
    isRequired: false,
    isRetired: false,
    ...more,
  }
}

const FIELDS = [
  field('source', 'choice', { choices: ['展会', '转介绍'], isRequired: true }),
  field('note', 'text'),
  field('machines', 'number'),
  field('budget', 'money'),
  field('visited', 'date'),
  field('state_owned', 'yes-no'),
  field('old', 'text', { isRetired: true, isRequired: true }),
]

test.each([
  [{ source: '网络' }, 'custom_choice'],
  [{ source: '展会', note: 'x'.repeat(501) }, 'custom_text'],
  [{ source: '展会', machines: '3' }, 'custom_number'],
  [{ source: '展会', machines: 0.000_000_1 }, 'custom_number'],
  [{ source: '展会', machines: Number.NaN }, 'custom_number'],
  [{ source: '展会', budget: 12.5 }, 'custom_money'],
  [{ source: '展会', budget: 9e12 + 1 }, 'custom_money'],
  [{ source: '展会', visited: '2026-02-30' }, 'custom_date'],
  [{ source: '展会', state_owned: 'yes' }, 'custom_yes_no'],
  [{ source: '展会', nothing: 1 }, 'custom_unknown'],
  [{ source: '展会', old: 'new words' }, 'custom_retired'],
  [{ note: 'no source' }, 'custom_required'],
  [{ source: ' ' }, 'custom_required'],
] as const)('%o is refused as %s, by the name people see', (given, code) => {
  const result = checkValues(FIELDS, {}, given)
  expect(result).toMatchObject({ ok: false, code, detail: { name: expect.stringMatching(/./) } })
})

test('what is right is kept as it is; blank takes away', () => {
  const given = { source: '展会', machines: 2.5, budget: -100, visited: '2026-02-28', state_owned: false }
  expect(checkValues(FIELDS, {}, given)).toEqual({ ok: true, value: given })
  const later = checkValues(FIELDS, given, { machines: null, note: '  two words ' })
  const { machines: _, ...rest } = given
  expect(later).toEqual({ ok: true, value: { ...rest, note: 'two words' } })
})

test('a definition that changed does not reach back into a record', () => {
  const before = { source: '老渠道', old: 'kept', gone: 'kept too' }
  expect(checkValues(FIELDS, before, { source: '老渠道', old: 'kept', note: 'new' })).toEqual({
    ok: true,
    value: { ...before, note: 'new' },
  })
  expect(checkValues(FIELDS, before, { source: null })).toMatchObject({ code: 'custom_required' })
})

test('two records hold the same when every field does', () => {
  expect(isSameValues({ a: 1, b: 'x' }, { b: 'x', a: 1 })).toBe(true)
  expect(isSameValues({ a: 1 }, { b: 1 })).toBe(false)
  expect(isSameValues({ a: 1 }, {})).toBe(false)
})

test.each([
  ['Ke Hu Lai Yuan', [], 'ke_hu_lai_yuan'],
  ['2nd plant', [], 'nd_plant'],
  ['…', [], 'field'],
  ['Source', ['source', 'source_2'], 'source_3'],
  ['Visited at', [], 'visited_at_value'],
  ['Last', [], 'last_value'],
])('the key of %s beside %o is %s', (latin, taken, key) => {
  expect(keyFor(latin, taken)).toBe(key)
})

const key = fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/)
const word = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
const anyTest: fc.Arbitrary<CustomTest> = fc.oneof(
  fc.record({ key, op: fc.constant('is' as const), values: fc.array(word, { minLength: 1, maxLength: 4 }) }),
  fc.record({ key, op: fc.constant('has' as const), text: word }),
  fc.record({ key, op: fc.constantFrom('from' as const, 'to' as const), value: word }),
  fc.record({ key, op: fc.constantFrom('filled' as const, 'empty' as const) }),
)

test('tests survive the address bar', () => {
  fc.assert(
    fc.property(fc.array(anyTest, { maxLength: 12 }), (tests) => {
      expect(readTests(writeTests(tests))).toEqual(tests)
    }),
  )
})

test.each([
  'source',
  'source~like~x',
  'SOURCE~is~x',
  'a~is~',
  'a~from~1,2',
  'a~filled~x',
  'a~is~%',
  'a~is~x~y',
])('%s is no set of tests', (text) => {
  expect(readTests(text)).toBeNull()
})

test.each([
  ['money', '-1250', -1_250_000_000n],
  ['number', '-0.000001', -1n],
  ['number', '999999999999.999999', 999_999_999_999_999_999n],
  ['number', '2.5', 2_500_000n],
  ['date', '1970-01-02', 1_000_000n],
  ['date', '2026-13-01', null],
  ['money', ' ', null],
  ['number', 'x', null],
  ['number', '1e3', null],
] as const)('a bound of a %s field: %s', (kind, text, number) => {
  expect(boundOf(kind, text)).toBe(number)
})
