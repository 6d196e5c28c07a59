import type { Instant } from '../calendar.ts'
import {
  addWorkingMinutes,
  beyondWorkingMinutes,
  type WorkCalendar,
  workingMinutesBetween,
} from '../workdays.ts'
import type { StepKind } from './course.ts'

/** A working day of the response clock, whatever hours the company keeps, so that figures compare. */
export const CLOCK_DAY = 540

export type ClockStep = { kind: StepKind; at: Instant }

/** When the customer waited for us; `to` null: still waiting. */
export type Wait = { from: Instant; to: Instant | null }

/**
 * The times during which the response clock runs: from the request to the first quote sent (or the end of
 * the matter), without the times in which we waited for the customer (C058). Steps in order of time.
 */
export function waitsOf(steps: readonly ClockStep[]): Wait[] {
  const waits: Wait[] = []
  let since: Instant | null = null
  for (const { kind, at } of steps) {
    if (kind === 'asked' || kind === 'resumed') since ??= at
    else if (kind !== 'answered') {
      if (since !== null) waits.push({ from: since, to: at })
      since = null
      if (kind !== 'paused') return waits
    }
  }
  if (since !== null) waits.push({ from: since, to: null })
  return waits
}

/** Working time waited up to `now`, in minutes of which `CLOCK_DAY` make one working day. */
export function waitedMinutes(waits: readonly Wait[], calendar: WorkCalendar, now: Instant): number {
  const minutes = waits.reduce(
    (sum, { from, to }) =>
      sum + workingMinutesBetween(calendar, from, Math.max(from, Math.min(to ?? now, now))),
    0,
  )
  return Math.round((minutes * CLOCK_DAY) / dayMinutes(calendar))
}

/** A clock nobody stopped is counted for this many working days; by then everybody has been told. */
const LONGEST_DAYS = 120

/**
 * The first instants of the 1st, 2nd, 3rd … working day of waiting. The 4th begins when more than three
 * working days have passed: exactly three are not more than three. Only those before `before`.
 */
export function dayBeginnings(
  waits: readonly Wait[],
  calendar: WorkCalendar,
  before: Instant = Number.POSITIVE_INFINITY,
): Instant[] {
  const beginnings: Instant[] = []
  const perDay = dayMinutes(calendar)
  let passed = 0
  for (const { from, to } of waits) {
    // Each day is counted on from the one before it: a clock of months must not be walked again per day.
    let reached = addWorkingMinutes(calendar, from, beginnings.length * perDay - passed)
    while (beginnings.length < LONGEST_DAYS) {
      const instant = beyondWorkingMinutes(calendar, reached, 0)
      if (instant >= before) return beginnings
      if (to !== null && instant >= to) break
      beginnings.push(instant)
      reached = addWorkingMinutes(calendar, reached, perDay)
    }
    if (to !== null) passed += workingMinutesBetween(calendar, from, to)
  }
  return beginnings
}

function dayMinutes(calendar: WorkCalendar): number {
  return Math.max(1, calendar.closesAt - calendar.opensAt)
}
