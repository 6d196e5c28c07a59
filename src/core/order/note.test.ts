import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  acceptLines,
  checkQuantities,
  decideNoteStep,
  isAllSigned,
  nextNoteNumber,
  priceNote,
} from './note.ts'

const rail = { product: '导轨', unit: '件', quantityMilli: 10_000n, unitPriceFen: 95_00n }
const today = '2026-03-16'
const shipped = { status: 'shipped', orderedOn: '2026-03-01', shippedOn: '2026-03-10' } as const
const draft = { status: 'draft', orderedOn: '2026-03-01', shippedOn: null } as const

describe('steps of a delivery note', () => {
  test.each([
    ['ships', draft, { kind: 'shipped', on: '2026-03-10' }, 'shipped'],
    ['not before the order', draft, { kind: 'shipped', on: '2026-02-28' }, 'delivery_before_order'],
    ['not tomorrow', draft, { kind: 'shipped', on: '2026-03-17' }, 'date_in_future'],
    ['not twice', shipped, { kind: 'shipped', on: '2026-03-11' }, 'note_not_draft'],
    ['is signed for', shipped, { kind: 'signed', on: '2026-03-10', signer: '李仓管' }, 'signed'],
    ['by somebody', shipped, { kind: 'signed', on: '2026-03-10', signer: ' ' }, 'signer_missing'],
    [
      'not before it left',
      shipped,
      { kind: 'signed', on: '2026-03-09', signer: '李' },
      'signed_before_shipped',
    ],
    ['not from the desk', draft, { kind: 'signed', on: '2026-03-10', signer: '李' }, 'note_not_shipped'],
    ['is void with a reason', shipped, { kind: 'voided', on: today, reason: '退回' }, 'void'],
    ['and not without', draft, { kind: 'voided', on: today, reason: '' }, 'reason_required'],
  ] as const)('%s', (_, note, step, expected) => {
    const decided = decideNoteStep(note, step, today)
    expect(decided.ok ? decided.value : decided.code).toBe(expected)
  })
})

describe('lines of a note', () => {
  test('take the price of the order and no other', () => {
    const wanted = { product: '导轨', unit: '', quantityMilli: 3_000n }
    expect(priceNote([rail], [wanted])).toMatchObject({
      value: { totalFen: 285_00n, lines: [{ unit: '件' }] },
    })
    expect(priceNote([rail], [{ ...wanted, unitPriceFen: 80_00n }])).toMatchObject({
      code: 'note_other_price',
    })
    expect(priceNote([rail], [{ ...wanted, product: '滑块' }])).toMatchObject({ code: 'note_other_product' })
    expect(priceNote([], [wanted])).toMatchObject({ code: 'note_price_missing' })
  })

  test('never come to more than the order, whatever the notes are cut into', () => {
    const cuts = fc.array(fc.bigInt({ min: 1n, max: 8_000n }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(cuts, (parts) => {
        const line = (quantityMilli: bigint) => ({ ...rail, quantityMilli, amountFen: 0n })
        const taken: ReturnType<typeof line>[] = []
        for (const part of parts)
          if (checkQuantities({ lines: [rail], amountFen: 0n }, taken, [line(part)]).ok)
            taken.push(line(part))
        const sum = taken.reduce((all, one) => all + one.quantityMilli, 0n)
        expect(sum).toBeLessThanOrEqual(rail.quantityMilli)
        expect(isAllSigned({ lines: [rail], amountFen: 0n }, taken)).toBe(sum === rail.quantityMilli)
      }),
    )
  })

  test('a shortage is what was said to be missing; all of it is a refusal of the goods', () => {
    const line = { ...rail, id: 'a', amountFen: 950_00n }
    expect(acceptLines([line], [])).toMatchObject({ value: { totalFen: 950_00n, isShort: false } })
    const short = acceptLines([line], [{ lineId: 'a', quantityMilli: 7_000n }])
    expect(short).toMatchObject({ value: { totalFen: 665_00n, isShort: true } })
    expect(acceptLines([line], [{ lineId: 'a', quantityMilli: 0n }])).toMatchObject({
      code: 'note_accepts_nothing',
    })
    expect(acceptLines([line], [{ lineId: 'a', quantityMilli: 10_001n }])).toMatchObject({
      code: 'note_accepts_more',
    })
  })

  test('numbers run on within a year', () => {
    expect(nextNoteNumber('2026', null)).toBe('SH2026-00001')
    expect(nextNoteNumber('2026', 'SH2026-00041')).toBe('SH2026-00042')
  })
})
