import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeOffer, type PriceRow } from '../price/judge.ts'
import { type LineInput, priceLines } from '../quote/lines.ts'
import { type Agreement, atAgreedPrices, judgeOrderPrices } from './prices.ts'

const rail = (priceFen: bigint, pieces: bigint, unit = '件'): LineInput => ({
  product: '直线导轨',
  unit,
  quantityMilli: pieces * 1_000n,
  unitPriceFen: priceFen,
})
const ROW: PriceRow = {
  code: 'P-1',
  name: '直线导轨',
  unit: '件',
  grade: null,
  fromMilli: 0n,
  floorFen: 90_00n,
  listFen: 100_00n,
  ceilingFen: 120_00n,
  costFen: null,
}
const order = (lines: LineInput[], amountFen = 0n) => {
  const priced = priceLines(lines)
  return { currency: 'CNY', lines: priced.lines, amountFen: lines.length > 0 ? priced.totalFen : amountFen }
}
const agreed = (kind: Agreement['kind'], lines: LineInput[], more: Partial<Agreement> = {}): Agreement => {
  const priced = priceLines(lines)
  return { kind, lines: priced.lines, amountFen: priced.totalFen, takenFen: 0n, ...more }
}
const judge = (
  of: ReturnType<typeof order>,
  agreements: Agreement[],
  rows: readonly PriceRow[] | null = [ROW],
) =>
  judgeOrderPrices(
    of,
    agreements,
    judgeOffer({ lines: of.lines, amountFen: of.amountFen }, { rows, grade: 'normal' }),
  )
const contract = agreed('contract', [rail(100_00n, 100n)])
const quote = agreed('quote', [rail(80_00n, 100n)])

describe('an order is at the prices that were agreed, or it is not (C050 C073)', () => {
  it.each<
    [string, ReturnType<typeof order>, Agreement[], readonly PriceRow[] | null, string[], number | null]
  >([
    ['at the contract’s price', order([rail(100_00n, 40n)]), [contract], [ROW], [], 0],
    [
      'within the list, but not the contract’s price',
      order([rail(95_00n, 40n)]),
      [contract],
      [ROW],
      ['other_price'],
      500,
    ],
    ['dearer than the contract', order([rail(110_00n, 40n)]), [contract], null, ['other_price'], 1_000],
    ['more than the contract’s sum', order([rail(100_00n, 101n)]), [contract], [ROW], ['beyond_amount'], 100],
    [
      'the rest has been called off',
      order([rail(100_00n, 41n)]),
      [{ ...contract, takenFen: 6_000_00n }],
      [ROW],
      ['beyond_amount'],
      100,
    ],
    [
      'an amount alone, of a contract with lines',
      order([], 4_000_00n),
      [contract],
      [ROW],
      ['lines_missing'],
      null,
    ],
    ['the whole contract as one amount', order([], 10_000_00n), [contract], [ROW], [], 0],
    [
      'an amount of a contract without lines',
      order([], 4_000_00n),
      [agreed('contract', [], { amountFen: 9_000_00n })],
      [ROW],
      [],
      0,
    ],
    ['at the price of the quote that went out', order([rail(80_00n, 100n)]), [quote], [ROW], [], 0],
    [
      'at the quote’s price for less than was asked for',
      order([rail(80_00n, 10n)]),
      [quote],
      [ROW],
      ['smaller_quantity'],
      null,
    ],
    ['less than quoted, within the list anyway', order([rail(95_00n, 10n)]), [quote], [ROW], [], 0],
    ['below what was quoted', order([rail(70_00n, 100n)]), [quote], [ROW], ['other_price'], 1_250],
    [
      'the contract goes before the quote',
      order([rail(80_00n, 100n)]),
      [contract, quote],
      [ROW],
      ['other_price'],
      2_000,
    ],
    ['nothing agreed, within the list', order([rail(90_00n, 1n)]), [], [ROW], [], 0],
    ['nothing agreed, below the floor', order([rail(81_00n, 1n)]), [], [ROW], ['outside_list'], 1_000],
    ['nothing agreed, an amount alone', order([], 500n), [], [ROW], ['lines_missing'], null],
    ['nothing agreed, no list kept', order([], 500n), [], null, [], 0],
    [
      'a product the contract does not name, no list kept',
      order([{ ...rail(1_00n, 1n), product: '直线导轨A' }]),
      [contract],
      null,
      ['outside_list'],
      null,
    ],
    [
      'another unit is another product',
      order([rail(100_00n, 1n, '箱')]),
      [contract],
      [ROW],
      ['outside_list'],
      null,
    ],
    ['no unit is the agreed one', order([rail(100_00n, 1n, '')]), [contract], [ROW], [], 0],
  ])('%s', (_name, of, agreements, rows, codes, deviationBp) => {
    const verdict = judge(of, agreements, rows)
    expect(verdict.findings.map(({ code }) => code)).toEqual(codes)
    expect(verdict.deviationBp).toBe(deviationBp)
  })

  it('no unit price but the contract’s passes, whatever the quantities and the list', () => {
    const price = fc.bigInt({ min: 1n, max: 30_000n })
    fc.assert(
      fc.property(price, price, fc.bigInt({ min: 1n, max: 100n }), (agreedFen, orderedFen, pieces) => {
        const frame = agreed('contract', [rail(agreedFen, 100n)], { amountFen: 10n ** 12n })
        const { findings } = judge(order([rail(orderedFen, pieces)]), [frame])
        expect(findings.length === 0).toBe(agreedFen === orderedFen)
      }),
    )
  })
})

it('beside an order stands what it would be at the agreed prices', () => {
  const of = order([rail(95_00n, 40n), { ...rail(1_00n, 1n), product: '运费' }])
  expect(atAgreedPrices(of, [contract])).toMatchObject({
    amountFen: 4_001_00n,
    lines: [
      { unitPriceFen: 100_00n, amountFen: 4_000_00n },
      { product: '运费', unitPriceFen: 1_00n },
    ],
  })
})
