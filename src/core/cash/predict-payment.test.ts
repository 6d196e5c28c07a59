import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type Day, daysBetween } from '../calendar.ts'
import { DEFAULT_CALENDAR, isWorkday } from '../workdays.ts'
import { nextPayDay, payHabit } from './pay-habit.ts'
import {
  chanceBy,
  fitPayments,
  likelyDays,
  type Owed,
  type PaidOwed,
  predictPayment,
} from './predict-payment.ts'

const TODAY: Day = '2026-06-30'
const NOW = { asOf: TODAY, calendar: DEFAULT_CALENDAR }

/** Invoices of one customer with 30 days to pay, settled so many days after the due day each. */
function history(customer: string, lags: readonly number[], before: Day = '2026-05-01'): PaidOwed[] {
  return lags.map((lag, index) => {
    const issuedOn = addDays(before, -30 * (lags.length - index) - 40)
    const dueOn = addDays(issuedOn, 30)
    return { customer, issuedOn, dueOn, fen: 1_000_000, paidOn: addDays(dueOn, lag) }
  })
}

const owed = (customer: string, dueOn: Day): Owed => ({
  customer,
  issuedOn: addDays(dueOn, -30),
  dueOn,
  fen: 1_000_000,
})

describe('when an instalment is paid', () => {
  it('is the due day while nobody has paid anything, and unknown once it has passed', () => {
    const model = fitPayments([], [], NOW)
    expect(likelyDays(model, owed('a', '2026-07-15'))).toEqual([{ on: '2026-07-15', mass: 1 }])
    // 18 July 2026 is a Saturday.
    expect(predictPayment(model, owed('a', '2026-07-18')).on).toBe('2026-07-20')
    expect(predictPayment(model, owed('a', TODAY))).toEqual({ on: null, from: null, to: null, n: 0 })
  })

  it('follows the habit of whoever owes it, and everybody while little is known of them', () => {
    const paid = [...history('prompt', Array(20).fill(0)), ...history('slow', Array(20).fill(30))]
    const model = fitPayments(paid, [], NOW)
    const dueOn = '2026-08-03'
    const days = (customer: string) => daysBetween(dueOn, predictPayment(model, owed(customer, dueOn)).on!)
    expect(days('prompt')).toBeLessThan(5)
    expect(days('slow')).toBeGreaterThan(24)
    expect(days('new')).toBeGreaterThan(days('prompt'))
    expect(days('new')).toBeLessThan(days('slow'))
    expect(predictPayment(model, owed('new', dueOn)).n).toBe(0)
    expect(predictPayment(model, owed('slow', dueOn)).n).toBe(20)
  })

  it('works out the days of a customer once, however much they owe', () => {
    const paid = [...history('a', [0, 2, 4]), ...history('b', [10, 12])]
    const model = fitPayments(paid, [], NOW)
    const first = likelyDays(model, owed('a', '2026-07-15'))
    const [curve] = model.curves.values()
    expect(likelyDays(model, owed('a', '2026-07-15'))).toEqual(first)
    expect([...model.curves.values()]).toEqual([curve])
    expect(model.curves.get('a')).toBe(curve)
    likelyDays(model, owed('b', '2026-07-15'))
    for (const stranger of ['c', 'd']) likelyDays(model, owed(stranger, '2026-07-15'))
    expect([...model.curves.keys()]).toEqual(['a', 'b', null])
    expect(model.curves.get('b')).not.toEqual(curve)
  })

  it('never lies in the past: what has not come by today comes later, or nobody knows when', () => {
    const model = fitPayments(history('a', [0, 2, 4, 6, 8, 10, 12, 60]), [], NOW)
    const late = predictPayment(model, owed('a', '2026-06-01'))
    expect(late.on! > TODAY).toBe(true)
    const hopeless = predictPayment(model, owed('a', '2025-01-01'))
    expect(hopeless.on).toBeNull()
    expect(likelyDays(model, owed('a', '2025-01-01'))).toEqual([])
  })

  it('does not forget those who do not pay', () => {
    const paid = history('a', Array(20).fill(5))
    const open = Array.from({ length: 20 }, (_, index) => owed(`b${index}`, '2026-03-01'))
    const chance = (still: Owed[]) =>
      chanceBy(likelyDays(fitPayments(paid, still, NOW), owed('c', '2026-07-10')), '2027-01-01')
    expect(chance([])).toBeCloseTo(20 / 20.4, 6)
    expect(chance(open)).toBeCloseTo(20 / 40.8, 6)
  })

  it('is not sure of a day because one payment was once as late', () => {
    const paid = [...history('a', Array(20).fill(0)), ...history('a', [70], '2026-04-01')]
    const likely = likelyDays(fitPayments(paid, [], NOW), owed('a', addDays(TODAY, -65)))
    const sum = likely.reduce((all, { mass }) => all + mass, 0)
    expect(sum).toBeGreaterThan(0.5)
    expect(sum).toBeLessThan(0.8)
  })

  it('gives days in their order whose masses are a part of one, all of them after today and workdays', () => {
    const lag = fc.integer({ min: -20, max: 120 })
    fc.assert(
      fc.property(
        fc.array(lag, { minLength: 1, maxLength: 50 }),
        fc.array(lag, { maxLength: 50 }),
        fc.integer({ min: -200, max: 90 }),
        (mine, theirs, due) => {
          const paid = [...history('a', mine), ...history('b', theirs)].filter(
            ({ paidOn }) => paidOn <= TODAY,
          )
          const model = fitPayments(paid, [owed('a', '2026-06-01')], NOW)
          const likely = likelyDays(model, owed('a', addDays(TODAY, due)))
          const sum = likely.reduce((all, { mass }) => all + mass, 0)
          expect(sum).toBeLessThanOrEqual(1 + 1e-9)
          expect(
            likely.every(({ on, mass }) => on > TODAY && mass > 0 && isWorkday(DEFAULT_CALENDAR, on)),
          ).toBe(true)
          expect(likely.map(({ on }) => on)).toEqual(likely.map(({ on }) => on).sort())
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('the days on which a customer pays', () => {
  const fridays = Array.from({ length: 10 }, (_, index) => addDays('2026-01-02', 7 * index))

  it('one weekday, when most of at least eight payments fall on it', () => {
    expect(payHabit(fridays)).toEqual({ kind: 'weekday', weekday: 5 })
    expect(payHabit(fridays.slice(0, 7))).toEqual({ kind: 'any' })
    expect(nextPayDay({ kind: 'weekday', weekday: 5 }, '2026-06-30', DEFAULT_CALENDAR)).toBe('2026-07-03')
    expect(nextPayDay({ kind: 'weekday', weekday: 5 }, '2026-07-03', DEFAULT_CALENDAR)).toBe('2026-07-03')
  })

  it('the end of the month, moved before a weekend and on to the next month once it has passed', () => {
    const ends = ['01-30', '02-27', '03-31', '04-30', '05-29', '06-30', '07-31', '08-31'].map(
      (day) => `2026-${day}`,
    )
    expect(payHabit(ends)).toEqual({ kind: 'month_end' })
    expect(nextPayDay({ kind: 'month_end' }, '2026-05-03', DEFAULT_CALENDAR)).toBe('2026-05-29')
    // 30 and 31 May 2026 are a weekend.
    expect(nextPayDay({ kind: 'month_end' }, '2026-05-30', DEFAULT_CALENDAR)).toBe('2026-06-30')
  })

  it('any working day otherwise: nobody pays in the week of a holiday', () => {
    const holidays = Array.from({ length: 8 }, (_, index) => [addDays('2026-02-15', index), false] as const)
    const calendar = { ...DEFAULT_CALENDAR, exceptions: new Map(holidays), years: new Set([2026]) }
    expect(nextPayDay({ kind: 'any' }, '2026-02-15', calendar)).toBe('2026-02-23')
    expect(nextPayDay({ kind: 'weekday', weekday: 3 }, '2026-02-16', calendar)).toBe('2026-02-23')
  })
})
