import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, endOfDay, startOfDay } from '../calendar.ts'
import { altmanZ2 } from './altman.ts'
import { type FileItem, factsAt, type RawCredit, type RawInstalment } from './facts.ts'
import { paymentIndex, paymentIndexOf } from './payment-index.ts'
import { driversOfChange, rate } from './rate.ts'
import { defaultBp, GRADES, gradeOf, nextGrade, SCALE, scaleOf, scoreOf } from './scale.ts'
import { outlooks } from './what-if.ts'

const TODAY = '2026-06-30'

/** Issued `ago` days ago at 30 days, paid `late` days after its due day (null: not paid). */
function owed(id: string, ago: number, late: number | null, fen = 100_000): RawInstalment {
  const issuedOn = addDays(TODAY, -ago)
  const dueOn = addDays(issuedOn, 30)
  const on = late === null ? null : addDays(dueOn, late)
  const at = startOfDay(issuedOn)
  return {
    ...{ id, issuedOn, dueOn, fen, disputed: false, at, until: null },
    paid: on === null ? [] : [{ on, fen, at: startOfDay(on), until: null }],
  }
}

function customer(
  instalments: RawInstalment[],
  items: [FileItem, number][] = [],
  at = startOfDay('2026-01-01'),
): RawCredit {
  return {
    customerId: 'c',
    begun: instalments.map((one) => ({ on: one.issuedOn, at: one.at, until: one.until })),
    instalments,
    items: items.map(([item, value]) => ({
      ...{ item, value, on: '2026-01-01', expiresOn: null, at, until: null },
    })),
    statements: [],
    overrides: [],
    promises: [],
    register: [],
  }
}

const AGAINST = { lateShare: 0.1, former: null }
const ratingOf = (raw: RawCredit, day = TODAY) => rate(factsAt(raw, day), AGAINST)
const prompt = (n: number) => Array.from({ length: n }, (_, i) => owed(`p${i}`, 60 + i * 15, -2))

describe('published vectors (methods §10, 15 and 16)', () => {
  it('lays a scale over odds', () => {
    expect(scaleOf(20, 600, 50).factor).toBeCloseTo(28.8539, 4)
    expect(scaleOf(20, 600, 50).offset).toBeCloseTo(487.1229, 3)
    expect(SCALE.factor).toBeCloseTo(72.1348, 4)
    expect(SCALE.offset).toBeCloseTo(383.9036, 3)
    expect(scoreOf(60)).toBe(600)
    expect(defaultBp(600)).toBe(476)
    expect(defaultBp(720)).toBe(94)
    expect(defaultBp(640)).toBe(279)
    expect(defaultBp(560)).toBe(801)
  })
  it('reads Altman Z″', () => {
    const statement = {
      ...{ totalAssets: 1000, currentAssets: 500, currentLiabilities: 300, retainedEarnings: 150 },
      ...{ ebit: 80, totalLiabilities: 1000 / 1.9, sales: 1400, netProfit: 50 },
    }
    expect(altmanZ2(statement)).toBeCloseTo(3.2836, 3)
    expect(altmanZ2({ ...statement, totalLiabilities: 0 })).toBeNull()
  })
  it('averages the indices and not the days', () => {
    const vector = [
      { fen: 100, daysLate: 0 },
      { fen: 50, daysLate: 10 },
      { fen: 50, daysLate: 45 },
    ]
    expect(paymentIndex(vector)).toBeCloseTo(69.58, 2)
    expect(paymentIndexOf(13.75)).toBeCloseTo(70.83, 2)
    expect([-10, 0, 23, 33].map((days) => Math.round(paymentIndexOf(days)))).toEqual([85, 80, 59, 49])
    expect(paymentIndex([])).toBeNull()
  })
  it('never rises with a later payment', () => {
    const days = fc.integer({ min: -60, max: 400 })
    fc.assert(
      fc.property(days, days, (a, b) => {
        expect(paymentIndexOf(Math.min(a, b))).toBeGreaterThanOrEqual(paymentIndexOf(Math.max(a, b)))
        expect(paymentIndexOf(a)).toBeGreaterThanOrEqual(1)
      }),
    )
  })
})

describe('grades', () => {
  it('a border is passed with ten points to spare', () => {
    expect([nextGrade('B', 725), nextGrade('B', 730), nextGrade('A', 711), nextGrade('A', 709)]).toEqual([
      'B',
      'A',
      'A',
      'B',
    ])
    expect(nextGrade('D', 800)).toBe('A')
    expect(nextGrade(null, 720)).toBe('A')
  })
  it('is never more than one border away from what the score says', () => {
    const grade = fc.constantFrom(...GRADES)
    fc.assert(
      fc.property(grade, fc.integer({ min: 300, max: 900 }), (former, score) => {
        const [held, plain] = [nextGrade(former, score), gradeOf(score)]
        expect(Math.abs(GRADES.indexOf(held) - GRADES.indexOf(plain))).toBeLessThanOrEqual(1)
        expect(nextGrade(held, score)).toBe(held)
      }),
    )
  })
})

