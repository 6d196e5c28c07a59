import { describe, expect, it } from 'vitest'
import { settledSpans } from './settled.ts'

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
