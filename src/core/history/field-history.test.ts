import { describe, expect, it } from 'vitest'
import { changesOf, HISTORY_FIELDS } from './field-history.ts'

const before = {
  name: '甲',
  phone: '13812345678',
  limit_fen: '100',
  version: 1,
  search_keys: ['a'],
  custom: { a: 1 },
}
const after = {
  name: '乙',
  phone: '',
  limit_fen: '200',
  version: 2,
  search_keys: ['b'],
  custom: { a: 1, b: '展会' },
}

describe('what a version changed', () => {
  it('names what people know, empty is none, own fields stand by their key, and the rest of the house is silent', () => {
    expect(changesOf(HISTORY_FIELDS.customer, { before, after }, () => true)).toEqual([
      { field: 'name', kind: 'text', from: '甲', to: '乙' },
      { field: 'phone', kind: 'phone', from: '13812345678', to: null },
      { field: 'limit_fen', kind: 'money', from: '100', to: '200' },
      { field: 'custom.b', kind: 'text', from: null, to: '展会' },
    ])
  })
  it('leaves out what the reader may not see', () => {
    const fields = changesOf(HISTORY_FIELDS.customer, { before, after }, () => false).map(
      ({ field }) => field,
    )
    expect(fields).toEqual(['name', 'phone', 'custom.b'])
  })
})
