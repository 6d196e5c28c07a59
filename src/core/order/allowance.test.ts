import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkDiscount, checkReturn, type SignedLine, shareOf } from './allowance.ts'

const line: SignedLine = {
  ...{ id: 'a', product: '导轨', unit: '件', unitPriceFen: 95_00n, amountFen: 950_00n },
  ...{ quantityMilli: 10_000n, acceptedMilli: 8_000n, returnedMilli: 3_000n },
}
const days = { returnedOn: '2026-03-12', signedOn: '2026-03-10', today: '2026-03-16' }
const back = (quantityMilli: bigint, when: Partial<typeof days> = {}) =>
  checkReturn([line], [{ lineId: 'a', quantityMilli }], { ...days, ...when })

test('no more comes back than was signed for and has not come back', () => {
  expect(back(5_000n)).toMatchObject({ value: { totalFen: 475_00n } })
  expect(back(5_001n)).toMatchObject({ code: 'return_beyond', detail: { left: '5' } })
  expect(back(0n)).toMatchObject({ code: 'return_nothing' })
  expect(back(1n, { returnedOn: '2026-03-09' })).toMatchObject({ code: 'return_before_signed' })
  expect(back(1n, { returnedOn: '2026-03-17' })).toMatchObject({ code: 'date_in_future' })
})

test('pieces of a discount never come to more than was billed', () => {
  const parts = fc.array(fc.bigInt({ min: 1n, max: 400n }), { maxLength: 8 })
  fc.assert(
    fc.property(parts, (amounts) => {
      let allowedFen = 0n
      for (const amountFen of amounts)
        if (checkDiscount({ amountFen, reason: '让利' }, { billedFen: 1_000n, allowedFen }).ok)
          allowedFen += amountFen
      expect(allowedFen).toBeLessThanOrEqual(1_000n)
    }),
  )
  expect(checkDiscount({ amountFen: 1n, reason: ' ' }, { billedFen: 9n, allowedFen: 0n })).toMatchObject({
    code: 'reason_required',
  })
  expect([shareOf(1n, 3n), shareOf(1n, 0n)]).toEqual([3_334, 10_000])
})