describe('rating a customer (C015)', () => {
  it('nobody known is neither good nor bad, and said to be little known', () => {
    const rating = ratingOf(customer([]))
    expect(rating).toMatchObject({ matured: 0, credibilityBp: 0, confidence: 'low', grade: 'C' })
    expect(rating.factors.filter(({ part }) => part === 'file').every(({ known }) => !known)).toBe(true)
  })
  it('a short time together says nothing about how long they trade; a year of founding and many years do', () => {
    const years = (raw: RawCredit) => ratingOf(raw).factors.find(({ key }) => key === 'years')!
    expect(years(customer(prompt(2)))).toMatchObject({ known: false, points: 6 })
    expect(years(customer(prompt(2), [['foundedYear', 2025]])).points).toBeLessThan(2)
    const old = { ...customer(prompt(2)), begun: [{ on: '2010-01-01' as const, at: 0, until: null }] }
    expect(years(old)).toMatchObject({ known: true, points: 10 })
  })
  it('two invoices count for a quarter, and more of them for more', () => {
    expect(ratingOf(customer(prompt(2))).credibilityBp).toBe(2500)
    const scores = [0, 2, 6, 12, 24].map((n) => ratingOf(customer(prompt(n))).score)
    expect(scores).toEqual([...scores].sort((a, b) => a - b))
    expect(new Set(scores).size).toBe(scores.length)
  })
  it('forty instalments paid before their day make an A, as many two months late a D', () => {
    expect(ratingOf(customer(prompt(40))).grade).toBe('A')
    const late = Array.from({ length: 20 }, (_, i) => owed(`l${i}`, 90 + i * 30, 55))
    expect(ratingOf(customer(late)).grade).toBe('D')
  })
  it('gives three reasons with their points, the strongest first', () => {
    const { reasons, factors } = ratingOf(customer(prompt(40)))
    expect(reasons).toHaveLength(3)
    const impacts = reasons.map((reason) => ('impact' in reason ? Math.abs(reason.impact) : 0))
    expect(impacts).toEqual([...impacts].sort((a, b) => b - a))
    for (const { points, max } of factors) expect(points >= 0 && points <= max).toBe(true)
  })
  it.each([
    ['dishonest', 'D'],
    ['insolvent', 'D'],
    ['bounced', 'C'],
  ] as const)('%s stops whatever the score says', (item, grade) => {
    const rating = ratingOf(customer(prompt(40), [[item, 1]]))
    expect(rating).toMatchObject({ grade, scoreGrade: 'A', stops: [item] })
    expect(rating.reasons[0]).toEqual({ stop: item })
  })
  describe('C011: what the register showed', () => {
    const looked = (on: string, over: object) => ({
      ...{ on, at: startOfDay(on), until: null, isEnded: false, dishonest: 0, enforced: 0 },
      ...over,
    })
    const stopsWith = (register: RawCredit['register'], items: [FileItem, number][] = []) =>
      ratingOf({ ...customer(prompt(20), items), register }).stops
    it.each([
      ['ended', 'D', { isEnded: true }],
      ['dishonest', 'D', { dishonest: 2 }],
      ['enforced', 'C', { enforced: 1 }],
    ] as const)('%s stops at %s', (stop, grade, over) => {
      const raw = { ...customer(prompt(20)), register: [looked('2026-01-02', over)] }
      expect(ratingOf(raw)).toMatchObject({ grade, stops: [stop] })
    })
    it('the newest that was told counts, and nothing that came later', () => {
      const bad = looked('2026-01-02', { dishonest: 1 })
      expect(stopsWith([bad, looked('2026-01-05', { dishonest: null })])).toEqual(['dishonest'])
      expect(stopsWith([bad, looked('2026-01-05', {})])).toEqual([])
      expect(stopsWith([{ ...bad, at: startOfDay('2099-01-01') }])).toEqual([])
    })
    it('between a checker and the register the later counts, of one day the worse', () => {
      const clean = looked('2026-01-05', {})
      expect(stopsWith([clean], [['dishonest', 1]])).toEqual([])
      expect(stopsWith([looked('2025-12-30', { dishonest: 1 })], [['dishonest', 0]])).toEqual([])
      expect(stopsWith([looked('2026-01-01', {})], [['dishonest', 1]])).toEqual(['dishonest'])
    })
  })

  it('61 days overdue stops, 60 do not; paying releases', () => {
    const overdue = (days: number) => [...prompt(40), owed('o', 30 + days, null)]
    expect(ratingOf(customer(overdue(60))).stops).toEqual([])
    expect(ratingOf(customer(overdue(61))).stops).toEqual(['overdue60'])
    const facts = factsAt(customer(overdue(61)), TODAY)
    const then = outlooks(facts, AGAINST).find(({ change }) => change === 'payOverdue')
    expect(then!.n).toBe(1)
    expect(['A', 'B']).toContain(then!.grade)
  })
  it('an override holds until its last day and not after it', () => {
    const at = startOfDay('2026-06-01')
    const override = { id: 'x', grade: 'B' as const, expiresOn: TODAY, reason: 'r', at, until: null }
    const raw = { ...customer(prompt(40)), overrides: [override] }
    expect(ratingOf(raw).grade).toBe('B')
    expect(ratingOf(raw, addDays(TODAY, 1)).grade).toBe('A')
    expect(ratingOf(raw, '2026-05-31').overrideId).toBeNull()
  })
  it('says what moved a score: the new hard stop, then what changed most', () => {
    const overdue = [...prompt(40), owed('o', 95, null)]
    const [before, after] = [ratingOf(customer(overdue), addDays(TODAY, -10)), ratingOf(customer(overdue))]
    const drivers = driversOfChange(before, after)
    expect(drivers[0]).toEqual({ stop: 'overdue60' })
    expect(drivers.slice(1).every((one) => 'impact' in one && one.impact !== 0)).toBe(true)
    expect(driversOfChange(after, after)).toEqual([])
  })
  it('says what would change it: on time lifts, late lowers, a file can only add at most', () => {
    const facts = factsAt(customer([owed('a', 120, 20), owed('b', 90, 20)]), TODAY)
    const now = rate(facts, AGAINST).score
    const by = new Map(outlooks(facts, AGAINST).map((one) => [one.change, one.score]))
    expect(by.get('nextOnTime')!).toBeGreaterThan(by.get('nextLate')!)
    expect(by.get('completeFile')!).toBeGreaterThan(now)
    expect(by.has('payOverdue')).toBe(false)
  })
})

