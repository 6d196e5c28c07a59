import { describe, expect, it } from 'vitest'
import { decideUntil, HELP_STATES, type HelpAct, isHelping, nextHelp } from './help.ts'

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
