import { describe, expect, it } from 'vitest'
import { type CardRule, cardOf, checkCard, type Found, judge, USUAL_CARD, withCard } from './card.ts'
import { CARD_LINES, LINE_IDS, type LineId } from './lines.ts'

const rule: CardRule = {
  lines: [
    { line: 'collections', weight: 50, full: 10_000, zero: 5_000 },
    { line: 'late_orders', weight: 30, full: 500, zero: 2_500 },
    { line: 'answers', weight: 20, full: 9_000, zero: 5_000 },
  ],
}
const NONE: Found = { value: null, n: 0, num: null, den: null }
const share = (num: number, den: number): Found => ({
  value: Math.round((num / den) * 10_000),
  ...{ n: den, num, den },
})
const judged = (found: Partial<Record<LineId, Found>>) => judge(rule, (line) => found[line] ?? NONE)

describe('a card', () => {
  it('earns along a straight line, whichever side is bad, and never more than everything', () => {
    const card = judged({
      collections: { value: 7_500, n: 3, num: 75, den: 100 },
      late_orders: share(3, 20),
      answers: share(20, 20),
    })
    expect(card.lines.map(({ tenths }) => tenths)).toEqual([500, 500, 1_000])
    expect(card).toMatchObject({ judgedWeight: 100, tenths: 600 })
  })

  it('what has no data is no nought: its weight falls to the others, and the card says so', () => {
    const card = judged({ collections: { value: 10_000, n: 1, num: 1, den: 1 }, late_orders: share(3, 20) })
    expect(card.lines[2]).toMatchObject({ tenths: null, why: 'no_data' })
    expect(card.judgedWeight).toBe(80)
    expect(card.tenths).toBe(Math.round((50 * 1_000 + 30 * 500) / 80))
  })

  it('a share of four cases judges nobody; amounts are not counted in cases', () => {
    const card = judged({ collections: { value: 10_000, n: 1, num: 1, den: 1 }, answers: share(4, 4) })
    expect(card.lines[2]).toMatchObject({ tenths: null, why: 'few' })
    expect(card.lines[0]!.tenths).toBe(1_000)
    expect(judged({ answers: share(5, 5) }).lines[2]!.tenths).toBe(1_000)
  })

  it('with less than half of the weight known there is no total', () => {
    expect(judged({ late_orders: share(0, 20) })).toMatchObject({ tenths: null, judgedWeight: 30 })
    expect(judged({ late_orders: share(0, 20), answers: share(9, 9) })).toMatchObject({
      ...{ tenths: 1_000, judgedWeight: 50 },
    })
  })
})

describe('a rule', () => {
  const with_ = (change: Partial<CardRule['lines'][number]>) => ({
    lines: [{ ...rule.lines[0]!, ...change }, ...rule.lines.slice(1)],
  })
  it('has weights that make a whole, each line once, and its ends the right way round', () => {
    expect(checkCard(rule)).toBeNull()
    expect(checkCard(USUAL_CARD)).toBeNull()
    expect(checkCard({ lines: [] })?.code).toBe('card_empty')
    expect(checkCard(with_({ weight: 49 }))).toEqual({ code: 'card_weights_off', sum: 99 })
    expect(checkCard(with_({ weight: 0 }))?.code).toBe('card_weight_none')
    expect(checkCard(with_({ full: 4_000 }))).toEqual({ code: 'card_turned', line: 'collections' })
    expect(checkCard(with_({ line: 'answers' }))?.code).toBe('card_line_twice')
  })

  it('holds from its month on; earlier months keep theirs', () => {
    const versions = withCard(withCard([], { from: '2026-03', rule: USUAL_CARD }), { from: '2026-05', rule })
    expect(cardOf(versions, '2026-02')).toBeNull()
    expect(cardOf(versions, '2026-04')).toBe(USUAL_CARD)
    expect(cardOf(versions, '2026-06')).toBe(rule)
  })
})

it('every line has one entry, with usual ends the right way round', () => {
  expect(CARD_LINES.map(({ id }) => id)).toEqual([...LINE_IDS])
  for (const { id, usual } of CARD_LINES)
    expect(checkCard({ lines: [{ line: id, weight: 100, ...usual }] }), id).toBeNull()
})
