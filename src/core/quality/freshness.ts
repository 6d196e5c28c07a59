import { addDays, type Day } from '../calendar.ts'
import { rhythmOf } from '../watch/late.ts'
import type { SourceName } from '../watch/vital-signs.ts'
import { type WorkCalendar, workdaysBetween } from '../workdays.ts'
import type { CheckCode } from './checks.ts'

/** Which defects leave the figures of a source incomplete. */
export const CHECKS_OF_SOURCE: Readonly<Record<SourceName, readonly CheckCode[]>> = {
  activity: [],
  deal: ['deal_no_amount', 'deal_no_close_day', 'deal_close_day_past', 'deal_closed_before_begun'],
  quote: [],
  order: [],
  invoice: ['due_before_issue'],
  payment: ['payment_unallocated'],
}

/** How far back it is asked how often a source usually brings something. */
const FED_DAYS = 120
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
  const asked = fedOn.filter((day) => day > addDays(today, -FED_DAYS))
  const { usual, longest, n } = rhythmOf(
    asked.slice(1).map((day, index) => workdaysBetween(calendar, asked[index]!, day)),
  )
  const lastOn = asked.at(-1) ?? null
  const sinceWorkdays = lastOn === null ? null : workdaysBetween(calendar, lastOn, today)
  return {
    ...{ lastOn, sinceWorkdays, usualWorkdays: usual, longestWorkdays: longest, n },
    state:
      longest === null || sinceWorkdays === null
        ? 'unknown'
        : sinceWorkdays > longest && sinceWorkdays >= NEVER_OLD_WORKDAYS
          ? 'old'
          : 'fresh',
  }
}
