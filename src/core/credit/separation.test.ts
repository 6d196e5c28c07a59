import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, startOfDay } from '../calendar.ts'
import type { Factor } from './factors.ts'
import type { RawCredit, RawInstalment } from './facts.ts'
import {
  bandOf,
  type Case,
  casesOf,
  firstCaseOn,
  informationPart,
  separationOf,
  weightOfEvidence,
} from './separation.ts'

const TODAY = '2026-03-16'
const ago = (days: number) => addDays(TODAY, -days)

function sold(issued: number, paid: number | null, change: Partial<RawInstalment> = {}): RawInstalment {
  const issuedOn = ago(issued)
  const on = paid === null ? null : ago(paid)
  return {
    ...{ id: `i${issued}`, issuedOn, dueOn: addDays(issuedOn, 30), fen: 100, disputed: false },
    ...{ at: startOfDay(issuedOn), until: null },
    paid: on === null ? [] : [{ on, fen: 100, at: startOfDay(on), until: null }],
    ...change,
  }
}

function customer(instalments: RawInstalment[], items: RawCredit['items'] = []): RawCredit {
  return {
    ...{ customerId: 'c', instalments, items, statements: [], overrides: [], promises: [], register: [] },
    begun: [{ on: ago(1200), at: startOfDay(ago(1200)), until: null }],
  }
}
const years = (raw: RawCredit, asOf = TODAY) =>
  casesOf(raw, asOf, () => 0.1).map(({ from, bad }) => [from, bad])

/** One factor with this share of its points. */
function seen(share: number, bad: boolean, known = true): Case {
  const factor: Factor = { key: 'staff', part: 'file', points: share * 10, max: 10, known, data: {} }
  return { customerId: 'c', from: TODAY, bad, factors: [factor] }
}
const many = (n: number, share: number, bad: boolean) => Array.from({ length: n }, () => seen(share, bad))

describe('weight of evidence (methods §10, 15)', () => {
  it('of the published vector', () => {
    const [bin, all] = [
      { good: 300, bad: 20 },
      { good: 1000, bad: 200 },
    ]
    expect(weightOfEvidence(bin, all)).toBeCloseTo(1.098612, 6)
    expect(informationPart(bin, all)).toBeCloseTo(0.219722, 6)
  })

  it('bands at .02, .1, .3 and .5', () => {
    expect([0.01, 0.02, 0.1, 0.3, 0.5].map(bandOf)).toEqual([
      'none',
      'weak',
      'medium',
      'strong',
      'suspicious',
    ])
  })
})

describe('which factors tell good payers from bad ones', () => {
  it('says how many stand behind it, and how strongly it separates', () => {
    const cases = [
      ...many(40, 0.9, false),
      ...many(5, 0.9, true),
      ...many(10, 0.1, false),
      ...many(15, 0.1, true),
    ]
    const [found] = separationOf(cases)
    expect(found).toMatchObject({ key: 'staff', n: 70, bad: 20, reversed: false, band: 'suspicious' })
    expect(found!.bins).toEqual([
      { bin: 'low', n: 25, bad: 15 },
      { bin: 'middle', n: 0, bad: 0 },
      { bin: 'high', n: 45, bad: 5 },
    ])
  })

  it('says when more points went with worse payers', () => {
    const cases = [
      ...many(40, 0.1, false),
      ...many(5, 0.1, true),
      ...many(10, 0.9, false),
      ...many(15, 0.9, true),
    ]
    expect(separationOf(cases)[0]).toMatchObject({ reversed: true })
  })

  it('says nothing of fewer than ten good or bad cases, of one bin only, or of what nobody knew', () => {
    expect(separationOf([...many(90, 0.9, false), ...many(9, 0.1, true)])[0]).toMatchObject({
      n: 99,
      iv: null,
    })
    expect(separationOf([...many(50, 0.9, false), ...many(50, 0.9, true)])[0]!.iv).toBeNull()
    const unknown = [...many(50, 0.9, false), ...many(50, 0.1, true)].map(({ bad, ...one }) => ({
      ...one,
      bad,
      factors: one.factors.map((factor) => ({ ...factor, known: false })),
    }))
    expect(separationOf(unknown)[0]).toMatchObject({ n: 0, iv: null })
  })

  it('never falls below nothing, and the same mix everywhere separates nothing', () => {
    const count = fc.integer({ min: 10, max: 40 })
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const cases = [
          ...many(a, 0.9, false),
          ...many(b, 0.9, true),
          ...many(c, 0.1, false),
          ...many(d, 0.1, true),
        ]
        expect(separationOf(cases)[0]!.iv).toBeGreaterThanOrEqual(0)
      }),
    )
    const even = [
      ...many(30, 0.9, false),
      ...many(10, 0.9, true),
      ...many(30, 0.1, false),
      ...many(10, 0.1, true),
    ]
    expect(separationOf(even)[0]!.iv).toBeCloseTo(0, 9)
  })
})

describe('a year of a customer', () => {
  it('is bad when part of what was sold in it was open for more than sixty days', () => {
    const raw = customer([sold(900, 870), sold(500, 400), sold(300, 209), sold(200, 170)])
    // 500 days ago at 30 days, paid 70 days late; 300 days ago, paid 61 days late.
    expect(years(raw)).toEqual([
      [ago(1095), false],
      [ago(730), true],
      [ago(365), true],
    ])
    expect(years(customer([sold(300, 210)]))).toEqual([[ago(365), false]])
  })

  it('counts only when something sold in it can be judged by now', () => {
    expect(years(customer([sold(80, null)]))).toEqual([])
    expect(years(customer([sold(91, null)]))).toEqual([[ago(365), true]])
    expect(years(customer([sold(80, 60)]))).toEqual([[ago(365), false]])
  })

  it('what is recorded later changes no earlier reading', () => {
    const before = customer([sold(300, null)])
    const after = customer([
      sold(300, null, {
        paid: [{ on: ago(280), fen: 100, at: startOfDay(TODAY) + 1, until: null }],
      }),
    ])
    expect(years(after, ago(1))).toEqual(years(before, ago(1)))
    expect(years(after)).toEqual([[ago(365), false]])
  })

  it('is scored by what was known at its beginning', () => {
    const item = { item: 'staff' as const, value: 500, on: ago(300), expiresOn: null }
    const raw = customer([sold(300, 280)], [{ ...item, at: startOfDay(ago(300)), until: null }])
    const staff = casesOf(raw, TODAY, () => 0.1)[0]!.factors.find(({ key }) => key === 'staff')!
    expect(staff.known).toBe(false)
    expect(firstCaseOn(TODAY)).toBe(ago(1095))
  })
})
