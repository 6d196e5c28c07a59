import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDispute, checkResolution, contestedFen, disputeSpans } from './dispute.ts'

describe('registering a dispute (C104)', () => {
  it.each([
    ['nothing', 0n, 'amount_not_positive'],
    ['a fen more than is open and free', 701n, 'dispute_exceeds_open'],
  ])('refuses %s', (_name, amountFen, code) => {
    expect(checkDispute({ amountFen, openFen: 1000n, disputedFen: 300n })).toMatchObject({ ok: false, code })
  })
  it('takes all that is open and not contested yet', () => {
    expect(checkDispute({ amountFen: 700n, openFen: 1000n, disputedFen: 300n }).ok).toBe(true)
  })
})

describe('ending a dispute', () => {
  const open = { openedOn: '2026-03-10', resolvedOn: null }
  it.each([
    ['before it began', open, '2026-03-09', 'dispute_before_opened'],
    ['tomorrow', open, '2026-03-21', 'date_in_future'],
    ['twice', { ...open, resolvedOn: '2026-03-12' }, '2026-03-15', 'dispute_resolved'],
  ])('refuses %s', (_name, dispute, on, code) => {
    expect(checkResolution(dispute, on, '2026-03-20')).toMatchObject({ ok: false, code })
  })
  it('takes the very day it began', () => {
    expect(checkResolution(open, '2026-03-10', '2026-03-20').ok).toBe(true)
  })
})

it('contests no more than is open, whatever was claimed', () => {
  expect(contestedFen(500n, [{ amountFen: 300n }, { amountFen: 300n }])).toBe(500n)
  expect(contestedFen(500n, [{ amountFen: 300n }])).toBe(300n)
})

describe('whether an instalment was known to be in dispute', () => {
  const unmarked = { at: 100, until: null, value: false }

  it('from the registration to the end of it', () => {
    expect(disputeSpans(unmarked, [{ at: 200, until: null, resolvedAt: 300 }])).toEqual([
      { at: 100, until: 200, value: false },
      { at: 200, until: 300, value: true },
      { at: 300, until: null, value: false },
    ])
  })

  it('by the mark of the ledger until somebody registers it, and then no longer by the mark', () => {
    const marked = { at: 100, until: 900, value: true }
    expect(disputeSpans(marked, [])).toEqual([{ at: 100, until: 900, value: true }])
    expect(disputeSpans(marked, [{ at: 200, until: null, resolvedAt: 300 }])).toEqual([
      { at: 100, until: 300, value: true },
      { at: 300, until: 900, value: false },
    ])
  })

  it('holds while any of several is open, and what was taken back counts until then', () => {
    const spans = disputeSpans(unmarked, [
      { at: 200, until: 400, resolvedAt: null },
      { at: 300, until: null, resolvedAt: 600 },
    ])
    expect(spans.filter(({ value }) => value)).toEqual([{ at: 200, until: 600, value: true }])
  })

  it('never changes what was known before by what is recorded later', () => {
    const dispute = fc.record({
      at: fc.integer({ min: 100, max: 500 }),
      lasts: fc.option(fc.integer({ min: 1, max: 300 }), { nil: null }),
      solved: fc.option(fc.integer({ min: 0, max: 300 }), { nil: null }),
    })
    const knownAt = (spans: ReturnType<typeof disputeSpans>, time: number) =>
      spans.find((span) => span.at <= time && (span.until === null || time < span.until))?.value ?? null
    fc.assert(
      fc.property(fc.array(dispute, { maxLength: 5 }), fc.integer({ min: 100, max: 600 }), (list, then) => {
        const all = list.map(({ at, lasts, solved }) => ({
          at,
          until: lasts === null ? null : at + lasts,
          resolvedAt: solved === null ? null : at + solved,
        }))
        const before = all
          .filter(({ at }) => at <= then)
          .map(({ at, until, resolvedAt }) => ({
            at,
            until: until !== null && until <= then ? until : null,
            resolvedAt: resolvedAt !== null && resolvedAt <= then ? resolvedAt : null,
          }))
        expect(knownAt(disputeSpans(unmarked, all), then)).toBe(knownAt(disputeSpans(unmarked, before), then))
      }),
    )
  })
})
