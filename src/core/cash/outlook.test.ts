import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type Day, weekday } from '../calendar.ts'
import { sumFen } from '../money.ts'
import { DEFAULT_CALENDAR } from '../workdays.ts'
import {
  billPart,
  chanceKept,
  drawOutlook,
  expectedIn,
  type Kept,
  type Open,
  type Part,
  partsOf,
  weeksAhead,
} from './outlook.ts'
import { fitPayments, type Likely } from './predict-payment.ts'

const TODAY: Day = '2026-06-30'
const frame = { asOf: TODAY, openingFen: 0n, floorFen: 0n, out: [] }
const NOBODY: Kept = { of: new Map(), all: { n: 0, kept: 0 } }
const MODEL = fitPayments([], [], { asOf: TODAY, calendar: DEFAULT_CALENDAR })

const part = (id: string, fen: bigint, likely: Likely[], customer = id): Part => ({
  id,
  customer,
  fen,
  likely,
  promisedOn: null,
})
const open = (id: string, dueOn: Day, openFen: bigint, customer = 'a'): Open => ({
  id,
  customer,
  issuedOn: addDays(dueOn, -30),
  dueOn,
  fen: Number(openFen),
  openFen,
})

describe('weeks ahead', () => {
  it.each(['2026-06-28', '2026-06-29', '2026-07-04', '2026-12-31'])(
    'begin the day after %s and end on Sundays',
    (asOf) => {
      const weeks = weeksAhead(asOf)
      expect(weeks).toHaveLength(13)
      expect(weeks[0]!.from).toBe(addDays(asOf, 1))
      expect(
        weeks.every(
          ({ from, to }, index) => weekday(to) === 7 && from <= to && (index === 0 || weekday(from) === 1),
        ),
      ).toBe(true)
    },
  )
})

describe('the outlook', () => {
  it('adds up: weeks, what comes later and what nobody can tell are all that is open', () => {
    const likely = fc
      .array(
        fc.record({
          ahead: fc.integer({ min: 1, max: 200 }),
          mass: fc.double({ min: 0.001, max: 1, noNaN: true }),
        }),
        {
          maxLength: 6,
        },
      )
      .map((all) => all.map(({ ahead, mass }) => ({ on: addDays(TODAY, ahead), mass: mass / 6 })))
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            fen: fc.bigInt({ min: 1n, max: 10n ** 11n }),
            likely,
            customer: fc.constantFrom('a', 'b', 'c'),
          }),
          {
            maxLength: 12,
          },
        ),
        (all) => {
          const parts = all.map((one, index) => part(`i${index}`, one.fen, one.likely, one.customer))
          const outlook = drawOutlook(parts, frame)
          const { weeks } = outlook
          expect(
            sumFen(weeks.map(({ expectedFen }) => expectedFen)) + outlook.laterFen + outlook.unknownFen,
          ).toBe(sumFen(parts.map(({ fen }) => fen)))
          for (const week of weeks) {
            expect(week.lowFen <= week.expectedFen && week.expectedFen <= week.highFen + 1n).toBe(true)
            expect(week.closingLowFen <= week.closingFen && week.closingFen <= week.closingHighFen).toBe(true)
            expect(sumFen(expectedIn(parts, week).map(({ fen }) => fen))).toBe(week.expectedFen)
          }
        },
      ),
      { numRuns: 80 },
    )
  })

  it('is sure of what is sure, and widens where one customer owes all', () => {
    const even = [{ on: '2026-07-02', mass: 0.5 }]
    const [sure] = drawOutlook([part('a', 100n, [{ on: '2026-07-02', mass: 1 }])], frame).weeks
    expect([sure!.lowFen, sure!.expectedFen, sure!.highFen]).toEqual([100n, 100n, 100n])
    const many = Array.from({ length: 100 }, (_, index) => part(`i${index}`, 100n, even))
    const [spread] = drawOutlook(many, frame).weeks
    const [alone] = drawOutlook(
      many.map((one) => ({ ...one, customer: 'x' })),
      frame,
    ).weeks
    expect(spread!.expectedFen).toBe(alone!.expectedFen)
    // 100 customers of 100 fen at one half: ± 1.2816 · √100 · 50.
    expect(spread!.lowFen).toBe(5_000n - 641n)
    expect(alone!.lowFen).toBe(0n)
  })

  it('finds the day on which least is in hand, also in the middle of a week, and what is missing then', () => {
    const parts = [part('a', 10_000n, [{ on: '2026-07-03', mass: 1 }])]
    const out = [
      { on: '2026-07-01', fen: 900n },
      { on: '2026-07-06', fen: 8_000n },
      { on: '2027-07-06', fen: 9_999n },
    ]
    const outlook = drawOutlook(parts, { asOf: TODAY, openingFen: 1_000n, floorFen: 500n, out })
    expect(outlook.lowest).toEqual({ on: '2026-07-01', fen: 100n })
    expect(outlook.shortfallFen).toBe(400n)
    expect(outlook.weeks.slice(0, 2).map(({ outFen, closingFen }) => [outFen, closingFen])).toEqual([
      [900n, 10_100n],
      [8_000n, 2_100n],
    ])
    expect(drawOutlook([], { ...frame, openingFen: 5n }).shortfallFen).toBe(0n)
  })
})

