import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sumFen } from '../money.ts'
import {
  checkRates,
  convert,
  convertParts,
  currencyText,
  QUOTED_PER,
  type Quotation,
  quotedText,
  rateOfDay,
  readQuoted,
} from './rate.ts'

const USD: Quotation = { micro: 7_123_400n, per: 1 }

describe('an amount in company money', () => {
  test.each([
    // 10,000.00 USD at 7.1234
    [1_000_000n, USD, 7_123_400n],
    // the same, quoted per hundred as the Bank of China prints it
    [1_000_000n, { micro: 712_340_000n, per: 100 }, 7_123_400n],
    // 1,000,000 JPY at 4.6512 for a hundred
    [100_000_000n, { micro: 4_651_200n, per: 100 }, 4_651_200n],
    // exactly half a fen goes up, for money owed to a customer away from zero as well
    [1n, { micro: 1_500_000n, per: 1 }, 2n],
    [-1n, { micro: 1_500_000n, per: 1 }, -2n],
    [1n, { micro: 1_499_999n, per: 1 }, 1n],
    [0n, USD, 0n],
  ] as const)('%s at %o is %s fen', (amount, rate, fen) => {
    expect(convert(amount, rate)).toBe(fen)
  })

  test('an amount no float could hold is exact to the fen', () => {
    expect(convert(9_007_199_254_740_993n, { micro: 1_000_001n, per: 1 })).toBe(9_007_208_261_940_248n)
  })
})

const quotations = fc.record({
  micro: fc.bigInt({ min: 1n, max: 20_000_000_000n }),
  per: fc.constantFrom(...QUOTED_PER),
})
const amounts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 14n }), { minLength: 1, maxLength: 24 })
const SEEDED = { seed: 20_261_127, numRuns: 400 }

test('parts sum to the whole, which is rounded once, and none is a fen off its own worth', () => {
  fc.assert(
    fc.property(amounts, quotations, (parts, rate) => {
      const converted = convertParts(parts, rate)
      expect(sumFen(converted)).toBe(convert(sumFen(parts), rate))
      converted.forEach((part, index) => {
        // Against the exact fraction, in units of 1 / (1,000,000 × per) fen.
        const whole = 1_000_000n * BigInt(rate.per)
        const off = part * whole - parts[index]! * rate.micro
        // The whole is half a fen off at most, and each remainder takes less than one.
        expect(off < 0n ? -off : off).toBeLessThan((whole * 3n) / 2n)
      })
    }),
    SEEDED,
  )
})

test('the worth of an amount is the exact fraction to the nearest half of a fen, whatever it is quoted for', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), quotations, (amount, rate) => {
      const whole = 1_000_000n * BigInt(rate.per)
      const off = convert(amount, rate) * whole - amount * rate.micro
      expect(off * 2n).toBeLessThanOrEqual(whole)
      expect(off * 2n).toBeGreaterThan(-whole)
    }),
    SEEDED,
  )
})

describe('the rate of a day', () => {
  const rates = [
    { day: '2026-10-01', n: 1 },
    { day: '2026-11-02', n: 3 },
    { day: '2026-10-20', n: 2 },
  ]
  test.each([
    ['2026-09-30', null],
    ['2026-10-01', 1],
    ['2026-10-31', 2],
    ['2026-11-30', 3],
    // 31 days after 2 November it still stands in, a day later nothing does
    ['2026-12-03', 3],
    ['2026-12-04', null],
  ] as const)('of %s', (day, n) => {
    expect(rateOfDay(rates, day)?.n ?? null).toBe(n)
  })
})

test('a quotation is read and shown as printed', () => {
  expect(readQuoted('7.1234')).toBe(7_123_400n)
  expect(readQuoted(' 712.34 ')).toBe(712_340_000n)
  for (const bad of ['', '0', '-7.1', '7,1', '7.1234567', '1e3', '7.']) expect(readQuoted(bad)).toBe(null)
  expect(quotedText(7_123_400n)).toBe('7.1234')
  expect(quotedText(712_300_000n)).toBe('712.30')
  expect(quotedText(46_512n)).toBe('0.046512')
})

describe('what may be recorded', () => {
  const today = '2026-11-27'
  const asked = { today, isConfirmed: false }
  const input = { currency: 'USD', day: today, ...USD }
  const stored = [{ currency: 'USD', day: '2026-11-20', micro: 7_100_000n, per: 1 as const }]
  const check = (one: typeof input, isConfirmed = false) =>
    checkRates([one], stored, { ...asked, isConfirmed })[0]!

  test('a rate near the one before, in whichever unit', () => {
    expect(check(input).ok).toBe(true)
    expect(check({ ...input, micro: 712_340_000n, per: 100 }).ok).toBe(true)
  })

  test('one that was quoted for another number of units asks to be confirmed', () => {
    const slip = { ...input, micro: 712_340_000n }
    expect(check(slip)).toMatchObject({ code: 'rate_jump', detail: { before: '7.10' } })
    expect(check({ ...input, per: 100 })).toMatchObject({ code: 'rate_jump' })
    expect(check(slip, true).ok).toBe(true)
    expect(check({ ...slip, currency: 'EUR' }).ok).toBe(true)
  })

  test('a table in the wrong unit is refused row by row, and a single slip blames only itself', () => {
    const rows = (quoted: bigint[]) =>
      quoted.map((micro, index) => ({ ...input, day: `2026-11-2${index + 1}`, micro }))
    const oks = (quoted: bigint[]) => checkRates(rows(quoted), stored, asked).map(({ ok }) => ok)
    expect(oks([711_000_000n, 712_000_000n, 713_000_000n])).toEqual([false, false, false])
    expect(oks([7_110_000n, 712_000_000n, 7_130_000n])).toEqual([true, false, true])
    // In whichever order the table tells them.
    const reversed = rows([7_110_000n, 712_000_000n, 7_130_000n]).reverse()
    expect(checkRates(reversed, stored, asked).map(({ ok }) => ok)).toEqual([true, false, true])
  })

  test('a fifth more or less is the line; what is there already is no news', () => {
    const before = [{ currency: 'USD', day: today, micro: 5_000_000n, per: 1 as const }]
    const at = (micro: bigint) => checkRates([{ ...input, micro }], before, asked)[0]!.ok
    expect([at(6_000_000n), at(6_000_001n), at(4_166_667n), at(4_166_666n)]).toEqual([
      true,
      false,
      true,
      false,
    ])
    expect(at(5_000_000n)).toBe(true)
  })

  test('a day that is yet to come and a currency that is not kept are refused', () => {
    expect(check({ ...input, day: '2026-11-28' })).toMatchObject({ code: 'rate_day_ahead' })
    expect(check({ ...input, currency: 'KWD' })).toMatchObject({ code: 'rate_currency_unknown' })
    expect(check({ ...input, currency: 'CNY' })).toMatchObject({ code: 'rate_currency_unknown' })
  })
})

test('an amount is shown in its own currency, whole where there is nothing smaller', () => {
  expect(currencyText(1_000_000n, 'USD')).toBe('USD 10,000.00')
  expect(currencyText(-150n, 'EUR')).toBe('EUR -1.50')
  expect(currencyText(100_000_000n, 'JPY')).toBe('JPY 1,000,000')
  // What a ledger brought with decimals is shown with them: nothing is swept under the rug.
  expect(currencyText(150n, 'JPY')).toBe('JPY 1.50')
})
