import { describe, expect, it } from 'vitest'
import { settledSpans, standingParts } from './settled.ts'

describe('when an instalment was settled', () => {
  it('on the day the last part came, known when it was recorded', () => {
    const entries = [
      { at: 100, until: null, on: 10, fen: 60 },
      { at: 300, until: null, on: 12, fen: 40 },
    ]
    expect(settledSpans(100, entries)).toEqual([{ at: 300, until: null, on: 12 }])
    expect(settledSpans(101, entries)).toEqual([])
  })

  it('a part taken back opens it again, and the answer before stands', () => {
    const entries = [
      { at: 100, until: 200, on: 10, fen: 100 },
      { at: 250, until: null, on: 9, fen: 100 },
    ]
    expect(settledSpans(100, entries)).toEqual([
      { at: 100, until: 200, on: 10 },
      { at: 250, until: null, on: 9 },
    ])
  })

  it('an earlier payment found later moves the day from then on', () => {
    const entries = [
      { at: 100, until: null, on: 20, fen: 50 },
      { at: 100, until: null, on: 10, fen: 50 },
      { at: 400, until: null, on: 5, fen: 50 },
    ]
    expect(settledSpans(100, entries)).toEqual([
      { at: 100, until: 400, on: 20 },
      { at: 400, until: null, on: 10 },
    ])
  })
})

describe('what a refused bill had settled', () => {
  const bill = { at: 10, until: null, on: 1, fen: 100 }
  it('is settled until the refusal is known, unpaid after it, and paid again by later money', () => {
    const refused = { at: 20, until: null, on: 60, fen: -100 }
    expect(settledSpans(100, [bill, refused])).toEqual([{ at: 10, until: 20, on: 1 }])
    const paid = { at: 30, until: null, on: 90, fen: 100 }
    expect(settledSpans(100, [bill, refused, paid])).toEqual([
      { at: 10, until: 20, on: 1 },
      { at: 30, until: null, on: 90 },
    ])
  })
  it('leaves the parts that stand', () => {
    const parts = [
      { on: '2026-01-05', fen: 60 },
      { on: '2026-01-01', fen: 30 },
      { on: '2026-02-01', fen: -50 },
      { on: '2026-03-01', fen: 20 },
    ]
    expect(standingParts(parts)).toEqual([
      { on: '2026-01-01', fen: 30 },
      { on: '2026-01-05', fen: 10 },
      { on: '2026-03-01', fen: 20 },
    ])
    expect(standingParts([...parts, { on: '2026-04-01', fen: -1_000 }])).toEqual([])
  })
  it('leaves money that came after the bill as it came, and cuts off the newest only without the bill', () => {
    const bill = { on: '2026-02-01', fen: 60, billId: 'b' }
    const cash = { on: '2026-03-20', fen: 40 }
    const refused = { on: '2026-04-01', fen: -60, billId: 'b' }
    expect(standingParts([bill, cash, refused])).toEqual([cash])
    expect(standingParts([cash, { ...refused, fen: -10 }])).toEqual([{ ...cash, fen: 30 }])
  })
})