describe('promises in the outlook', () => {
  const due = [
    open('old', '2026-07-03', 300n),
    open('new', '2026-07-20', 500n),
    open('other', '2026-07-03', 70n, 'b'),
  ]
  const promised = (fen: bigint | null, on = '2026-07-10') => ({ customer: 'a', on, fen })
  const shape = (parts: Part[]) => parts.map(({ id, fen, promisedOn }) => [id, fen, promisedOn])

  it('count for what is due by their day, the oldest first and no more than was named', () => {
    const cut = partsOf(MODEL, due, { promises: [promised(200n)], kept: NOBODY })
    expect(shape(cut)).toEqual([
      ['old', 200n, '2026-07-10'],
      ['old', 100n, null],
      ['other', 70n, null],
      ['new', 500n, null],
    ])
    expect(
      drawOutlook(cut, frame)
        .weeks.map(({ promisedFen }) => promisedFen)
        .slice(0, 3),
    ).toEqual([0n, 200n, 0n])
    expect(shape(partsOf(MODEL, due, { promises: [promised(null, '2026-07-31')], kept: NOBODY }))).toEqual([
      ['old', 300n, '2026-07-31'],
      ['other', 70n, null],
      ['new', 500n, '2026-07-31'],
    ])
  })

  it('are believed as often as they were kept', () => {
    const kept: Kept = { of: new Map([['a', { n: 16, kept: 16 }]]), all: { n: 36, kept: 18 } }
    expect(chanceKept(NOBODY, 'a')).toBe(0.5)
    expect(chanceKept(kept, 'new')).toBe(0.5)
    expect(chanceKept(kept, 'a')).toBeCloseTo(0.9, 6)
    const [first] = partsOf(MODEL, due, { promises: [promised(null)], kept })
    expect(first!.likely.find(({ on }) => on === '2026-07-10')!.mass).toBeCloseTo(0.9, 6)
    expect(first!.likely.reduce((sum, { mass }) => sum + mass, 0)).toBeCloseTo(1, 6)
  })

  it('leave every fen of what is open in exactly one part', () => {
    const amount = fc.bigInt({ min: 1n, max: 1_000_000n })
    fc.assert(
      fc.property(
        fc.array(fc.record({ fen: amount, ahead: fc.integer({ min: -60, max: 60 }) }), { maxLength: 8 }),
        fc.array(fc.record({ fen: fc.option(amount), ahead: fc.integer({ min: 0, max: 60 }) }), {
          maxLength: 4,
        }),
        (owed, named) => {
          const all = owed.map(({ fen, ahead }, index) => open(`i${index}`, addDays(TODAY, ahead), fen))
          const promises = named.map(({ fen, ahead }) => promised(fen, addDays(TODAY, ahead)))
          const parts = partsOf(MODEL, all, { promises, kept: NOBODY })
          expect(parts.every(({ fen }) => fen > 0n)).toBe(true)
          for (const one of all)
            expect(sumFen(parts.flatMap(({ id, fen }) => (id === one.id ? [fen] : [])))).toBe(one.openFen)
        },
      ),
      { numRuns: 80 },
    )
  })
})

describe('a bill in hand is money', () => {
  const due = (dueOn: Day, asOf: Day) =>
    billPart({ id: 'b', customer: 'c', fen: 1n, dueOn }, { asOf, calendar: DEFAULT_CALENDAR }).likely
  const [friday, sunday, monday] = ['2026-03-06', '2026-03-08', '2026-03-09'] as const
  it('on its due day, and on the next working day if it falls due on a day off or today', () => {
    expect(due(friday, '2026-03-05')).toEqual([{ on: friday, mass: 1 }])
    expect(due(sunday, friday)).toEqual([{ on: monday, mass: 1 }])
    expect(due(friday, friday)).toEqual([{ on: monday, mass: 1 }])
    expect(due(sunday, monday)).toEqual([{ on: '2026-03-10', mass: 1 }])
  })
  it('on no day once its day has passed', () => {
    expect(due(friday, sunday)).toEqual([])
  })
})
