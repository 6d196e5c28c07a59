import { expect, it } from 'vitest'
import { contractLines } from './line-fields.ts'

const rail = { product: '导轨', quantity: 2.5, unit: '件', priceFen: 10_00 }

it('the lines of a contract as they stand make its amount; half a line is none', () => {
  expect(contractLines([rail, { product: '滑块', quantity: 4, priceFen: 5_00 }]).totalFen).toBe(45_00)
  expect(contractLines([{ ...rail, quantity: 3 }]).totalFen).toBe(30_00)
  expect(contractLines([{ product: '  ', quantity: 1 }])).toEqual({ lines: [], totalFen: null })
  expect(contractLines(undefined)).toEqual({ lines: [], totalFen: null })
  expect(contractLines([rail]).lines).toEqual([
    { product: '导轨', unit: '件', quantityMilli: 2_500, unitPriceFen: 10_00, amountFen: 25_00 },
  ])
})
