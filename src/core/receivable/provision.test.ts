import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageingBuckets, bucketIndex } from './ageing.ts'
import {
  checkBooking,
  checkRates,
  DEFAULT_LOSS_RATES,
  lossBpAt,
  provisionOf,
  rollRates,
  withLosses,
} from './provision.ts'

const yuan = (amount: number) => BigInt(Math.round(amount * 100))

describe('provision by ageing (C096)', () => {
  it('IFRS 9 example 12: 15/7.5/4/2.5/1 million make 580,000', () => {
    const rates = [
      { from: null, bp: 30 },
      { from: 1, bp: 160 },
      { from: 31, bp: 360 },
      { from: 61, bp: 660 },
      { from: 91, bp: 1_060 },
    ]
    const items = [
      [0, 15e6],
      [15, 7.5e6],
      [45, 4e6],
      [75, 2.5e6],
      [120, 1e6],
    ].map(([overdueDays, amount], index) => ({
      id: `i${index}`,
      overdueDays: overdueDays!,
      openFen: yuan(amount!),
    }))
    const provision = provisionOf(items, new Map(), rates)
    expect(provision.lines.map(({ fen }) => fen)).toEqual(
      [45_000, 120_000, 144_000, 165_000, 106_000].map(yuan),
    )
    expect(provision.totalFen).toBe(yuan(580_000))
  })

  it.each([
    [-5, 50],
    [0, 50],
    [1, 100],
    [30, 100],
    [31, 500],
    [90, 1_000],
    [91, 2_000],
    [365, 5_000],
    [366, 10_000],
  ])('%i days overdue: %i bp', (days, bp) => {
    expect(lossBpAt(DEFAULT_LOSS_RATES, days)).toBe(bp)
  })

  it('what is judged one by one leaves its age and is never more than is open', () => {
    const items = [
      { id: 'a', overdueDays: 400, openFen: 1_000n },
      { id: 'b', overdueDays: 400, openFen: 500n },
    ]
    const provision = provisionOf(
      items,
      new Map([
        ['a', 300n],
        ['gone', 9n],
      ]),
      DEFAULT_LOSS_RATES,
    )
    expect([provision.generalFen, provision.individualFen]).toEqual([500n, 300n])
    expect(provisionOf(items, new Map([['b', 900n]]), DEFAULT_LOSS_RATES).individualFen).toBe(500n)
  })

  it('ties to the ageing to the fen, whatever is owed and judged', () => {
    const owed = fc.record({
      overdueDays: fc.integer({ min: -60, max: 900 }),
      openFen: fc.bigInt({ min: 1n, max: 10n ** 12n }),
      judged: fc.option(fc.bigInt({ min: 0n, max: 10n ** 12n })),
    })
    fc.assert(
      fc.property(fc.array(owed, { maxLength: 40 }), (some) => {
        const items = some.map((one, index) => ({ ...one, id: `i${index}` }))
        const judged = new Map(
          items.flatMap(({ id, judged: fen }) => (fen === null ? [] : [[id, fen] as const])),
        )
        const provision = provisionOf(items, judged, DEFAULT_LOSS_RATES)
        const bounds = DEFAULT_LOSS_RATES.slice(2).map(({ from }) => from! - 1)
        const buckets = ageingBuckets(bounds)
        const ageing = buckets.map(() => 0n)
        for (const { overdueDays, openFen } of items) ageing[bucketIndex(buckets, overdueDays)]! += openFen
        expect(provision.lines.map(({ openFen }) => openFen)).toEqual(ageing)
        expect(provision.lines.every((line) => line.baseFen + line.individualFen === line.openFen)).toBe(true)
        expect(provision.openFen).toBe(items.reduce((sum, { openFen }) => sum + openFen, 0n))
        expect(provision.totalFen <= provision.openFen).toBe(true)
        expect(provision.totalFen).toBe(provision.generalFen + provision.individualFen)
      }),
    )
  })
})

describe('rates', () => {
  it.each([
    ['shipped', DEFAULT_LOSS_RATES, true],
    ['without "not due"', [{ from: 1, bp: 1 }], 'rates_first'],
    [
      'out of order',
      [
        { from: null, bp: 0 },
        { from: 31, bp: 1 },
        { from: 1, bp: 2 },
      ],
      'rates_order',
    ],
    [
      'lower for what is older',
      [
        { from: null, bp: 5 },
        { from: 1, bp: 4 },
      ],
      'rates_fall',
    ],
  ])('%s', (_name, rates, verdict) => {
    const checked = checkRates(rates)
    expect(checked.ok || checked.code).toBe(verdict)
  })
})

describe('the booking of a month', () => {
  it('is booked for a month that is over; a second time with a reason', () => {
    const known = { today: '2026-03-10', booked: false }
    expect(checkBooking({ month: '2026-02', reason: '' }, known).ok).toBe(true)
    expect(checkBooking({ month: '2026-03', reason: '' }, known)).toMatchObject({ code: 'month_not_over' })
    expect(checkBooking({ month: '2026-02', reason: ' ' }, { ...known, booked: true })).toMatchObject({
      code: 'provision_reason',
    })
  })
})

describe('roll rates', () => {
  it('methods §10: .4 .3 .5 .6 .7 → .0252 .063 .21 .42 .70', () => {
    const rolls = [0.4, 0.3, 0.5, 0.6, 0.7].map((rate, index) => ({ from: index, rate, n: 3 }))
    const losses = withLosses(rolls).map(({ loss }) => loss!)
    for (const [index, loss] of [0.0252, 0.063, 0.21, 0.42, 0.7].entries())
      expect(losses[index]).toBeCloseTo(loss, 10)
  })

  it('is the balance of the next age over the own one a period before, averaged; never above one', () => {
    const history = [
      [100n, 50n, 10n],
      [100n, 40n, 60n],
      [100n, 20n, 20n],
    ]
    const rolls = rollRates(history, [null, 1, 31])
    expect(rolls.map(({ rate }) => Number(rate!.toFixed(9)))).toEqual([0.3, 0.75, 1])
    expect(rolls[0]!.loss).toBeCloseTo(0.225)
  })

  it('what was written off was not collected: it rolled on', () => {
    const history = [
      [100n, 40n, 0n],
      [100n, 10n, 0n],
    ]
    const lost = [
      [0n, 0n, 0n],
      [0n, 20n, 40n],
    ]
    const rolls = rollRates(history, [null, 1, 31], { lost })
    expect(rolls.map(({ rate }) => Number(rate!.toFixed(9)))).toEqual([0.3, 1, 1])
  })

  it('an age in which nothing ever stood says nothing, and nothing is concluded from it', () => {
    const rolls = rollRates(
      [
        [10n, 0n, 0n],
        [10n, 5n, 0n],
      ],
      [null, 1, 31],
    )
    expect([rolls[1]!.rate, rolls[1]!.loss, rolls[0]!.loss]).toEqual([null, null, null])
  })
})
