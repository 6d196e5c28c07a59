import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CheckState, checkState, checksOnTheWay, type StageCheck, whyNotMark } from './checklist.ts'
import { DEFAULT_STAGES, type Stage } from './stages.ts'

const STAGES: Stage[] = DEFAULT_STAGES.map(({ key, kind }, position) => ({ id: key, key, kind, position }))
const stage = (key: string) => STAGES.find(({ id }) => id === key)!
const check = (stageId: string, over: Partial<StageCheck> = {}): StageCheck => ({
  id: `${stageId} item`,
  stageId,
  proof: null,
  skipBy: 'responsible',
  ...over,
})
const CHECKS = ['reach', 'need', 'quote', 'sign'].map((key) => check(key))
const between = (from: string, to: string) =>
  checksOnTheWay(CHECKS, STAGES, { from: stage(from), to: stage(to) }).map(({ stageId }) => stageId)

describe('what stands between a deal and a stage (C052)', () => {
  it('are the items of every stage it leaves, also of those it leaps over', () => {
    expect(between('reach', 'need')).toEqual(['reach'])
    expect(between('need', 'sign')).toEqual(['need', 'quote'])
    expect(between('need', 'won')).toEqual(['need', 'quote', 'sign'])
  })

  it('is nothing on the way back and to the loss', () => {
    expect([between('sign', 'need'), between('reach', 'lost')]).toEqual([[], []])
  })

  it('is the same in one step or in several, whatever way is taken', () => {
    const open = fc.constantFrom('reach', 'need', 'quote', 'sign')
    fc.assert(
      fc.property(open, fc.array(open, { maxLength: 6 }), fc.constantFrom('sign', 'won'), (from, way, to) => {
        const asked = new Set<string>()
        let at: string = from
        for (const next of [...way, to]) {
          for (const key of between(at, next)) asked.add(key)
          at = next
        }
        for (const key of between(from, to)) expect(asked).toContain(key)
      }),
    )
  })
})

describe('an item', () => {
  it('is seen by the system, or marked, or open', () => {
    const own = check('sign', { proof: 'contract_approved' })
    const skipped = new Map([[own.id, { state: 'skipped' as const, byManager: false }]])
    const states: CheckState[] = [
      checkState(own, new Map(), new Set(['contract_approved'])),
      checkState(own, skipped, new Set()),
      checkState(own, skipped, new Set(['contract_approved'])),
      checkState(own, new Map(), new Set(['quoted'])),
    ]
    expect(states).toEqual(['proven', 'skipped', 'proven', 'open'])
  })

  it('that was left out under a looser rule is open again under a tighter one', () => {
    const marked = (state: 'done' | 'skipped', byManager: boolean, skipBy: StageCheck['skipBy']) => {
      const own = check('need', { skipBy })
      return checkState(own, new Map([[own.id, { state, byManager }]]), new Set())
    }
    expect([marked('skipped', false, 'manager'), marked('skipped', true, 'nobody')]).toEqual(['open', 'open'])
    expect([marked('skipped', true, 'manager'), marked('done', false, 'nobody')]).toEqual(['skipped', 'done'])
  })

  it('is left out by whoever may, with a reason, and not ticked where the system sees it', () => {
    const skip = (skipBy: StageCheck['skipBy'], isManager: boolean, reason = '客户是老客户') =>
      whyNotMark(check('need', { skipBy }), { state: 'skipped', reason, isManager })
    expect([skip('responsible', false), skip('manager', true)]).toEqual([null, null])
    expect(skip('manager', false)).toBe('check_skipped_by_manager')
    expect([skip('nobody', true), skip('responsible', true, '  ')]).toEqual([
      'check_never_skipped',
      'reason_required',
    ])
    const done = { state: 'done', reason: '', isManager: true } as const
    expect([whyNotMark(check('need'), done), whyNotMark(check('need', { proof: 'screened' }), done)]).toEqual(
      [null, 'check_seen_by_system'],
    )
  })
})
