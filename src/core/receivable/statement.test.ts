import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawStatement, type StatementFact, type StatementKind } from './statement.ts'

const fact = (kind: StatementKind, on: string, fen: bigint, number = on): StatementFact => ({
  id: `${kind}${number}`,
  kind,
  on,
  number,
  amountFen: fen,
  ...{ currency: 'CNY', originalMinor: null },
})

const SPAN = { from: '2026-03-01', to: '2026-03-31' }

describe('customer statement (C092)', () => {
  it('opens with what stood before and closes with what stands after', () => {
    const { openingFen, lines, debitFen, creditFen, closingFen } = drawStatement(
      [
        fact('payment', '2026-03-20', 300n),
        fact('opening', '2026-01-01', 1000n),
        fact('payment', '2026-02-28', 400n),
        fact('invoice', '2026-03-10', 500n),
        fact('credit_note', '2026-03-31', 50n),
        fact('invoice', '2026-04-01', 9999n),
      ],
      SPAN,
    )
    expect([openingFen, debitFen, creditFen, closingFen]).toEqual([600n, 500n, 350n, 750n])
    expect(lines.map((line) => [line.on, line.debitFen, line.creditFen, line.balanceFen])).toEqual([
      ['2026-03-10', 500n, 0n, 1100n],
      ['2026-03-20', 0n, 300n, 800n],
      ['2026-03-31', 0n, 50n, 750n],
    ])
  })

  it('puts what is owed before what was paid on one day, and shows an advance as a balance below zero', () => {
    const day = '2026-03-05'
    const { lines } = drawStatement([fact('payment', day, 700n), fact('invoice', day, 500n)], SPAN)
    expect(lines.map((line) => [line.kind, line.balanceFen])).toEqual([
      ['invoice', 500n],
      ['payment', -200n],
    ])
  })

  it('ends one span where the next begins, however the months are cut', () => {
    const facts = fc.array(
      fc.record({
        kind: fc.constantFrom<StatementKind>('invoice', 'opening', 'contract', 'payment', 'credit_note'),
        day: fc.integer({ min: 1, max: 28 }),
        month: fc.integer({ min: 1, max: 6 }),
        fen: fc.bigInt({ min: 1n, max: 1_000_000n }),
      }),
      { maxLength: 30 },
    )
    const pad = (n: number) => String(n).padStart(2, '0')
    fc.assert(
      fc.property(facts, fc.integer({ min: 1, max: 28 }), (list, cut) => {
        const all = list.map(({ kind, day, month, fen }, index) =>
          fact(kind, `2026-${pad(month)}-${pad(day)}`, fen, String(index)),
        )
        const first = drawStatement(all, { from: '2026-01-01', to: `2026-03-${pad(cut)}` })
        const second = drawStatement(all, { from: `2026-03-${pad(cut + 1)}`, to: '2026-06-30' })
        const whole = drawStatement(all, { from: '2026-01-01', to: '2026-06-30' })
        expect(second.openingFen).toBe(first.closingFen)
        expect(second.closingFen).toBe(whole.closingFen)
        expect([...first.lines, ...second.lines].map(({ balanceFen }) => balanceFen)).toEqual(
          whole.lines.map(({ balanceFen }) => balanceFen),
        )
        for (const { openingFen, debitFen, creditFen, closingFen } of [first, second, whole])
          expect(openingFen + debitFen - creditFen).toBe(closingFen)
      }),
    )
  })
})
