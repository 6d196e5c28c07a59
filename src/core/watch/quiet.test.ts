import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../calendar.ts'
import { type QuietFacts, type QuietPeriod, quietedBy, refuseQuiet } from './quiet.ts'

const period = (own: Partial<QuietPeriod>): QuietPeriod => ({
  ...{ id: 'p', kind: 'company', about: null, from: 100, until: 200, endedAt: null, sparesUrgent: true },
  ...own,
})
const facts: QuietFacts = { customerId: 'c', responsibleId: 'anna', severity: 2, metrics: ['days_overdue'] }
const teams: Record<string, string[]> = { south: ['anna', 'ben'], north: ['carl'] }
const asked = (own: Partial<QuietPeriod>, about: Partial<QuietFacts> = {}, at = 150) =>
  quietedBy([period(own)], { ...facts, ...about }, { at, peopleOf: (id) => new Set(teams[id]) }) !== null

describe('a quiet period', () => {
  it.each<[string, Partial<QuietPeriod>, boolean]>([
    ['of the company keeps everything', {}, true],
    ['of the team of whoever answers', { kind: 'team', about: 'south' }, true],
    ['of another team does not', { kind: 'team', about: 'north' }, false],
    ['of the customer', { kind: 'customer', about: 'c' }, true],
    ['of another customer does not', { kind: 'customer', about: 'd' }, false],
    ['of a figure the rule looks at', { kind: 'metric', about: 'days_overdue' }, true],
    ['of another figure does not', { kind: 'metric', about: 'win_rate' }, false],
  ])('%s', (_, own, isQuiet) => {
    expect(asked(own)).toBe(isQuiet)
  })

  it('begins and ends on its instants, or earlier when it is taken back', () => {
    expect([99, 100, 199, 200].map((at) => asked({}, {}, at))).toEqual([false, true, true, false])
    expect(asked({ endedAt: 150 }, {}, 149)).toBe(true)
    expect(asked({ endedAt: 150 }, {}, 150)).toBe(false)
  })

  it('lets what is urgent through unless it says otherwise', () => {
    expect(asked({}, { severity: 1 })).toBe(false)
    expect(asked({ sparesUrgent: false }, { severity: 1 })).toBe(true)
  })

  it('has an end that lies ahead, within a quarter', () => {
    expect(refuseQuiet(10, 10, 5)).toBe('end_before_start')
    expect(refuseQuiet(1, 4, 5)).toBe('end_in_the_past')
    expect(refuseQuiet(0, 91 * DAY_MS, 0)).toBe('silence_too_long')
    expect(refuseQuiet(0, 90 * DAY_MS, 0)).toBeNull()
  })
})
