import { describe, expect, it } from 'vitest'
import { addDays, dayOf, startOfDay } from '../calendar.ts'
import { type FaultCode, faultsOf, type VitalSigns } from './vital-signs.ts'

const NOW = startOfDay('2026-06-30') + 36_000_000
const TODAY = dayOf(NOW)
const sound: VitalSigns = {
  pulse: {
    lookedAt: NOW - 10_000,
    canaryAt: NOW - 20_000,
    canaryTriedAt: NOW - 20_000,
    canaryError: null,
    rulesOn: 5,
  },
  bornAt: NOW - 86_400_000,
  turns: 1,
  oldestDueAt: null,
  rulesOn: 5,
  readOnly: false,
  channelsOff: [],
  tick: NOW - 1_000,
  databaseNow: NOW,
  sources: [{ name: 'activity', newestOn: TODAY, perMonth: 200, quietWorkdays: 0 }],
}
const codes = (change: Partial<VitalSigns>, now = NOW, since?: number) =>
  faultsOf({ ...sound, ...change }, now, since).map(({ code }) => code)
const pulse = (change: Partial<NonNullable<VitalSigns['pulse']>>) => ({
  pulse: { ...sound.pulse!, ...change },
})

describe('the vital signs of the watcher', () => {
  it('are silent when all is well', () => expect(codes({})).toEqual([]))

  it.each<[FaultCode, string, Partial<VitalSigns>]>([
    ['worker_silent', 'killed, hung or blocked', pulse({ lookedAt: NOW - 90_001 })],
    ['worker_silent', 'never begun', { pulse: null }],
    ['evaluation_late', 'stuck behind a lock', { oldestDueAt: NOW - 90_001 }],
    [
      'canary_lost',
      'a path that no longer reaches its end',
      pulse({ canaryAt: NOW - 90_001, canaryError: 'x' }),
    ],
    ['canary_lost', 'a path that never reached its end', pulse({ canaryAt: null })],
    ['rules_gone', 'no rule where there were five', { rulesOn: 0 }],
    ['read_only', 'a database that takes nothing', { readOnly: true }],
    ['channel_off', 'a robot whose token was revoked', { channelsOff: ['群'] }],
    ['clock_back', 'a clock behind what was already written', { tick: NOW + 5_001 }],
    ['clock_back', 'a clock far from that of the database', { databaseNow: NOW + 60_001 }],
    [
      'data_stale',
      'a week without what came daily',
      { sources: [{ name: 'payment', newestOn: addDays(TODAY, -8), perMonth: 20, quietWorkdays: 6 }] },
    ],
  ])('%s: %s', (code, _what, change) => expect(codes(change)).toEqual([code]))

  it('find each of these within two minutes of its beginning', () => {
    const at = NOW + 119_000
    expect(codes({ tick: at, databaseNow: at }, at)).toEqual(['worker_silent', 'canary_lost'])
    expect(
      codes({ ...pulse({ lookedAt: at, canaryAt: at }), oldestDueAt: NOW, databaseNow: at }, at),
    ).toEqual(['evaluation_late'])
  })

  it('are old after a night switched off: the worker has its time from the start of the watch', () => {
    const night = { ...pulse({ lookedAt: NOW - 9e7, canaryAt: NOW - 9e7 }), oldestDueAt: NOW - 9e7 }
    expect(codes(night, NOW, NOW - 89_000)).toEqual([])
    expect(codes(night, NOW, NOW - 91_000)).toEqual(['worker_silent', 'evaluation_late', 'canary_lost'])
  })

  it('are patient with what is young, takes turns or comes rarely', () => {
    expect(codes({ pulse: null, bornAt: NOW - 60_000 })).toEqual([])
    expect(codes({ ...pulse({ canaryAt: null, canaryTriedAt: null }) })).toEqual([])
    expect(codes({ ...pulse({ canaryAt: NOW - 110_000 }), turns: 2 })).toEqual([])
    expect(codes({ rulesOn: 0, ...pulse({ rulesOn: 0 }) })).toEqual([])
    const payment = { name: 'payment', newestOn: addDays(TODAY, -40) } as const
    expect(codes({ sources: [{ ...payment, perMonth: 2, quietWorkdays: 28 }] })).toEqual([])
    expect(codes({ sources: [{ ...payment, newestOn: null, perMonth: 0, quietWorkdays: null }] })).toEqual([])
    // Ten days of Spring Festival are no silence.
    expect(codes({ sources: [{ ...payment, perMonth: 200, quietWorkdays: 5 }] })).toEqual([])
  })
})
