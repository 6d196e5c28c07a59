import type { Instant } from '../calendar.ts'
import type { DayIndex } from './day-index.ts'

/**
 * Days on which somebody is on leave or hands everything over: no work is expected of them, so that little
 * of it is no signal (methods §1.8). Known from `at` until `until`, like every fact.
 */
export type Away = { at: Instant; until?: Instant; from: DayIndex; to: DayIndex }

/** Whoever is away for more than this share of a window is not held against other windows or people. */
const MOSTLY = 0.3

/** By what is known at `known`. */
export function isAwayOn(away: readonly Away[], known: Instant, day: DayIndex): boolean {
  return away.some(
    ({ at, until, from, to }) =>
      at <= known && (until === undefined || known < until) && from <= day && day <= to,
  )
}

/** Whether somebody is away for most of the `days` that end with `last`. */
export function isMostlyAway(away: readonly Away[], known: Instant, days: number, last: DayIndex): boolean {
  if (away.length === 0) return false
  let gone = 0
  for (let day = last - days + 1; day <= last; day += 1) if (isAwayOn(away, known, day)) gone += 1
  return gone > MOSTLY * days
}
