import { describe, expect, it } from 'vitest'
import { startOfDay } from '../calendar.ts'
import { decideStep, inOrder, possibleSteps, type Standing, standingOf } from './course.ts'
import { followDeal } from './follow-deal.ts'
import { priceLines } from './lines.ts'

const NOW = startOfDay('2026-03-10') + 10 * 3_600_000
const asked: Standing = { status: 'asked', lastAt: NOW - 1000, validUntil: null, wasSent: false }
const sent: Standing = { ...asked, status: 'sent', wasSent: true, validUntil: '2026-03-12' }

describe('what may happen to a quote', () => {
  it.each([
    ['sent without an amount', asked, { kind: 'sent' as const }, 'amount_not_positive'],
    [
      'sent with a validity that is over',
      asked,
      { kind: 'sent' as const, amountFen: 1n, validUntil: '2026-03-09' },
      'validity_passed',
    ],
    ['answered before it was sent', asked, { kind: 'answered' as const }, 'quote_not_sent'],
    ['won before it was sent', asked, { kind: 'won' as const }, 'quote_not_sent'],
    ['paused without saying what for', asked, { kind: 'paused' as const, reason: ' ' }, 'reason_required'],
    ['paused after it was sent', sent, { kind: 'paused' as const, reason: 'x' }, 'quote_not_waiting'],
    ['resumed when it runs', asked, { kind: 'resumed' as const }, 'quote_not_paused'],
    ['lost without a reason', sent, { kind: 'lost' as const }, 'reason_required'],
    [
      'anything after the end',
      { ...sent, status: 'won' as const },
      { kind: 'lost' as const, reason: 'x' },
      'quote_decided',
    ],
    ['before the last step', sent, { kind: 'answered' as const, at: NOW - 2000 }, 'step_before_last'],
    ['in the future', sent, { kind: 'answered' as const, at: NOW + 1 }, 'date_in_future'],
  ])('%s is refused', (_name, standing, step, code) => {
    expect(decideStep(standing, { at: NOW, ...step }, NOW)).toMatchObject({ ok: false, code })
  })

  it('C064: won on the last day of validity, not on the day after', () => {
    const won = (validUntil: string) => decideStep({ ...sent, validUntil }, { kind: 'won', at: NOW }, NOW)
    expect(won('2026-03-10')).toEqual({ ok: true, value: 'won' })
    expect(won('2026-03-09')).toMatchObject({ ok: false, code: 'quote_expired' })
    const again = decideStep(
      { ...sent, validUntil: '2026-03-09' },
      { kind: 'sent', at: NOW, amountFen: 5n },
      NOW,
    )
    expect(again).toEqual({ ok: true, value: 'sent' })
  })

  it('offers what the guard would allow', () => {
    expect(possibleSteps(asked, '2026-03-10')).toMatchObject({
      sent: true,
      paused: true,
      won: 'quote_not_sent',
    })
    expect(possibleSteps(sent, '2026-03-13')).toMatchObject({ won: 'quote_expired', answered: true })
  })

  it('stands where its steps have led, those of one instant in the order they can happen', () => {
    const steps = [
      { kind: 'won' as const, at: 5, validUntil: null },
      { kind: 'sent' as const, at: 5, validUntil: '2026-03-12' },
      { kind: 'asked' as const, at: 5, validUntil: null },
    ]
    expect(standingOf(inOrder(steps))).toEqual({
      status: 'won',
      lastAt: 5,
      validUntil: '2026-03-12',
      wasSent: true,
    })
  })
})

describe('quotes follow their deal', () => {
  const waiting = { id: 'a', origin: 'stage' as const, status: 'asked' as const, wasSent: false }
  const out = { id: 'b', origin: 'request' as const, status: 'sent' as const, wasSent: true }
  const move = { back: false, amountFen: 7n, reason: 'r', competitor: 'c' }
  const quoting = { kind: 'open' as const, asksQuote: true }
  const further = { kind: 'open' as const, asksQuote: false }

  it('entering the quoting stage asks once', () => {
    expect(followDeal([], { ...move, to: quoting })).toEqual({ asks: true, steps: [] })
    expect(followDeal([waiting], { ...move, to: quoting }).asks).toBe(false)
  })

  it('going on says it was given, going back says it is not wanted; a request noted by hand stays', () => {
    expect(followDeal([waiting], { ...move, to: further }).steps).toEqual([
      { quoteId: 'a', kind: 'sent', amountFen: 7n },
    ])
    expect(followDeal([waiting], { ...move, to: further, back: true }).steps[0]).toMatchObject({
      kind: 'withdrawn',
    })
    expect(followDeal([{ ...waiting, origin: 'request' }], { ...move, to: further }).steps).toEqual([])
  })

  it('the end of the deal answers all of them', () => {
    const lost = followDeal([waiting, out], { ...move, to: { kind: 'lost', asksQuote: false } })
    expect(lost.steps.map(({ quoteId, kind }) => [quoteId, kind])).toEqual([
      ['a', 'lost'],
      ['b', 'lost'],
    ])
    const won = followDeal([waiting, out], { ...move, to: { kind: 'won', asksQuote: false } })
    expect(won.steps.map(({ quoteId, kind }) => [quoteId, kind])).toEqual([
      ['b', 'withdrawn'],
      ['a', 'sent'],
      ['a', 'won'],
    ])
  })
})

describe('lines', () => {
  it('round half up per line and sum to the document', () => {
    const line = { product: 'p', unit: 'kg', quantityMilli: 1500n, unitPriceFen: 333n }
    const priced = priceLines([line, { ...line, quantityMilli: 1000n }])
    expect(priced.lines.map(({ amountFen }) => amountFen)).toEqual([500n, 333n])
    expect(priced.totalFen).toBe(833n)
  })
})
