import { addDays, type Day } from '../calendar.ts'
import type { SourceName } from '../watch/vital-signs.ts'
import { type WorkCalendar, workdaysBetween } from '../workdays.ts'
import type { CheckCode } from './checks.ts'

/** Which defects leave the figures of a source incomplete. */
export const CHECKS_OF_SOURCE: Readonly<Record<SourceName, readonly CheckCode[]>> = {
  activity: [],
  deal: ['deal_no_amount', 'deal_no_close_day', 'deal_close_day_past', 'deal_closed_before_begun'],
  invoice: ['due_before_issue'],
  payment: ['payment_unallocated'],
}

/** How far back it is asked how often a source usually brings something. */
export const FED_DAYS = 120
/** Under so many intervals nothing is usual yet (law 11). */
const ENOUGH_GAPS = 5
/** Two quiet working days are no news of any source. */
const NEVER_OLD_WORKDAYS = 3

export type Freshness = {
  /** the last day on which something was recorded; null: nothing within FED_DAYS */
  lastOn: Day | null
  sinceWorkdays: number | null
  /** working days from one recording to the next: the middle and the longest of `n` */
  usualWorkdays: number | null
  longestWorkdays: number | null
  n: number
  state: 'fresh' | 'old' | 'unknown'
}

/**
 * Whether a source has been quiet for longer than it ever was (C208): over more working days than the longest
 * of its own intervals, which chance brings about once in n + 1 times at most. A source that was fed on few
 * days has no usual pace, and nothing is said of it. `fedOn`: the days up to and including `today` on which
 * something was recorded, in order.
 */
export function freshnessOf(fedOn: readonly Day[], today: Day, calendar: WorkCalendar): Freshness {
  const gaps = fedOn
    .slice(1)
    .map((day, index) => workdaysBetween(calendar, fedOn[index]!, day))
    // Two recordings with no working day between them are one.
    .filter((gap) => gap > 0)
    .sort((a, b) => a - b)
  const lastOn = fedOn.at(-1) ?? null
  const sinceWorkdays = lastOn === null ? null : workdaysBetween(calendar, lastOn, today)
  const isKnown = gaps.length >= ENOUGH_GAPS
  const longest = isKnown ? gaps.at(-1)! : null
  return {
    lastOn,
    sinceWorkdays,
    usualWorkdays: isKnown ? gaps[Math.floor((gaps.length - 1) / 2)]! : null,
    longestWorkdays: longest,
    n: gaps.length,
    state:
      longest === null || sinceWorkdays === null
        ? 'unknown'
        : sinceWorkdays > longest && sinceWorkdays >= NEVER_OLD_WORKDAYS
          ? 'old'
          : 'fresh',
  }
}

/** The days that are asked about, the oldest first. */
export function askedDays(today: Day): Day[] {
  return Array.from({ length: FED_DAYS }, (_, index) => addDays(today, index - FED_DAYS + 1))
}
