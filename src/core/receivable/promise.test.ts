import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type Day, endOfDay, startOfDay } from '../calendar.ts'
import { brokenSpans, type MoneyIn, type PaymentPromise, promiseCourse, promiseWeights } from './promise.ts'

const D: Day = '2026-03-02'
const on = (days: number): Day => addDays(D, days)
const morning = (days: number) => startOfDay(on(days)) + 9 * 3_600_000

function promise(noted: number, by: number, rest: Partial<PaymentPromise> = {}): PaymentPromise {
  return {
    id: `p${noted}`,
    notedOn: on(noted),
    on: on(by),
    fen: null,
    at: morning(noted),
    until: null,
    ...rest,
  }
}

function money(day: number, fen: number, rest: Partial<MoneyIn> = {}): MoneyIn {
  return { on: on(day), fen, at: morning(day), until: null, ...rest }
}

const states = (promises: PaymentPromise[], paid: MoneyIn[]) =>
  promiseCourse(promises, paid).map(({ promise: { id }, state, at }) => [id, state, at])

describe('a promise to pay (C087)', () => {
  it('stands until the end of its day and is broken the instant after', () => {
    expect(states([promise(0, 5)], [])).toEqual([
      ['p0', 'standing', morning(0)],
      ['p0', 'broken', startOfDay(on(6))],
    ])
    expect(brokenSpans(promiseCourse([promise(0, 5)], []))).toEqual([
      { at: startOfDay(on(6)), until: null, brokenOn: on(6) },
    ])
  })

  it.each([
    ['money on the promised day keeps it', [money(5, 1)], 'kept'],
    ['money on the day it was noted counts', [money(0, 1)], 'kept'],
    ['money of the day before does not', [money(-1, 1)], 'broken'],
    ['money a day later does not mend it', [money(6, 1)], 'late'],
  ])('%s', (_name, paid, last) => {
    expect(states([promise(0, 5)], paid).at(-1)?.[1]).toBe(last)
  })

  it('less than the named amount is broken, the exact amount in two parts is kept', () => {
    const named = promise(0, 5, { fen: 100 })
    expect(states([named], [money(3, 99)]).at(-1)?.[1]).toBe('broken')
    expect(states([named], [money(3, 60), money(5, 40)]).at(-1)?.[1]).toBe('kept')
  })

  it('money of that day that is recorded two days later mends it from then on', () => {
    expect(states([promise(0, 5)], [money(5, 1, { at: morning(8) })])).toEqual([
      ['p0', 'standing', morning(0)],
      ['p0', 'broken', startOfDay(on(6))],
      ['p0', 'kept', morning(8)],
    ])
  })

  it('money that is taken back breaks it again; a promise taken back is none', () => {
    const course = states([promise(0, 5)], [money(4, 1, { until: morning(9) })])
    expect(course.map(([, state]) => state)).toEqual(['standing', 'kept', 'broken'])
    const voided = promiseCourse([promise(0, 5, { until: morning(3) })], [])
    expect(voided.map(({ state, until }) => [state, until])).toEqual([['standing', morning(3)]])
  })

  it('another day named in time moves it; named after the day it stays broken', () => {
    expect(states([promise(0, 5), promise(4, 12)], []).map(([id, state]) => [id, state])).toEqual([
      ['p0', 'standing'],
      ['p0', 'moved'],
      ['p4', 'standing'],
      ['p4', 'broken'],
    ])
    expect(states([promise(0, 5), promise(6, 12)], []).filter(([id]) => id === 'p0')).toEqual([
      ['p0', 'standing', morning(0)],
      ['p0', 'broken', startOfDay(on(6))],
    ])
  })
})

describe('what promises do to dunning', () => {
  const weights = (promises: PaymentPromise[], due: number, paid: MoneyIn[] = []) =>
    promiseWeights(promiseCourse(promises, paid), on(due)).map(
      ({ value, at, until }) => [value, at, until] as const,
    )

  it('pauses until the promised day has passed, then weighs for 90 days', () => {
    expect(weights([promise(0, 5)], -3)).toEqual([
      ['standing', morning(0), startOfDay(on(6))],
      ['broken', startOfDay(on(6)), startOfDay(on(96))],
    ])
  })

  it('pauses for no more than two weeks, however far the promised day', () => {
    expect(weights([promise(0, 40)], -3)[0]).toEqual(['standing', morning(0), startOfDay(on(15))])
  })

  it('says nothing about what is due after its day', () => {
    expect(weights([promise(0, 5)], 6)).toEqual([])
    expect(weights([promise(0, 5)], 5)).toHaveLength(2)
  })

  it('after two broken ones within 90 days a third pauses nothing', () => {
    const three = [promise(0, 2), promise(5, 8), promise(10, 15)]
    const at = morning(11)
    const value = weights(three, -3).find(([, from, until]) => from <= at && (until === null || at < until))
    expect(value?.[0]).toBe('broken')
    const two = weights(three.slice(1), -3).find(
      ([, from, until]) => from <= at && (until === null || at < until),
    )
    expect(two?.[0]).toBe('standing')
  })

  it('ends when the money comes late', () => {
    expect(weights([promise(0, 5)], -3, [money(9, 1)]).at(-1)).toEqual([
      'broken',
      startOfDay(on(6)),
      morning(9),
    ])
  })
})

describe('leak: what is recorded later does not change what was known of promises', () => {
  const day = fc.integer({ min: -10, max: 40 })
  const aPromise = fc.record({ noted: day, wait: fc.integer({ min: 0, max: 20 }), named: fc.boolean() })
  const aPayment = fc.record({
    day,
    late: fc.integer({ min: 0, max: 15 }),
    fen: fc.integer({ min: 1, max: 200 }),
  })

  it('for any later promise, payment or taking back', () => {
    fc.assert(
      fc.property(
        fc.array(aPromise, { minLength: 1, maxLength: 6 }),
        fc.array(aPayment, { maxLength: 8 }),
        fc.integer({ min: 0, max: 50 }),
        (given, paid, moment) => {
          const promises = given.map(({ noted, wait, named }, index) =>
            promise(noted, noted + wait, { id: `p${index}`, fen: named ? 100 : null }),
          )
          const payments = paid.map((one) => money(one.day, one.fen, { at: morning(one.day + one.late) }))
          const T = endOfDay(on(moment))
          const thenKnown = <K extends { at: number; until: number | null }>(all: readonly K[]) =>
            all.filter(({ at }) => at <= T)
          const readAt = (course: ReturnType<typeof promiseCourse>) => ({
            states: course
              .filter((s) => s.at <= T && (s.until === null || s.until > T))
              .map((s) => [s.promise.id, s.state]),
            weight: promiseWeights(course, D).find((s) => s.at <= T && (s.until === null || s.until > T))
              ?.value,
          })
          const takenBack = payments.map((one, index) =>
            index % 2 === 0 && one.at <= T ? { ...one, until: T + 3_600_000 } : one,
          )
          expect(readAt(promiseCourse(promises, takenBack))).toEqual(
            readAt(promiseCourse(thenKnown(promises), thenKnown(payments))),
          )
        },
      ),
      { numRuns: 300 },
    )
  })
})
