import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeOffer, type PriceRow, rowFor } from './judge.ts'

const row = (change: Partial<PriceRow> = {}): PriceRow => ({
  code: 'P-1',
  name: '直线导轨 HG20',
  unit: '件',
  grade: null,
  fromMilli: 0n,
  floorFen: 9_000n,
  listFen: 10_000n,
  ceilingFen: 15_000n,
  costFen: 6_000n,
  ...change,
})
const line = (change = {}) => ({
  product: '直线导轨 HG20',
  quantityMilli: 10_000n,
  unit: '件',
  unitPriceFen: 10_000n,
  ...change,
})
const judge = (
  lines: ReturnType<typeof line>[],
  rows: PriceRow[] | null = [row()],
  amountFen: bigint | null = null,
) => judgeOffer({ lines, amountFen }, { rows, grade: 'normal' })

describe('C057: what may go out by itself', () => {
  it.each([
    ['at the floor', { unitPriceFen: 9_000n }, 'free', 0],
    ['a fen below it', { unitPriceFen: 8_999n }, 'below_floor', 2],
    ['half of it', { unitPriceFen: 4_500n }, 'below_floor', 5_000],
    ['for nothing', { unitPriceFen: 0n }, 'below_floor', 10_000],
    ['at the ceiling', { unitPriceFen: 15_000n }, 'free', 0],
    ['above it', { unitPriceFen: 15_001n }, 'above_ceiling', 1],
    ['by code, in full-width letters', { product: ' ｐ－1 '.replace('－', '-') }, 'free', 0],
    ['without a unit: the unit of the list', { unit: '' }, 'free', 0],
    ['by the box at the price of a piece', { unit: '箱' }, 'other_unit', null],
    ['under another name', { product: '直线导轨 HG20A' }, 'unlisted', null],
  ])('%s', (_what, change, verdict, deviationBp) => {
    const judged = judge([line(change)])
    expect(judged.lines[0]).toMatchObject({ verdict, deviationBp })
    expect(judged.verdict).toBe(verdict === 'free' ? 'free' : 'beyond')
  })

  it('an amount without lines is beyond, whatever it is; one line beyond makes the offer so', () => {
    expect(judge([], [row()], 900_000n)).toMatchObject({ verdict: 'beyond', deviationBp: null })
    expect(judge([line(), line({ unitPriceFen: 8_000n })])).toMatchObject({
      verdict: 'beyond',
      deviationBp: 1_112,
    })
    expect(judge([line({ unitPriceFen: 8_000n }), line({ product: 'x' })]).deviationBp).toBeNull()
  })

  it('no list kept: nothing is held against anything; a list that has run out: everything is', () => {
    expect(judge([line({ unitPriceFen: 1n })], null).verdict).toBe('uncontrolled')
    expect(judge([line()], []).verdict).toBe('beyond')
  })

  it('the own grade goes before the general row, the largest step that is reached before the smaller', () => {
    const rows = [
      row({ fromMilli: 100_000n, floorFen: 7_000n }),
      row(),
      row({ grade: 'key', floorFen: 8_000n }),
    ]
    const floor = (quantityMilli: bigint, grade: 'key' | 'normal') =>
      rowFor({ product: 'P-1', quantityMilli }, { rows, grade })?.floorFen
    expect(floor(99_999n, 'normal')).toBe(9_000n)
    expect(floor(100_000n, 'normal')).toBe(7_000n)
    expect(floor(100_000n, 'key')).toBe(8_000n)
  })

  it('margin is known when every cost is', () => {
    expect(judge([line()]).marginBp).toBe(4_000)
    expect(judge([line({ unitPriceFen: 5_000n })]).marginBp).toBe(-2_000)
    expect(judge([line(), line({ product: 'x' })]).marginBp).toBeNull()
  })

  it('a price in foreign money against a cost in yuan, at the rate of the document', () => {
    const scene = { rows: [row()], grade: 'normal' as const, rate: { micro: 7_200_000n, per: 1 as const } }
    // USD 12.50 are 90.00 yuan, and it costs 60.00.
    const dear = row({ floorFen: 1_000n, listFen: 1_250n, ceilingFen: null })
    const offer = { lines: [line({ unitPriceFen: 1_250n })], amountFen: null }
    expect(judgeOffer(offer, { ...scene, rows: [dear] })).toMatchObject({ verdict: 'free', marginBp: 3_333 })
  })

  it('splitting a line never frees what was beyond as one', () => {
    const rows = [
      row(),
      row({ fromMilli: 50_000n, floorFen: 8_000n }),
      row({ fromMilli: 200_000n, floorFen: 6_000n }),
    ]
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 1n, max: 150_000n }), { minLength: 2, maxLength: 5 }),
        fc.bigInt({ min: 5_000n, max: 10_000n }),
        (parts, unitPriceFen) => {
          const whole = parts.reduce((sum, part) => sum + part, 0n)
          const asOne = judge([line({ quantityMilli: whole, unitPriceFen })], rows)
          const inParts = judge(
            parts.map((quantityMilli) => line({ quantityMilli, unitPriceFen })),
            rows,
          )
          if (asOne.verdict === 'beyond') expect(inParts.verdict).toBe('beyond')
        },
      ),
    )
  })
})
