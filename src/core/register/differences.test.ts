import { describe, expect, it } from 'vitest'
import { differencesOf, type Held } from './differences.ts'
import type { RegisterFacts } from './facts.ts'

const NONE = { total: 0, items: [] }
const FACTS: RegisterFacts = {
  ...{ name: '宁波海曙轴承有限公司', code: '91330203MA2AFLX51L', state: 'active', status: '存续' },
  ...{ legalRep: '周立群', capital: '', capitalFen: null, foundedOn: '2012-03-09', address: '', scope: '' },
  ...{ owners: null, changes: null },
  risks: { dishonest: NONE, enforced: NONE, penalty: NONE, abnormal: NONE, pledge: NONE },
}
const HELD: Held = { name: FACTS.name, code: FACTS.code, foundedYear: 2012, dishonest: 0 }

describe('what differs from what we hold (C004)', () => {
  it.each([
    ['the same', {}, {}, []],
    ['another spelling of the name', { name: '宁波海曙轴承（有限公司）' }, {}, []],
    ['another name', { name: '海曙轴承' }, {}, ['name']],
    [
      'nothing is held',
      { code: null, foundedYear: null, dishonest: null },
      {},
      ['code', 'foundedYear', 'dishonest'],
    ],
    ['on the list now', {}, { risks: { ...FACTS.risks, dishonest: { total: 1, items: [] } } }, ['dishonest']],
    ['a list that was not told', { dishonest: null }, { risks: { ...FACTS.risks, dishonest: null } }, []],
    ['nothing told', { foundedYear: null }, { foundedOn: null }, []],
  ] satisfies [string, Partial<Held>, Partial<RegisterFacts>, string[]][])('%s', (_, held, facts, fields) => {
    const found = differencesOf({ ...HELD, ...held }, { ...FACTS, ...facts })
    expect(found.map(({ field }) => field)).toEqual(fields)
  })
})
