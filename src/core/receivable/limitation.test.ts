import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { addDays, endOfDay, startOfDay } from '../calendar.ts'
import {
  addYears,
  INTERRUPTIONS,
  type Interruption,
  limitationPeriods,
  type Period,
  periodOn,
} from './limitation.ts'

const DUE = { on: '2022-03-10', at: startOfDay('2022-02-01'), until: null }
const event = (kind: Interruption['kind'], on: string, known = on): Interruption => ({
  ...{ id: `${kind}${on}`, kind, on, at: startOfDay(known) + 1, until: null },
})
const endOf = (periods: readonly Period[]) =>
  periods.reduce((last, { endsOn }) => (endsOn > last ? endsOn : last), '')
const ends = (...events: Interruption[]) => endOf(limitationPeriods(DUE, events))

describe('limitation (C101)', () => {
  test.each([
    ['three years from the due day', [], '2025-03-10'],
    ['anew from a letter', [event('demand', '2024-06-01')], '2027-06-01'],
    ['anew from a promise', [event('promise', '2023-01-05')], '2026-01-05'],
    ['anew from a part payment', [event('payment', '2025-03-10')], '2028-03-10'],
    ['a reminder before the due day gains nothing', [event('demand', '2022-03-01')], '2025-03-10'],
    ['on its last day a demand still counts', [event('demand', '2025-03-10')], '2028-03-10'],
    ['a day later it is in vain', [event('demand', '2025-03-11')], '2025-03-10'],
    ['but a promise then begins a new one', [event('promise', '2025-09-01')], '2028-09-01'],
    [
      'one demand carries the next',
      [event('demand', '2027-01-01'), event('demand', '2024-06-01')],
      '2030-01-01',
    ],
  ])('%s', (_, events, expected) => {
    expect(ends(...events)).toBe(expected)
  })

  it('a demand that hangs on another is known when both are', () => {
    const bridge = event('demand', '2024-06-01', '2028-05-01')
    const periods = limitationPeriods(DUE, [bridge, event('demand', '2027-01-01')])
    const at = (day: string) => endOf(periods.filter((one) => one.at <= endOfDay(day)))
    expect(at('2027-02-01')).toBe('2025-03-10')
    expect(at('2028-05-01')).toBe('2030-01-01')
  })

  it('taken back, it carries nothing', () => {
    const bridge = { ...event('demand', '2024-06-01'), until: startOfDay('2027-03-01') }
    const periods = limitationPeriods(DUE, [bridge, event('demand', '2027-01-01')])
    const then = startOfDay('2027-04-01')
    expect(endOf(periods.filter(({ at, until }) => at <= then && (until === null || until > then)))).toBe(
      '2025-03-10',
    )
  })

  it('a demand outlives a promise that is taken back, as long as a payment carries it too', () => {
    const gone = startOfDay('2028-01-01')
    const promise = { ...event('promise', '2025-02-01'), until: gone }
    const payment = event('payment', '2025-02-15')
    const asked = event('demand', '2027-06-01')
    const periods = limitationPeriods(DUE, [promise, payment, asked])
    const later = '2028-02-01'
    for (const known of [null, endOfDay(later)])
      expect(periodOn(periods, { day: later, known })).toMatchObject({ endsOn: '2030-06-01', by: asked })
    const alone = limitationPeriods(DUE, [promise, asked])
    expect(periodOn(alone, { day: later, known: endOfDay(later) })?.endsOn).toBe('2025-03-10')
    expect(periodOn(alone, { day: '2027-12-31', known: gone - 1 })?.endsOn).toBe('2030-06-01')
  })

  it('many demands on each other are one period each', () => {
    const months = Array.from({ length: 30 }, (_, month) => addDays('2022-04-01', 30 * month))
    expect(
      limitationPeriods(
        DUE,
        months.map((on) => event('demand', on)),
      ),
    ).toHaveLength(31)
  })

  it('what is recorded later does not change what was known', () => {
    const some = fc.array(
      fc.record({
        kind: fc.constantFrom(...INTERRUPTIONS),
        ago: fc.integer({ min: 0, max: 2_500 }),
        delay: fc.integer({ min: 0, max: 1_500 }),
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 2_500 }), (facts, back) => {
        const last = '2029-01-01'
        const then = endOfDay(addDays(last, -back))
        const events = facts.map(({ kind, ago, delay }, index) => ({
          ...event(kind, addDays(last, -ago), addDays(last, delay - ago)),
          id: String(index),
        }))
        const known = (all: Interruption[]) =>
          endOf(limitationPeriods(DUE, all).filter(({ at }) => at <= then))
        expect(known(events)).toBe(known(events.filter(({ at }) => at <= then)))
      }),
    )
  })
})

test.each([
  ['2024-02-29', 3, '2027-02-28'],
  ['2024-02-29', 4, '2028-02-29'],
  ['2022-12-31', 3, '2025-12-31'],
])('%s and %s years', (day, years, expected) => {
  expect(addYears(day, years)).toBe(expected)
})
