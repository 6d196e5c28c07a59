import { describe, expect, it } from 'vitest'
import { decideAssign, decideUntil, HELP_STATES, type HelpAct, isHelping, nextHelp } from './help.ts'

const TODAY = '2026-03-16'

describe('help', () => {
  it('lasts through its last day and is then over by itself', () => {
    expect(isHelping({ state: 'accepted', untilOn: TODAY }, TODAY)).toBe(true)
    expect(isHelping({ state: 'accepted', untilOn: '2026-03-15' }, TODAY)).toBe(false)
    expect(isHelping({ state: 'accepted', untilOn: null }, TODAY)).toBe(false)
    for (const state of HELP_STATES.filter((one) => one !== 'accepted'))
      expect(isHelping({ state, untilOn: '2026-12-31' }, TODAY)).toBe(false)
  })

  it('has an end, neither past nor far off', () => {
    expect(decideUntil(TODAY, TODAY)).toEqual({ ok: true, value: TODAY })
    expect(decideUntil('2026-03-15', TODAY)).toMatchObject({ code: 'day_in_past' })
    expect(decideUntil('2026-06-14', TODAY)).toMatchObject({ ok: true })
    expect(decideUntil('2026-06-15', TODAY)).toMatchObject({ code: 'help_too_long' })
  })

  it('begins on an open deal that stands for longer than usual, and goes on while it is open', () => {
    const stalled = { outcome: 'open', stageSince: '2026-03-01', normDays: 14 }
    expect(decideAssign(stalled, false, TODAY)).toMatchObject({ ok: true })
    const usual = { ...stalled, normDays: 15 }
    expect(decideAssign(usual, false, TODAY)).toMatchObject({ code: 'help_not_stalled' })
    expect(decideAssign(usual, true, TODAY)).toMatchObject({ ok: true })
    expect(decideAssign({ ...stalled, outcome: 'won' }, true, TODAY)).toMatchObject({ code: 'deal_closed' })
    expect(decideAssign({ ...stalled, outcome: 'lost' }, false, TODAY)).toMatchObject({ code: 'deal_closed' })
    const undated = { outcome: 'undated', stageSince: null, normDays: 14 }
    expect(decideAssign(undated, true, TODAY)).toMatchObject({ code: 'help_not_stalled' })
  })

  it.each<[HelpAct, string]>([
    ['accept', 'accepted'],
    ['decline', 'declined'],
    ['withdraw', 'withdrawn'],
  ])('an offer can be answered once: %s', (act, state) => {
    expect(nextHelp({ state: 'offered', untilOn: null }, act, TODAY)).toEqual({ ok: true, value: state })
    for (const other of HELP_STATES.filter((one) => one !== 'offered'))
      expect(nextHelp({ state: other, untilOn: TODAY }, act, TODAY)).toMatchObject({ code: 'help_not_open' })
  })

  it('ends while it lasts', () => {
    expect(nextHelp({ state: 'accepted', untilOn: TODAY }, 'end', TODAY)).toEqual({
      ok: true,
      value: 'ended',
    })
    expect(nextHelp({ state: 'accepted', untilOn: '2026-03-01' }, 'end', TODAY)).toMatchObject({
      code: 'help_over',
    })
  })
})
