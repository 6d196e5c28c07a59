import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, DAY_MS, dayOf, type Instant, startOfDay } from '../calendar.ts'
import { DEFAULT_CALENDAR, type WorkCalendar } from '../workdays.ts'
import {
  type AlertNow,
  DAILY_CAP,
  type Decision,
  decideNotice,
  type LastTold,
  type Reader,
} from './decide.ts'
import { DEFAULT_QUIET_HOURS, quietReason } from './quiet-hours.ts'

const HOUR = 3_600_000
/** A Wednesday, 10:00. */
const NOW = startOfDay('2026-11-25') + 10 * HOUR
const CALENDAR: WorkCalendar = { ...DEFAULT_CALENDAR, years: new Set([2026]) }

const alert = (over: Partial<AlertNow> = {}): AlertNow => ({
  severity: 2,
  level: 0,
  escalationStep: 0,
  acknowledged: false,
  resolved: false,
  trial: false,
  silencedUntil: null,
  repeatEveryMs: null,
  ...over,
})

const told = (over: Partial<LastTold> = {}): LastTold => ({
  at: NOW - DAY_MS,
  severity: 2,
  level: 0,
  escalationStep: 0,
  resolved: false,
  asResponsible: true,
  ...over,
})

const reader = (over: Partial<Reader> = {}): Reader => ({
  isResponsible: true,
  mutedUntil: null,
  minSeverity: 3,
  quiet: DEFAULT_QUIET_HOURS,
  dailyCap: DAILY_CAP,
  interruptionsToday: 0,
  ...over,
})

type Case = {
  name: string
  alert?: Partial<AlertNow>
  lastTold?: Partial<LastTold>
  reader?: Partial<Reader>
  now?: Instant
  outside: Decision
  page?: Decision
}

const send = (reason: Extract<Decision, { send: true }>['reason']): Decision => ({ send: true, reason })
const drop = (reason: Extract<Decision, { send: false }>['reason']): Decision => ({
  send: false,
  reason,
  fate: 'drop',
})

const CASES: Case[] = [
  { name: 'never told', outside: send('first') },
  { name: 'told, nothing new', lastTold: {}, outside: drop('duplicate') },
  { name: 'crossed the next line', alert: { level: 1 }, lastTold: {}, outside: send('worsened') },
  { name: 'became more severe', alert: { severity: 1 }, lastTold: {}, outside: send('worsened') },
  { name: 'became milder', alert: { severity: 3 }, lastTold: {}, outside: drop('duplicate') },
  {
    name: 'escalated and worsened: the ladder is the stronger reason',
    alert: { escalationStep: 1, level: 1 },
    lastTold: {},
    outside: send('escalated'),
  },
  { name: 'became mine', lastTold: { asResponsible: false }, outside: send('assigned') },
  {
    name: 'repeat one millisecond early',
    alert: { repeatEveryMs: DAY_MS },
    lastTold: { at: NOW - DAY_MS + 1 },
    outside: drop('duplicate'),
  },
  { name: 'repeat due', alert: { repeatEveryMs: DAY_MS }, lastTold: {}, outside: send('repeat_due') },
  {
    name: 'repeat stops once somebody took it on',
    alert: { repeatEveryMs: DAY_MS, acknowledged: true },
    lastTold: {},
    outside: drop('duplicate'),
  },
  {
    name: 'a hold ended after it was told',
    alert: { resumedAt: NOW },
    lastTold: {},
    outside: send('resumed'),
  },
  {
    name: 'told since the hold ended',
    alert: { resumedAt: NOW - DAY_MS },
    lastTold: {},
    outside: drop('duplicate'),
  },
  {
    name: 'resolved: good news stays in the page',
    alert: { resolved: true },
    lastTold: {},
    outside: drop('resolved_quietly'),
    page: send('resolved'),
  },
  { name: 'resolved before anybody knew', alert: { resolved: true }, outside: drop('never_told') },
  { name: 'opened again after it was over', lastTold: { resolved: true }, outside: send('first') },
  { name: 'a rule on trial disturbs nobody', alert: { trial: true, severity: 1 }, outside: drop('trial') },
  { name: 'silenced', alert: { silencedUntil: NOW + 1 }, outside: drop('silenced') },
  { name: 'silence is over', alert: { silencedUntil: NOW }, outside: send('first') },
  {
    name: 'the person is in a meeting',
    reader: { mutedUntil: NOW + HOUR },
    outside: { send: false, reason: 'muted', fate: 'brief', because: 'first' },
    page: send('first'),
  },
  {
    name: 'less urgent than this person wants',
    alert: { severity: 3 },
    reader: { minSeverity: 2 },
    outside: { send: false, reason: 'below_severity', fate: 'brief', because: 'first' },
    page: send('first'),
  },
  {
    name: 'the fifth still goes out',
    reader: { interruptionsToday: 4 },
    outside: send('first'),
  },
  {
    name: 'the sixth waits for the brief',
    alert: { severity: 1 },
    reader: { interruptionsToday: 5 },
    outside: { send: false, reason: 'cap_reached', fate: 'brief', because: 'first' },
    page: send('first'),
  },
  {
    name: '21:00 is quiet, and it comes at 08:00',
    now: startOfDay('2026-11-25') + 21 * HOUR,
    outside: {
      send: false,
      reason: 'quiet_hours',
      fate: 'later',
      at: startOfDay('2026-11-26') + 8 * HOUR,
      because: 'first',
    },
    page: send('first'),
  },
  { name: '20:59 is not', now: startOfDay('2026-11-25') + 21 * HOUR - 1, outside: send('first') },
  { name: '08:00 is not', now: startOfDay('2026-11-26') + 8 * HOUR, outside: send('first') },
  {
    name: 'severity 1 breaks quiet hours',
    alert: { severity: 1 },
    now: startOfDay('2026-11-25') + 3 * HOUR,
    outside: send('first'),
  },
  {
    name: 'Saturday waits for Monday',
    now: startOfDay('2026-11-28') + 10 * HOUR,
    outside: {
      send: false,
      reason: 'day_off',
      fate: 'later',
      at: startOfDay('2026-11-30') + 8 * HOUR,
      because: 'first',
    },
    page: send('first'),
  },
]

