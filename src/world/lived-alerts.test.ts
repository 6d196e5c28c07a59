import { describe, expect, it } from 'vitest'
import { addDays, DAY_MS, type Day, dayOf, startOfDay } from '../core/calendar.ts'
import { DEFAULT_CALENDAR, isWorkday } from '../core/workdays.ts'
import { type LivedAlert, liveAlert } from './lived-alerts.ts'
import { LEAVER } from './people.ts'

const today: Day = '2026-11-23'
const now = startOfDay(today) + 10 * 3_600_000
const scene = { seed: 'one', calendar: DEFAULT_CALENDAR, now }

function alertOf(index: number, over: Partial<LivedAlert> = {}): LivedAlert {
  const openedAt = startOfDay(addDays('2026-03-02', index))
  return {
    key: `alert-${index}`,
    rule: 'deal-no-follow-up',
    kind: 'deal',
    responsible: 'xujiahui',
    status: 'resolved',
    openedAt,
    clearedAt: openedAt + 6 * DAY_MS,
    nextOpenedAt: null,
    ending: null,
    ...over,
  }
}

const lives = (over: Partial<LivedAlert> = {}) =>
  Array.from({ length: 150 }, (_, index) => {
    const alert = alertOf(index, over)
    return { alert, acts: liveAlert(alert, scene) }
  })

describe('what people do about their alerts', () => {
  it('is the same for the same seed and alert, and another for another seed', () => {
    const all = (seed: string) => lives().map(({ alert }) => liveAlert(alert, { ...scene, seed }))
    expect(all('one')).toEqual(all('one'))
    expect(all('two')).not.toEqual(all('one'))
  })

  it('happens in working time and in order, the result only after the clearing', () => {
    for (const { alert, acts } of lives()) {
      expect(acts.map(({ at }) => at)).toEqual(acts.map(({ at }) => at).sort((a, b) => a - b))
      for (const { at, kind } of acts) {
        expect(isWorkday(DEFAULT_CALENDAR, dayOf(at))).toBe(true)
        if (kind === 'resolve') expect(at).toBeGreaterThan(alert.clearedAt!)
        else if (kind !== 'review') expect(at).toBeLessThan(alert.clearedAt!)
        expect(at).toBeLessThan(now)
      }
    }
    expect(lives().filter(({ acts }) => acts.length > 1).length).toBeGreaterThan(100)
  })

  it('is over before the same warning comes again', () => {
    for (const index of [1, 2, 3]) {
      const alert = alertOf(index)
      expect(liveAlert({ ...alert, nextOpenedAt: alert.clearedAt! + 60_000 }, scene)).toEqual([])
    }
  })

  it('closes nothing that still holds', () => {
    const kinds = lives({ status: 'open', clearedAt: null }).flatMap(({ acts }) =>
      acts.map(({ kind }) => kind),
    )
    expect(kinds).not.toContain('resolve')
    expect(kinds).toContain('silence')
  })

  it('leaves what was asked for again on the desk of whoever was asked, since the last morning', () => {
    const asked = lives({ status: 'open', clearedAt: null }).flatMap(({ acts }) =>
      acts.flatMap((act) => (act.kind === 'reassign' ? [act] : [])),
    )
    expect(asked.length).toBeGreaterThan(20)
    for (const { by, to, at } of asked) {
      expect(to).toBe('xujiahui')
      expect(by).not.toBe(to)
      expect(now - at).toBeLessThan(4 * DAY_MS)
    }
  })

  it('is late by the leaver, if at all', () => {
    const taken = (responsible: string) => lives({ responsible }).filter(({ acts }) => acts.length > 0).length
    expect(taken(LEAVER)).toBeLessThan(taken('xujiahui') / 2)
  })

  it('calls a deal lost within days too late, and a later loss a right warning', () => {
    const verdicts = (days: number) =>
      lives().flatMap(({ alert: { key } }, index) => {
        const alert = alertOf(index)
        const occurredOn = addDays(dayOf(alert.openedAt), days)
        const acts = liveAlert({ ...alert, key, ending: { stage: 'lost', occurredOn } }, scene)
        return acts.flatMap((act) => (act.kind === 'resolve' ? [`${act.verdict} ${act.result}`] : []))
      })
    expect(new Set(verdicts(2))).toEqual(new Set(['late lost']))
    expect(new Set(verdicts(6))).toEqual(new Set(['right lost']))
  })
})
