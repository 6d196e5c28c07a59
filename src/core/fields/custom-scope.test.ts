import { expect, test } from 'vitest'
import { FIELD } from '../watch/operators.ts'
import type { Scope } from '../watch/rule.ts'
import { CUSTOM_KINDS } from './custom-field.ts'
import { firstTest, keysIn, operatorsFor, plainScope, scopeOf, withOperator } from './custom-scope.ts'

test.each(CUSTOM_KINDS)('every limit offered for a %s field is one a rule can be saved with', (kind) => {
  const first = firstTest({ path: 'custom.k', kind, choices: ['a', 'b'] })
  for (const op of operatorsFor(kind)) {
    const next = withOperator(first, op, kind)
    expect(FIELD[op].accepts(next.value), op).toBe(true)
    expect(next.field).toBe('custom.k')
  }
})

test('plain scopes are lists and come back as they were', () => {
  const one: Scope = { field: 'keyLevel', op: 'eq', value: 'key' }
  const two: Scope = { field: 'custom.source', op: 'in', value: ['展会'] }
  for (const scope of [null, one, { all: [one, two] }]) expect(scopeOf(plainScope(scope)!)).toEqual(scope)
  expect(plainScope({ any: [one, two] })).toBeNull()
  expect(plainScope({ all: [one, { not: two }] })).toBeNull()
})

test('own fields are found wherever they stand', () => {
  const source: Scope = { field: 'custom.source', op: 'filled' }
  const scope: Scope = { any: [{ not: source }, { all: [{ field: 'keyLevel', op: 'eq', value: 'key' }] }] }
  expect(keysIn(scope)).toEqual(['source'])
  expect(keysIn(null)).toEqual([])
})
