import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../calendar.ts'
import { draftRule } from './compose.ts'
import { knobsOf, turnKnobs } from './knobs.ts'
import { PACK } from './pack.ts'
import { asksProof, hasTrialRecord, isShippedBut, TRIAL_DAYS } from './proven.ts'
import type { Rule } from './rule.ts'

const own: Rule = { ...draftRule('own-1', 'customer'), version: 1 }
const shipped = PACK.find(({ code }) => code === 'instalment-overdue-1')!

describe('what may disturb', () => {
  it('asks a rule of one’s own for proof when it begins to disturb, or by something else', () => {
    const loud: Rule = { ...own, mode: 'on' }
    const other: Rule = { ...loud, pendingMinutes: 60 }
    expect(asksProof(undefined, own, PACK)).toBe(false)
    expect(asksProof(undefined, loud, PACK)).toBe(true)
    expect(asksProof(own, loud, PACK)).toBe(true)
    expect(asksProof(loud, other, PACK)).toBe(true)
    expect(asksProof(loud, { ...loud, title: { zh: '改名', en: 'Renamed' }, severity: 1 }, PACK)).toBe(false)
  })

  it('leaves what ships alone whatever its numbers are, but not what was made of it', () => {
    for (const rule of PACK) expect(isShippedBut(rule, PACK)).toBe(true)
    const [knob] = knobsOf(shipped)
    const moved = turnKnobs(shipped, [{ path: knob!.path, value: knob!.value + 1 }])
    expect(moved.ok && asksProof(shipped, { ...moved.value, mode: 'on' }, PACK)).toBe(false)
    const remade: Rule = { ...shipped, condition: { not: shipped.condition }, mode: 'on' }
    expect(asksProof(shipped, remade, PACK)).toBe(true)
    expect(asksProof(undefined, { ...shipped, code: 'own-2', mode: 'on' }, PACK)).toBe(true)
  })

  it('takes weeks on trial for a record, of just this and without a break', () => {
    const now = 100 * DAY_MS
    const from = now - TRIAL_DAYS * DAY_MS
    const trial = (at: number, rule: Rule) => ({ from: at, rule })
    expect(hasTrialRecord([trial(from, own)], own, now)).toBe(true)
    expect(hasTrialRecord([trial(from + 1, own)], own, now)).toBe(false)
    expect(hasTrialRecord([trial(0, own), trial(from + 5, { ...own, mode: 'off' })], own, now)).toBe(false)
    const changed = { ...own, pendingMinutes: 5 }
    expect(hasTrialRecord([trial(0, changed), trial(from + 5, own)], own, now)).toBe(false)
    expect(hasTrialRecord([trial(0, own), trial(from + 5, { ...own, severity: 1 })], own, now)).toBe(true)
  })
})
