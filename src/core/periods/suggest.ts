import {
  addDays,
  addMonths,
  type Day,
  daysBetween,
  firstDayOf,
  lastDayOf,
  type Month,
  monthOf,
} from '../calendar.ts'
import type { Stretch } from './over-span.ts'

export const SUGGESTIONS = ['quarter', 'quarterYear', 'month', 'half', 'year', 'started'] as const
export type Suggestion = { key: (typeof SUGGESTIONS)[number]; a: Stretch; b: Stretch }

/**
 * Pairs that people ask for (C170), the earlier first. A period that is running goes to today, and what it is
 * held against is whole, but for a year before, which ends at the same point. Before and after the start are
 * of one length, so that neither has more time for things to happen.
 */
export function suggestPeriods(today: Day, startedOn: Day | null): Suggestion[] {
  const running = (months: number) => {
    const first = startOf(monthOf(today), months)
    return {
      now: { from: firstDayOf(first), to: today },
      before: { from: firstDayOf(addMonths(first, -months)), to: lastDayOf(addMonths(first, -1)) },
    }
  }
  const pair = (key: Suggestion['key'], months: number) => {
    const { now, before } = running(months)
    return { key, a: before, b: now }
  }
  const quarter = running(3).now
  return [
    pair('quarter', 3),
    { key: 'quarterYear', a: yearBefore(quarter), b: quarter },
    pair('month', 1),
    pair('half', 6),
    pair('year', 12),
    ...aroundStart(today, startedOn),
  ]
}

function startOf(month: Month, months: number): Month {
  const nth = Number(month.slice(5)) - 1
  return addMonths(month, -(nth % months))
}

function yearBefore({ from, to }: Stretch): Stretch {
  return { from: aYearEarlier(from), to: aYearEarlier(to) }
}

/** The same day of the year before; of the 29 February the 28th. */
function aYearEarlier(day: Day): Day {
  const month = addMonths(monthOf(day), -12)
  const same = `${month}-${day.slice(8)}`
  const last = lastDayOf(month)
  return same > last ? last : same
}

function aroundStart(today: Day, startedOn: Day | null): Suggestion[] {
  if (startedOn === null || startedOn >= today) return []
  const days = daysBetween(startedOn, today) + 1
  return [
    {
      key: 'started',
      a: { from: addDays(startedOn, -days), to: addDays(startedOn, -1) },
      b: { from: startedOn, to: today },
    },
  ]
}
