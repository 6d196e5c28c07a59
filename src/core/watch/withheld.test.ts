import { describe, expect, it } from 'vitest'
import { DAY_MS, dayNumber, startOfDay } from '../calendar.ts'
import type { History } from './evaluate.ts'
import type { LateSpell } from './late.ts'
import type { Delta } from './metric.ts'
import { metricDef } from './metrics.ts'
import { fixed, shipped } from './pack-shape.ts'
import type { Rule } from './rule.ts'
import { sweep } from './sweep.ts'

const rule: Rule = shipped({
  code: 'late-money',
  title: { zh: '逾期', en: 'Overdue' },
  subject: 'instalment',
  condition: fixed('overdue_days', 'gte', 3),
  severity: 2,
  moneyMetric: null,
})
const DUE = dayNumber('2026-03-16')
const START = startOfDay('2026-03-01')
const CROSSES = startOfDay('2026-03-19')
const spell = (until: number | null): LateSpell => ({
  source: 'payment',
  lastOn: dayNumber('2026-03-13'),
  from: startOfDay('2026-03-18'),
  until,
  heldTo: startOfDay('2026-03-25'),
  allowed: 2,
})

/** Owed from the 1st and due on the 16th; paid at `paidAt`, as far as that is known. */
function watched(late: LateSpell | null, paidAt: number | null, to = '2026-04-10', own: Rule = rule) {
  const deltas: Delta[] = [
    { at: START, on: DUE, value: 1 },
    { at: START, on: dayNumber('2026-03-01'), value: 1, part: 'gate' },
    ...(paidAt === null
      ? []
      : [{ at: paidAt, on: dayNumber('2026-03-14'), value: -1, part: 'gate' as const }]),
  ]
  const def = metricDef('instalment', 'overdue_days')!
  const history: History = {
    subject: { kind: 'instalment', id: 'i' },
    series: new Map([['overdue_days', { def, deltas }]]),
    fields: {},
    ...(late ? { late: new Map([['payment', [late]]]) } : {}),
  }
  return sweep({ versions: [{ from: START, rule: own }], history, inputs: [] }, null, startOfDay(to))
}
const told = (...args: Parameters<typeof watched>) =>
  watched(...args)
    .transitions.filter(({ kind }) => kind !== 'worsened')
    .map(({ kind, at, openedAt, withheldSince }) => [kind, at, openedAt, withheldSince])
const worsened = (late: LateSpell | null) =>
  watched(late, null).transitions.flatMap(({ kind, at }) => (kind === 'worsened' ? [at] : []))

