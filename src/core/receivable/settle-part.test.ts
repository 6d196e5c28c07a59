import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { convert, QUOTED_PER, type Quotation } from '../exchange/rate.ts'
import { allocateOldest, checkAllocation, less, type OpenInstalment, openPart, yuan } from './allocate.ts'
import { type OpenPart, type Purse, settleAtBook, settlePart } from './settle-part.ts'

const at = (micro: bigint): Quotation => ({ micro, per: 1 })
const purse = (currency: string, minor: bigint, rate: Quotation): Purse => ({
  ...{ currency, minor },
  fen: convert(minor, rate),
})
const open: (currency: string, minor: bigint, rate: Quotation) => OpenPart = purse

describe('money against what is owed', () => {
  test('ten thousand dollars settle ten thousand dollars, whatever the rates', () => {
    const paid = purse('USD', 1_000_000n, at(7_000_000n))
    expect(settlePart(paid, open('USD', 1_000_000n, at(7_123_400n)))).toEqual({
      ...{ paidMinor: 1_000_000n, paidFen: 7_000_000n },
      ...{ offMinor: 1_000_000n, offFen: 7_123_400n },
    })
  })

  test('yuan against dollars go by the rate of the day, and so many as they are worth settle them whole', () => {
    const owed = open('USD', 1_000_000n, at(7_123_400n))
    const rate = at(7_000_000n)
    expect(settlePart(yuan(7_500_000n), owed, { rate })).toEqual({
      ...{ paidMinor: 7_000_000n, paidFen: 7_000_000n, offMinor: 1_000_000n, offFen: 7_123_400n },
    })
    expect(settlePart(yuan(3_500_000n), owed, { rate })).toMatchObject({
      offMinor: 500_000n,
      offFen: 3_561_700n,
    })
    expect(settlePart(yuan(3_500_000n), owed)).toBe(null)
  })

  test('dollars against yuan are worth what they were booked at; the cent above settles', () => {
    const paid = purse('USD', 1_000_000n, at(7_123_400n))
    expect(settlePart(paid, yuan(7_123_400n))).toMatchObject({ paidMinor: 1_000_000n, offFen: 7_123_400n })
    expect(settlePart(paid, yuan(7_123_399n))).toMatchObject({
      ...{ paidMinor: 1_000_000n, paidFen: 7_123_400n, offFen: 7_123_399n },
    })
    expect(settlePart(paid, yuan(10_000_000n))).toMatchObject({ offFen: 7_123_400n })
    expect(settlePart(paid, yuan(712_340n))).toMatchObject({ paidMinor: 100_000n, paidFen: 712_340n })
  })

  test('a write-off takes off what is booked', () => {
    const owed = open('USD', 1_000_000n, at(7_123_400n))
    expect(settleAtBook(yuan(7_123_400n), owed)).toMatchObject({ offMinor: 1_000_000n, offFen: 7_123_400n })
    expect(settleAtBook(yuan(1n), owed)).toMatchObject({ offMinor: 0n, offFen: 1n })
  })

  test('by itself it is set against its own currency only; a person may choose another', () => {
    const dollars: OpenInstalment = {
      ...{ id: 'a', customerId: 'c', dueOn: '2026-01-01', seq: 1, openFen: 7_123_400n },
      foreign: { currency: 'USD', minor: 1_000_000n },
    }
    expect(allocateOldest(100n, [dollars]).allocations).toEqual([])
    const chosen = [{ instalmentId: 'a', amountFen: 7_000_000n }]
    const payment = { customerId: 'c', purse: yuan(8_000_000n) }
    const book = new Map([['a', dollars]])
    expect(checkAllocation(payment, chosen, book)).toMatchObject({ code: 'rate_missing' })
    const rates = new Map([['USD', at(7_000_000n)]])
    expect(checkAllocation({ ...payment, rates }, chosen, book)).toMatchObject({
      value: { unallocatedFen: 1_000_000n, allocations: [{ amountFen: 7_123_400n }] },
    })
    const more = [{ instalmentId: 'a', amountFen: 7_000_001n }]
    expect(checkAllocation({ ...payment, rates }, more, book)).toMatchObject({ code: 'amount_exceeds_open' })
  })
})

const rate = fc.record({
  micro: fc.bigInt({ min: 400n, max: 20_000_000n }),
  per: fc.constantFrom(...QUOTED_PER),
})
const money = fc.record({
  currency: fc.constantFrom('CNY', 'USD', 'JPY'),
  minor: fc.bigInt({ min: 1n, max: 10n ** 11n }),
})

test('nothing is made or lost: an original amount of nothing is nothing in yuan, on either side', () => {
  const rates = fc.record({ USD: rate, JPY: rate })
  const payments = fc.array(fc.tuple(money, rates, fc.bigInt({ min: 1n, max: 10n ** 11n })), { maxLength: 8 })
  fc.assert(
    fc.property(money, rates, payments, (owed, booked, list) => {
      const of = ({ currency, minor }: { currency: string; minor: bigint }, at: typeof booked) =>
        currency === 'CNY' ? yuan(minor) : purse(currency, minor, at[currency as 'USD'])
      const whole = of(owed, booked)
      let left: OpenInstalment = {
        ...{ id: 'a', customerId: 'c', dueOn: '2026-01-01', seq: 1, openFen: whole.fen },
        foreign: owed.currency === 'CNY' ? null : owed,
      }
      for (const [payment, day, most] of list) {
        const paid = of(payment, day)
        const settled = settlePart(paid, openPart(left), { most, rate: day[owed.currency as 'USD'] })
        if (settled === null) continue
        left = less(left, settled)
        expect(settled.paidMinor <= paid.minor && settled.paidFen <= paid.fen).toBe(true)
        if (settled.paidMinor === paid.minor) expect(settled.paidFen).toBe(paid.fen)
        if (paid.currency === owed.currency) expect(settled.paidMinor).toBe(settled.offMinor)
        if (openPart(left).minor === 0n) expect(left.openFen).toBe(0n)
        expect(openPart(left).minor >= 0n && left.openFen >= 0n).toBe(true)
      }
    }),
    { seed: 20_261_127, numRuns: 1_000 },
  )
})
