import { describe, expect, it } from 'vitest'
import { reopenedSteps } from './reopened.ts'

const came = { at: 10, until: null, on: 1, fen: 100 }
const refused = { at: 20, until: null, on: 60, fen: -100 }

describe('what a refused bill opened and nobody has made good', () => {
  it('is nothing before it is refused, and falls as it is paid', () => {
    expect(reopenedSteps(100, [came])).toEqual([])
    const part = { at: 30, until: null, on: 70, fen: 30 }
    const rest = { at: 40, until: null, on: 80, fen: 70 }
    expect(reopenedSteps(100, [came, refused, part, rest])).toEqual([
      { at: 20, until: 30, on: 60, fen: 100 },
      { at: 30, until: 40, on: 60, fen: 100 },
      { at: 30, until: 40, on: 70, fen: -30 },
      { at: 40, until: null, on: 60, fen: 100 },
      { at: 40, until: null, on: 70, fen: -30 },
      { at: 40, until: null, on: 80, fen: -70 },
    ])
  })

  it('is no more than the bill had settled, whatever else is open', () => {
    expect(reopenedSteps(500, [came, refused])).toEqual([{ at: 20, until: null, on: 60, fen: 100 }])
    const part = { at: 30, until: null, on: 70, fen: 400 }
    expect(reopenedSteps(500, [came, refused, part]).filter(({ at }) => at === 30)).toEqual([
      { at: 30, until: null, on: 60, fen: 100 },
    ])
  })

  it('stands again when what made it good is taken back, and not at all when the refusal is', () => {
    const paid = { at: 30, until: 40, on: 70, fen: 100 }
    expect(reopenedSteps(100, [came, refused, paid]).filter(({ at }) => at === 40)).toEqual([
      { at: 40, until: null, on: 60, fen: 100 },
    ])
    const wrong = { ...refused, until: 50 }
    expect(reopenedSteps(100, [came, wrong]).filter(({ at }) => at === 50)).toEqual([])
  })
})
