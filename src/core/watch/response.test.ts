import { describe, expect, test } from 'vitest'
import { type Answered, type Closed, creditIn, expectations, LEAST_ANSWERED, responseOf } from './response.ts'

let made = 0
const answered = (personId: string, inTime: boolean, more: Partial<Answered> = {}): Answered => {
  made += 1
  return {
    alertId: `a${made}`,
    ruleCode: 'easy',
    severity: 2,
    personId,
    teamId: 'one',
    openedAt: 0,
    takenMinutes: inTime ? 60 : 600,
    inTime,
    cameBack: false,
    ...more,
  }
}
const many = (n: number, personId: string, inTime: boolean, more: Partial<Answered> = {}) =>
  Array.from({ length: n }, () => answered(personId, inTime, more))
const talliesOf = (all: readonly Answered[]) =>
  all.map((one) => ({ ...one, n: 1, good: one.inTime && !one.cameBack ? 1 : 0 }))
const expectedOf = (all: readonly Answered[], isShielded = false) =>
  expectations(talliesOf(all), ({ personId }) => personId, isShielded)
const figureOf = (all: readonly Answered[], personId: string, credit = 0, closed: readonly Closed[] = []) =>
  responseOf({ answered: all.filter((one) => one.personId === personId), closed }, expectedOf(all), credit)

describe('how alerts were answered, fair to what they were', () => {
  // Easy ones are taken up in time by nine of ten, hard ones by three of ten, whoever has them.
  const crowd = [
    ...many(90, 'crowd', true),
    ...many(10, 'crowd', false),
    ...many(30, 'crowd', true, { ruleCode: 'hard', severity: 1 }),
    ...many(70, 'crowd', false, { ruleCode: 'hard', severity: 1 }),
  ]

  test('whoever has only the hard ones and answers them as others do stands at a hundred', () => {
    const hard = [
      ...many(6, 'hard', true, { ruleCode: 'hard', severity: 1 }),
      ...many(14, 'hard', false, { ruleCode: 'hard', severity: 1 }),
    ]
    const figure = figureOf([...crowd, ...hard], 'hard')
    expect(figure).toMatchObject({ n: 20, good: 6 })
    expect(figure.index!.value).toBeGreaterThan(90)
    expect(figure.index!.value).toBeLessThan(110)
    expect(figure.index!.low).toBeLessThan(figure.index!.value)
  })

  test('the same share of easy ones is far below what was to be expected', () => {
    const lazy = [...many(6, 'lazy', true), ...many(14, 'lazy', false)]
    expect(figureOf([...crowd, ...lazy], 'lazy').index!.value).toBeLessThan(45)
  })

  test('how many somebody has makes no difference to the index, only to how sure it is', () => {
    const few = figureOf([...crowd, ...many(9, 'few', true), ...many(1, 'few', false)], 'few')
    const lots = figureOf([...crowd, ...many(90, 'lots', true), ...many(10, 'lots', false)], 'lots')
    expect(few.index!.value).toBeCloseTo(lots.index!.value, 0)
    const width = ({ index }: typeof few) => index!.high - index!.low
    expect(width(few)).toBeGreaterThan(2 * width(lots))
  })

  test('nobody is measured against themselves', () => {
    const alone = [...many(10, 'worst', false), ...many(20, 'crowd', true)]
    expect(figureOf(alone, 'worst').expected).toBeGreaterThan(8.5)
  })

  test('closing without effect does not pay: what comes back was not answered', () => {
    const empty = [...crowd, ...many(20, 'fast', true, { cameBack: true })]
    expect(figureOf(empty, 'fast')).toMatchObject({ good: 0, index: { value: 0 } })
  })
})

