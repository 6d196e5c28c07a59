import { describe, expect, it } from 'vitest'
import { type CaseTraits, likeness, refuseCase } from './case.ts'

const one: CaseTraits = {
  ruleCode: 'overdue',
  subjectKind: 'customer',
  metric: 'overdue_days',
  customerId: 'c',
}

describe('a case', () => {
  it('is written on what is over, by whoever may handle it', () => {
    expect(refuseCase('open', true)).toBe('not_resolved')
    expect(refuseCase('in_progress', true)).toBe('not_resolved')
    expect(refuseCase('resolved', true)).toBeNull()
    expect(refuseCase('reviewed', true)).toBeNull()
    expect(refuseCase('resolved', false)).toBe('not_permitted')
  })

  it('is like another by rule first, then figure, then customer; the same kind of thing alone is not enough', () => {
    const other = { ruleCode: 'x', metric: 'y', customerId: null }
    const points = [
      likeness(one, { ...one }),
      likeness(one, { ...one, ...other, ruleCode: 'overdue' }),
      likeness(one, { ...one, ...other, metric: 'overdue_days' }),
      likeness(one, { ...one, ...other, customerId: 'c' }),
      likeness(one, { ...one, ...other }),
    ]
    expect([...points].sort((a, b) => b - a)).toEqual(points)
    expect(points.at(-1)).toBe(0)
    expect(likeness({ ...one, customerId: null }, { ...one, ...other, subjectKind: 'z' })).toBe(0)
  })
})