const payment = fc.record({
  ago: fc.integer({ min: 1, max: 700 }),
  late: fc.option(fc.integer({ min: -20, max: 120 })),
  fen: fc.integer({ min: 1, max: 1_000_000 }),
})

describe('a past day knows only what was known then', () => {
  const MOMENT = '2026-03-31'
  it('what is recorded later changes nothing, whatever day it is about', () => {
    fc.assert(
      fc.property(
        fc.array(payment, { maxLength: 12 }),
        fc.array(payment, { maxLength: 6 }),
        (known, later) => {
          const then = known.map(({ ago, late, fen }, i) => owed(`k${i}`, ago, late, fen))
          const at = endOfDay(MOMENT) + 1
          const added = later.map(({ ago, late, fen }, i) => {
            const one = owed(`n${i}`, ago, late, fen)
            return { ...one, at, paid: one.paid.map((part) => ({ ...part, at })) }
          })
          const paidLater = then.map((one) => ({
            ...one,
            paid: [...one.paid, { on: '2026-03-01', fen: 1, at, until: null }],
          }))
          const before = factsAt(customer(then), MOMENT)
          const after = customer([...paidLater, ...added], [['dishonest', 1]], at)
          expect(factsAt(after, MOMENT)).toEqual(before)
        },
      ),
    )
  })
  it('paying earlier never lowers a score', () => {
    fc.assert(
      fc.property(
        fc.array(payment, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 40 }),
        (list, by) => {
          const settled = list.map((one) => ({
            ...one,
            // Paid within the two years that are looked at, in both courses.
            ago: 200 + (one.ago % 400),
            late: one.late ?? 30,
          }))
          const build = (shift: number) =>
            customer(settled.map(({ ago, late, fen }, i) => owed(`k${i}`, ago, late - shift, fen)))
          // The trend compares two windows, which an earlier day can leave; everything else is monotone.
          const score = (raw: RawCredit) =>
            rate(factsAt(raw, TODAY), AGAINST)
              .factors.filter(({ key }) => key === 'paymentIndex' || key === 'late30')
              .reduce((sum, { points }) => sum + points, 0)
          expect(score(build(by))).toBeGreaterThanOrEqual(score(build(0)) - 1e-9)
        },
      ),
    )
  })
})