describe('few alerts are counts', () => {
  test('under ten there is no index and no median', () => {
    const few = many(LEAST_ANSWERED - 1, 'new', true)
    expect(figureOf([...few, ...many(30, 'crowd', true)], 'new')).toMatchObject({
      n: LEAST_ANSWERED - 1,
      good: LEAST_ANSWERED - 1,
      index: null,
      takenMedian: null,
    })
  })

  test('the median of closing has an n of its own', () => {
    const closing = { personId: 'p', teamId: 'one', ruleCode: 'easy', openedAt: 0, minutes: 90 }
    const closed = [false, false, true].map((cameBack) => ({ ...closing, cameBack }))
    expect(figureOf(many(12, 'p', true), 'p', 0, closed)).toMatchObject({
      ...{ takenMedian: 60, closedN: 3, closedMedian: null, cameBack: 1 },
    })
  })
})

describe('what was to be expected is never the figure of a colleague', () => {
  const own = many(20, 'p', true)
  const alone = [...own, ...many(10, 'q', true), ...many(30, 'q', false), ...many(9, 'r', false)]

  test('with two others whoever leads nobody is told neither it nor the index', () => {
    const shielded = responseOf({ answered: own, closed: [] }, expectedOf(alone, true), 0)
    expect(shielded).toMatchObject({ n: 20, good: 20, expected: null, index: null, takenMedian: 60 })
    expect(responseOf({ answered: own, closed: [] }, expectedOf(alone), 0).index).not.toBeNull()
    const third = [...alone, ...many(1, 's', true)]
    expect(responseOf({ answered: own, closed: [] }, expectedOf(third, true), 0).index).not.toBeNull()
  })

  test('a rule that fewer than three others had is measured by its severity, for everybody', () => {
    const crowd = ['q', 'r', 's'].flatMap((who) => [...many(5, who, true), ...many(5, who, false)])
    const rare = { ruleCode: 'rare' }
    const mine = answered('p', true, rare)
    const all = (inTime: boolean) => [...crowd, mine, ...many(40, 'q', inTime, rare)]
    for (const isShielded of [true, false]) {
      const [good, bad] = [true, false].map((inTime) => expectedOf(all(inTime), isShielded)(mine)!)
      const general = (well: number) => (well + 5 * ((well + 1) / 71)) / 75
      expect(good!).toBeCloseTo(general(55), 10)
      expect(bad!).toBeCloseTo(general(15), 10)
    }
    const common = [...all(false), ...many(1, 'r', false, rare), ...many(1, 's', false, rare)]
    expect(expectedOf(common, true)(mine)!).toBeLessThan(0.05)
  })

  test('a severity that fewer than three others had is measured by all alerts', () => {
    const crowd = ['q', 'r', 's'].flatMap((who) => [...many(5, who, true), ...many(5, who, false)])
    const hard = { severity: 1 as const, ruleCode: 'hard' }
    const mine = answered('p', true, hard)
    const all = [...crowd, mine, ...many(20, 'q', false, hard), ...many(20, 'r', false, hard)]
    expect(expectedOf(all, true)(mine)!).toBeCloseTo(16 / 71, 10)
  })
})

describe('own reports and corrections', () => {
  const all = [
    ...many(10, 'p', true),
    ...many(10, 'p', false),
    ...many(50, 'q', true),
    ...many(50, 'q', false),
  ]

  test('raise the index, the more the more there are', () => {
    const [none, some, more] = [0, 2, 6].map((credit) => figureOf(all, 'p', credit).index!.value)
    expect(none!).toBeCloseTo(100, 0)
    expect(some!).toBeGreaterThan(none! + 5)
    expect(more!).toBeGreaterThan(some!)
  })

  test('count up to the alerts one had: nobody reports their way past what they leave lying', () => {
    expect(figureOf(all, 'p', 500).index).toEqual(figureOf(all, 'p', 20).index)
    expect(creditIn(500, 20)).toBe(20)
    const idle = [...many(20, 'idle', false), ...many(100, 'crowd', true)]
    expect(figureOf(idle, 'idle', 500).index!.value).toBeLessThan(60)
  })
})
