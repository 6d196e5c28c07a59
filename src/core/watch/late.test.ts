import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayNumber, endOfDay, startOfDay, weekday } from '../calendar.ts'
import { DEFAULT_CALENDAR, isWorkday, type WorkCalendar } from '../workdays.ts'
import { startOfDayIndex } from './day-index.ts'
import {
  countedFeeds,
  type Fed,
  HOLD_WORKDAYS,
  heldWindows,
  type LateSpell,
  lateAt,
  lateSpells,
} from './late.ts'
import { metricDef } from './metrics.ts'

const HOUR = 3_600_000
const fed = (day: string, imported = false): Fed => ({
  day: dayNumber(day),
  at: startOfDay(day) + 10 * HOUR,
  imported,
})
/** Every working day of so many days up to and including `until`. */
const daily = (until: string, days: number, imported = false): Fed[] =>
  Array.from({ length: days }, (_, index) => addDays(until, index - days + 1))
    .filter((day) => weekday(day) <= 5)
    .map((day) => fed(day, imported))
const spellsOf = (days: readonly Fed[], choices: Parameters<typeof lateSpells>[2]['choices'] = []) =>
  lateSpells('payment', days, { choices, calendar: DEFAULT_CALENDAR })

/** A Friday. */
const LAST = '2026-03-13'

describe('a source', () => {
  it('fed every working day is late on the third one without anything, until it comes', () => {
    const [spell] = spellsOf([...daily(LAST, 60), fed('2026-03-23')])
    expect(spell).toMatchObject({
      lastOn: dayNumber(LAST),
      from: startOfDay('2026-03-18'),
      until: startOfDay('2026-03-23') + 10 * HOUR,
      heldTo: startOfDay('2026-03-25'),
      allowed: 2,
    })
  })

  it('is not late over a Sunday, a week of holidays, or within what was usual for it', () => {
    const holidays = Array.from({ length: 9 }, (_, index) => addDays('2026-02-14', index))
    const calendar: WorkCalendar = {
      ...DEFAULT_CALENDAR,
      exceptions: new Map(holidays.map((day) => [day, false])),
      years: new Set([2026]),
    }
    const over = [...daily('2026-02-13', 60), fed('2026-02-24')]
    expect(
      lateSpells('payment', over, { choices: [], calendar }).filter(({ until }) => until !== null),
    ).toEqual([])
    const weekly = Array.from({ length: 14 }, (_, index) => fed(addDays('2025-12-05', 7 * index)))
    expect(spellsOf(weekly).filter(({ until }) => until !== null)).toEqual([])
  })

  it('is not missed in a year whose holidays nobody has loaded, unless somebody has set its rhythm', () => {
    const calendar: WorkCalendar = { ...DEFAULT_CALENDAR, years: new Set([2025, 2026]) }
    const until = daily('2026-12-30', 60)
    const late = (choices: Parameters<typeof lateSpells>[2]['choices'], years = calendar) =>
      lateSpells('payment', until, { choices, calendar: years }).filter(({ until: end }) => end === null)
    expect(late([])).toEqual([])
    expect(late([{ mode: 'set', workdays: 3, from: until[0]!.at }])).toHaveLength(1)
    expect(late([], { ...calendar, years: new Set([2025, 2026, 2027]) })).toHaveLength(1)
  })

  it('without a rhythm of its own is never late, however long it is quiet', () => {
    expect(spellsOf(daily(LAST, 12))).toEqual([])
    const monthly = Array.from({ length: 12 }, (_, index) =>
      fed(`2025-${String(index + 1).padStart(2, '0')}-05`),
    )
    expect(spellsOf(monthly)).toEqual([])
  })

  it('that comes as a file is not fed by somebody who types one row', () => {
    const file = daily(LAST, 60, true)
    const typed = [fed('2026-03-16'), fed('2026-03-18'), fed('2026-03-20')]
    expect(spellsOf([...file, ...typed]).at(-1)).toMatchObject({
      from: startOfDay('2026-03-18'),
      until: null,
    })
    expect(countedFeeds([...daily(LAST, 60), ...typed], []).at(-1)!.day).toBe(dayNumber('2026-03-20'))
  })

  it('that is typed from some day on is not waited for as a file for longer than some weeks', () => {
    const typed = [...daily('2026-04-10', 25)].filter(({ day }) => day > dayNumber(LAST))
    const feeds = [...daily(LAST, 60, true), ...typed]
    expect(countedFeeds(feeds, []).at(-1)!.day).toBe(dayNumber('2026-04-10'))
    expect(spellsOf(feeds).find(({ until }) => until !== null)).toMatchObject({ lastOn: dayNumber(LAST) })
    const chosenAt = startOfDay('2026-03-18') + HOUR
    const set = spellsOf(feeds, [{ from: chosenAt, mode: 'set', workdays: 2 }])
    expect(set.find(({ from }) => from >= chosenAt)!.until).toBe(startOfDay('2026-03-18') + 10 * HOUR)
  })

  it('is waited for once, whatever is decided about it meanwhile', () => {
    const at = startOfDay('2026-03-20') + HOUR
    const [first, second] = spellsOf(daily(LAST, 60), [{ from: at, mode: 'set', workdays: 3 }])
    expect(second).toMatchObject({ from: at, allowed: 3 })
    expect(second!.heldTo).toBe(first!.heldTo)
  })

  it('goes by what was decided about it, from the moment of the decision', () => {
    const days = [...daily(LAST, 60), fed('2026-03-31')]
    const at = startOfDay('2026-03-19') + HOUR
    const off = spellsOf(days, [{ from: at, mode: 'off', workdays: null }])
    expect(off).toMatchObject([{ from: startOfDay('2026-03-18'), until: at }])
    const longer = spellsOf(days, [{ from: at, mode: 'set', workdays: 8 }])
    expect(longer.map(({ from, until }) => [from, until])).toEqual([
      [startOfDay('2026-03-18'), at],
      [startOfDay('2026-03-26'), startOfDay('2026-03-31') + 10 * HOUR],
      [startOfDay('2026-04-13'), null],
    ])
    const few = spellsOf([fed('2026-03-02')], [{ from: 0, mode: 'set', workdays: 1 }])
    expect(few).toMatchObject([{ from: startOfDay('2026-03-04'), until: null, allowed: 1 }])
  })

  it('was at every moment what later recordings and decisions still say of it', () => {
    const offsets = fc.uniqueArray(fc.nat(150), { minLength: 20 })
    fc.assert(
      fc.property(offsets, fc.nat(150), fc.nat(150), (some, cut, chosen) => {
        const all = some
          .sort((a, b) => a - b)
          .map((offset) => fed(addDays('2025-10-01', offset), offset % 3 > 0))
        const choices = [
          { from: startOfDay(addDays('2025-10-01', chosen)), mode: 'set', workdays: 4 },
        ] as const
        const now = endOfDay(addDays('2025-10-01', cut))
        const then = spellsOf(
          all.filter(({ at }) => at <= now),
          choices.filter(({ from }) => from <= now),
        )
        const later = spellsOf(all, choices)
        for (let day = 0; day <= cut; day += 1) {
          const at = endOfDay(addDays('2025-10-01', day))
          expect(active(then, at)?.lastOn).toBe(active(later, at)?.lastOn)
        }
      }),
      { seed: 5, numRuns: 40 },
    )
  })
})

