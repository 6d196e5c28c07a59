import { describe, expect, test } from 'vitest'
import { DAY_MS } from '../calendar.ts'
import { checkDueAt, errandsOf } from './after-check.ts'

describe('thirty days after a handover', () => {
  test('the look is due from the confirmation, else from the closing of the account, else never', () => {
    expect(checkDueAt({ confirmedAt: 1_000, accessEndedAt: 5_000 })).toBe(1_000 + 30 * DAY_MS)
    expect(checkDueAt({ confirmedAt: null, accessEndedAt: 5_000 })).toBe(5_000 + 30 * DAY_MS)
    expect(checkDueAt({ confirmedAt: null, accessEndedAt: null })).toBeNull()
  })

  test('whoever answers today is asked, the manager for what nobody answers for, key customers first', () => {
    const errands = errandsOf(
      [
        { responsibleId: 'mate', name: '甲', isKey: false },
        { responsibleId: null, name: '乙', isKey: false },
        { responsibleId: 'mate', name: '丙', isKey: true },
      ],
      'lead',
    )
    expect(errands).toEqual([
      { to: 'mate', customers: 2, keyCustomers: 1, names: ['丙', '甲'] },
      { to: 'lead', customers: 1, keyCustomers: 0, names: ['乙'] },
    ])
  })

  test('nobody is asked when everybody was called, and a long list names a few', () => {
    expect(errandsOf([], 'lead')).toEqual([])
    const many = Array.from({ length: 30 }, (_, n) => ({
      responsibleId: 'mate',
      name: `客户${n}`,
      isKey: false,
    }))
    const [errand] = errandsOf(many, 'lead')
    expect([errand!.customers, errand!.names.length]).toEqual([30, 8])
  })
})
