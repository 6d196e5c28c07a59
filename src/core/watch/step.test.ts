import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../calendar.ts'
import type { Finding } from './evaluate.ts'
import { PACK } from './pack.ts'
import type { Rule } from './rule.ts'
import { applyInput, beginWatch, firstState, REST_DAYS, type Step, step, type WatchState } from './step.ts'
import type { Truth } from './truth.ts'

const base: Rule = { ...PACK[0]!, pendingMinutes: 0, coolDownDays: 0, mode: 'on' }

function saw(
  truth: Truth,
  over: Truth = truth === 'true' ? 'false' : truth === 'false' ? 'true' : truth,
  level = 0,
): Finding {
  return {
    ...{ truth, apparent: truth, over, out: null, leaves: [], clearLeaves: [], headline: null },
    ...{ level, moneyFen: null, heldTo: null, readAt: null },
  }
}

function kinds(result: Step): string[] {
  return result.transitions.map(({ kind }) => kind)
}

function opened(rule: Rule = base): WatchState {
  return step(rule, firstState(0), saw('true'), 1000).state
}

describe('step', () => {
  it('opens once, and the same subject and rule never opens twice', () => {
    const first = step(base, firstState(0), saw('true'), 1000)
    expect(kinds(first)).toEqual(['opened'])
    expect(kinds(step(base, first.state, saw('true'), 2000))).toEqual([])
  })

  it('waits for the pending time and asks to be woken at its end', () => {
    const rule = { ...base, pendingMinutes: 10 }
    const waiting = step(rule, firstState(0), saw('true'), 1000)
    expect(kinds(waiting)).toEqual([])
    expect(waiting.wakeAt).toBe(1000 + 600_000)
    expect(kinds(step(rule, waiting.state, saw('true'), waiting.wakeAt! - 1))).toEqual([])
    expect(step(rule, waiting.state, saw('true'), waiting.wakeAt!).transitions[0]).toMatchObject({
      kind: 'opened',
      openedAt: 601_000,
    })
    const gone = step(rule, waiting.state, saw('false'), 5000)
    expect(gone.state.phase).toBe('idle')
    expect(gone.wakeAt).toBeNull()
  })

  it('no data holds an open alert, says so once, and never opens one', () => {
    expect(kinds(step(base, firstState(0), saw('unknown'), 1000))).toEqual([])
    const held = step(base, opened(), saw('unknown'), 2000)
    expect(kinds(held)).toEqual(['held'])
    expect(held.state.phase).toBe('open')
    expect(kinds(step(base, held.state, saw('unknown'), 3000))).toEqual([])
    expect(kinds(step(base, held.state, saw('true'), 3000))).toEqual(['resumed'])
    expect(kinds(step(base, held.state, saw('false'), 3000))).toEqual(['cleared'])
  })

  it('clears only when the clear condition says so, and at once when the subject is out of the game', () => {
    expect(kinds(step(base, opened(), saw('false', 'false'), 2000))).toEqual([])
    expect(kinds(step(base, opened(), saw('false', 'true'), 2000))).toEqual(['cleared'])
    expect(kinds(step(base, opened(), saw('closed'), 2000))).toEqual(['cleared'])
  })

  it('announces a worse level once and never a better one', () => {
    const worse = step(base, opened(), saw('true', 'false', 2), 2000)
    expect(kinds(worse)).toEqual(['worsened'])
    expect(kinds(step(base, worse.state, saw('true', 'false', 1), 3000))).toEqual([])
    expect(kinds(step(base, worse.state, saw('true', 'false', 2), 3000))).toEqual([])
    expect(kinds(step(base, worse.state, saw('true', 'false', 3), 3000))).toEqual(['worsened'])
  })

  it('cools down after clearing, then opens if it still holds', () => {
    const rule = { ...base, coolDownDays: 2 }
    const cleared = step(rule, opened(rule), saw('false'), 2000).state
    const again = step(rule, cleared, saw('true'), 3000)
    expect(kinds(again)).toEqual([])
    expect(again.wakeAt).toBe(2000 + 2 * DAY_MS)
    expect(kinds(step(rule, again.state, saw('true'), again.wakeAt!))).toEqual(['opened'])
  })

  it('what already holds when watching begins is standing until it has cleared once', () => {
    const begun = beginWatch(base, saw('true'), 1000)
    expect(kinds(begun)).toEqual(['standing'])
    expect(kinds(step(base, begun.state, saw('true', 'false', 5), 2000))).toEqual([])
    const over = step(base, begun.state, saw('false'), 3000)
    expect(kinds(over)).toEqual([])
    expect(kinds(step(base, over.state, saw('true'), 4000))).toEqual(['opened'])
  })

  it('closed by a person and still true: rests, then comes back', () => {
    const rested = applyInput(base, opened(), { kind: 'resolved', at: 5000, openedAt: 1000 })
    const still = step(base, rested, saw('true'), 5000)
    expect(kinds(still)).toEqual([])
    expect(still.wakeAt).toBe(5000 + REST_DAYS * DAY_MS)
    expect(kinds(step(base, still.state, saw('true'), still.wakeAt!))).toEqual(['opened'])
  })

  it('closing an alert that is no longer the open one changes nothing', () => {
    const state = opened()
    expect(applyInput(base, state, { kind: 'resolved', at: 5000, openedAt: 999 })).toBe(state)
  })
})