describe('a warning that rests on silence', () => {
  const fedAt = startOfDay('2026-03-20') + 36_000_000

  it('goes out at once while its source delivers', () => {
    expect(told(null, null)).toEqual([['opened', CROSSES, CROSSES, undefined]])
  })

  it('waits for its data, and goes out with it where it is still true; the first instant is kept', () => {
    expect(told(spell(fedAt), null)).toEqual([
      ['withheld', CROSSES, CROSSES, undefined],
      ['opened', fedAt, fedAt, CROSSES],
    ])
  })

  it('is gone where the data refutes it', () => {
    expect(told(spell(fedAt), fedAt)).toEqual([
      ['withheld', CROSSES, CROSSES, undefined],
      ['refuted', fedAt, CROSSES, undefined],
    ])
    expect(watched(spell(fedAt), fedAt).state).toMatchObject({ phase: 'idle', coolUntil: null })
  })

  it('does not wait for ever: it goes out by the data of the last day', () => {
    const { transitions, state } = watched(spell(null), null, '2026-03-27')
    const bound = startOfDay('2026-03-25')
    expect(transitions.map(({ kind, at }) => [kind, at])).toEqual([
      ['withheld', CROSSES],
      ['opened', bound],
    ])
    expect(transitions[1]!.finding.headline!.late).toMatchObject({ source: 'payment', lastOn: '2026-03-13' })
    expect(state).toMatchObject({ phase: 'open', since: bound })
  })

  it('is asked to be looked at when the bound is reached', () => {
    const still = watched(spell(null), null, '2026-03-24')
    expect(still.state).toMatchObject({ phase: 'withheld', since: CROSSES })
    expect(still.wakeAt).toBe(startOfDay('2026-03-25'))
  })

  it('that was open stays as it is: it neither grows nor ends by silence', () => {
    const early: LateSpell = { ...spell(fedAt), from: startOfDay('2026-03-20') }
    expect(told(early, null)).toEqual([['opened', CROSSES, CROSSES, undefined]])
    // A day later it would have doubled: it says so when the data has come.
    expect(worsened(null)[0]).toBe(startOfDay('2026-03-21'))
    expect(worsened({ ...early, until: startOfDay('2026-03-23') })[0]).toBe(startOfDay('2026-03-23'))
    const window: Rule = { ...rule, condition: { not: fixed('overdue_days', 'lt', 3) } }
    expect(told(early, null, '2026-04-10', window)).toEqual([['opened', CROSSES, CROSSES, undefined]])
  })

  it('that is over before its data comes is told in the last moment in which it holds', () => {
    const lastDay = startOfDay('2026-03-22') - 1
    const window: Rule = {
      ...rule,
      condition: { all: [fixed('overdue_days', 'gte', 3), fixed('overdue_days', 'lt', 6)] },
    }
    expect(told(spell(null), null, '2026-04-10', window)).toEqual([
      ['withheld', CROSSES, CROSSES, undefined],
      ['opened', lastDay, lastDay, CROSSES],
      ['held', startOfDay('2026-03-22'), lastDay, undefined],
      ['cleared', startOfDay('2026-03-25'), lastDay, undefined],
    ])
    const { transitions } = watched(spell(null), null, '2026-03-22', window)
    expect(transitions[1]!.finding.headline).toMatchObject({
      truth: 'true',
      missing: null,
      late: { source: 'payment', lastOn: '2026-03-13' },
    })
    expect(told(spell(fedAt), fedAt, '2026-04-10', window)).toEqual(told(spell(fedAt), fedAt))
    expect(watched(spell(null), null, '2026-03-21', window).wakeAt).toBe(lastDay)
  })

  it('on its own day alone does not wait: a day later it would say nothing', () => {
    const today: Rule = { ...rule, condition: fixed('overdue_days', 'eq', 3) }
    expect(told(spell(null), null, '2026-04-10', today)).toEqual([
      ['opened', CROSSES, CROSSES, undefined],
      ['cleared', startOfDay('2026-03-20'), CROSSES, undefined],
    ])
    const { transitions } = watched(spell(null), null, '2026-03-19', today)
    expect(transitions[0]!.finding.headline).toMatchObject({ late: { lastOn: '2026-03-13' } })
  })

  it('of a week waits no longer than of a day, and is looked at when its data comes', () => {
    const weekly: Rule = { ...rule, grid: 'week' }
    const seen = startOfDay('2026-03-23') - 1
    const bound = startOfDay('2026-03-25')
    expect(told(spell(null), null, '2026-04-10', weekly)).toEqual([
      ['withheld', seen, seen, undefined],
      ['opened', bound, bound, seen],
    ])
    const later = startOfDay('2026-03-23') + 36_000_000
    expect(told(spell(later), later, '2026-04-10', weekly)).toEqual([
      ['withheld', seen, seen, undefined],
      ['refuted', later, seen, undefined],
    ])
    expect(told(spell(later), null, '2026-04-10', weekly)[1]).toEqual(['opened', later, later, seen])
  })

  it('waits out its own pending time meanwhile', () => {
    const slow: Rule = { ...rule, pendingMinutes: (2 * DAY_MS) / 60_000 }
    expect(told(spell(fedAt), null, '2026-04-10', slow)).toEqual([
      ['opened', CROSSES + 2 * DAY_MS, CROSSES + 2 * DAY_MS, undefined],
    ])
  })
})
