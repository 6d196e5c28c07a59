import { describe, expect, it } from 'vitest'
import { taxAt, taxWithin } from './tax.ts'

const told = (gross: bigint, parts: Parameters<typeof taxWithin>[1]) => {
  const read = taxWithin(gross, parts)
  return read.ok ? read.value : read.code
}

describe('the tax within an amount (C053)', () => {
  it('follows from the tax, the net amount or the rate', () => {
    const tax = { taxFen: 13_000n, rateBp: 1_300 }
    expect(told(113_000n, { taxFen: 13_000n })).toEqual(tax)
    expect(told(113_000n, { netFen: 100_000n })).toEqual(tax)
    expect(told(113_000n, { rateBp: 1_300 })).toEqual(tax)
    expect(told(113_000n, { netFen: 100_000n, taxFen: 13_000n, rateBp: 1_300 })).toEqual(tax)
    expect(told(113_000n, {})).toBeNull()
    // Several rates on one invoice have none that the whole says.
    expect(told(200_000n, { taxFen: 17_777n })).toEqual({ taxFen: 17_777n, rateBp: null })
    expect(told(100_000n, { taxFen: 0n })).toEqual({ taxFen: 0n, rateBp: 0 })
  })

  it('must come to the amount with the net one, but for a fen', () => {
    expect(told(113_000n, { netFen: 100_000n, taxFen: 13_001n })).toMatchObject({ taxFen: 13_001n })
    expect(told(113_000n, { netFen: 100_000n, taxFen: 12_900n })).toBe('tax_disagrees')
    expect(told(113_000n, { netFen: 120_000n })).toBe('tax_beyond_amount')
    expect(told(113_000n, { taxFen: 113_000n })).toBe('tax_beyond_amount')
    expect(told(113_000n, { rateBp: -1 })).toBe('tax_beyond_amount')
  })

  it('rounds half a fen up', () => {
    expect([taxAt(100_00n, 1_300), taxAt(100n, 600), taxAt(1n, 1_300)]).toEqual([1_150n, 6n, 0n])
  })
})
