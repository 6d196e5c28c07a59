import { describe, expect, it } from 'vitest'
import { dayNumber } from '../calendar.ts'
import { seeded } from '../stats/chance.ts'
import { DEFAULT_CALENDAR } from '../workdays.ts'
import { changedSince } from './changed-since.ts'
import { endOfDayIndex, startOfDayIndex } from './day-index.ts'
import type { Delta } from './metric.ts'
import { metricDef } from './metrics.ts'

const FIRST = dayNumber('2025-03-03')
const def = metricDef('rep', 'follow_ups_week')!

/** So many follow-ups on each weekday, with chance, of so many weeks. */
function visits(weeks: readonly number[]): Delta[] {
  const chance = seeded(4)
  return weeks.flatMap((perDay, week) =>
    [0, 1, 2, 3, 4].flatMap((weekday) => {
      const on = FIRST + 7 * week + weekday
      const count = Math.round(perDay * (0.7 + 0.6 * chance()))
      return Array.from({ length: count }, () => ({ at: startOfDayIndex(on) + 36_000_000, on, value: 1 }))
    }),
  )
}

const since = (weeks: readonly number[], more: Delta[] = []) =>
  changedSince({ def, deltas: [...visits(weeks), ...more] }, endOfDayIndex(FIRST + 7 * weeks.length - 1), {
    calendar: DEFAULT_CALENDAR,
  })

describe('since when a figure has been worse', () => {
  const halved = [...Array(16).fill(8), ...Array(6).fill(4)]

  it('names the week in which the level fell', () => {
    expect(since(halved)).toBe(FIRST + 7 * 16)
  })

  it('says nothing of a steady figure, a better one, or a short past', () => {
    expect(since(Array(22).fill(8))).toBeNull()
    expect(since([...Array(16).fill(4), ...Array(6).fill(8)])).toBeNull()
    expect(since([...Array(6).fill(8), ...Array(6).fill(4)])).toBeNull()
  })

  it('does not take a holiday week for a fall, and knows nothing that was recorded later', () => {
    // The first week of October has no working day in it, and nobody works.
    expect(since([...Array(30).fill(8), 0, ...Array(5).fill(8)])).toBeNull()
    const on = FIRST + 7 * 17
    const later = Array.from({ length: 200 }, () => ({ at: endOfDayIndex(FIRST + 400), on, value: 1 }))
    expect(since(halved, later)).toBe(FIRST + 7 * 16)
  })
})