describe('decideNotice', () => {
  for (const c of CASES) {
    it(c.name, () => {
      const decide = (surface: 'page' | 'outside') =>
        decideNotice({
          surface,
          alert: alert(c.alert),
          lastTold: c.lastTold ? told(c.lastTold) : null,
          reader: reader(c.reader),
          calendar: CALENDAR,
          now: c.now ?? NOW,
        })
      expect(decide('outside')).toEqual(c.outside)
      if (c.page) expect(decide('page')).toEqual(c.page)
    })
  }

  it('over any month nobody is disturbed more than five times a day, nor at night unless it is urgent', () => {
    const step = fc.record({
      gapMinutes: fc.integer({ min: 0, max: 900 }),
      severity: fc.constantFrom(1, 2, 3) as fc.Arbitrary<1 | 2 | 3>,
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        let now = startOfDay('2026-11-02')
        const perDay = new Map<string, number>()
        for (const { gapMinutes, severity } of steps) {
          now += gapMinutes * 60_000
          const day = dayOf(now)
          const decision = decideNotice({
            surface: 'outside',
            alert: alert({ severity }),
            lastTold: null,
            reader: reader({ interruptionsToday: perDay.get(day) ?? 0 }),
            calendar: CALENDAR,
            now,
          })
          if (decision.send) {
            perDay.set(day, (perDay.get(day) ?? 0) + 1)
            if (severity !== 1) expect(quietReason(DEFAULT_QUIET_HOURS, CALENDAR, now)).toBeNull()
          } else if (decision.fate === 'later') {
            expect(decision.at).toBeGreaterThan(now)
            expect(quietReason(DEFAULT_QUIET_HOURS, CALENDAR, decision.at)).toBeNull()
          } else {
            expect(decision.fate).toBe('brief')
          }
        }
        for (const count of perDay.values()) expect(count).toBeLessThanOrEqual(DAILY_CAP)
      }),
    )
  })

  it('a message put off over a long holiday comes on the first working morning', () => {
    const holiday = new Map([...Array(9).keys()].map((n) => [addDays('2026-10-01', n), false] as const))
    const decision = decideNotice({
      surface: 'outside',
      alert: alert(),
      lastTold: null,
      reader: reader(),
      calendar: { ...CALENDAR, exceptions: holiday },
      now: startOfDay('2026-10-01') + 9 * HOUR,
    })
    // 1 to 9 October are off, the 10th and 11th are a weekend.
    expect(decision).toMatchObject({ fate: 'later', at: startOfDay('2026-10-12') + 8 * HOUR })
  })
})