function active(spells: readonly LateSpell[], at: number) {
  return spells.find(({ from, until }) => from <= at && (until === null || at < until))
}

describe('what a late source leaves in doubt', () => {
  const spells = spellsOf(daily(LAST, 60))
  const late = new Map([['payment', spells] as const])
  const overdue = metricDef('instalment', 'overdue_days')!
  const ask = (op: 'gt' | 'lt', truth: 'true' | 'false', at: number, kind: 'fixed' | 'own-past' = 'fixed') =>
    lateAt(overdue, { op, threshold: { kind } }, truth, { late, at })
  const [spell] = spells

  it('is what its silence pushes over the line, and no longer than the bound', () => {
    expect(isWorkday(DEFAULT_CALENDAR, '2026-03-18')).toBe(true)
    expect(ask('gt', 'true', spell!.from - 1)).toBeNull()
    expect(ask('gt', 'true', spell!.from)).toMatchObject({ isHeld: true })
    expect(ask('gt', 'true', spell!.heldTo - 1)).toMatchObject({ isHeld: true })
    expect(ask('gt', 'true', spell!.heldTo)).toMatchObject({ isHeld: false })
    expect(spell!.heldTo).toBe(startOfDayIndex(dayNumber('2026-03-18') + 7))
    expect(HOLD_WORKDAYS).toBe(5)
    expect(heldWindows(overdue, late)).toEqual([{ from: spell!.from, until: spell!.heldTo }])
  })

  it('is not what the figure says in spite of it', () => {
    expect(ask('gt', 'false', spell!.from)).toBeNull()
    expect(ask('lt', 'false', spell!.from)).toMatchObject({ isHeld: true })
    expect(ask('lt', 'true', spell!.from)).toBeNull()
    expect(ask('gt', 'false', spell!.from, 'own-past')).toMatchObject({ isHeld: true })
  })
})
