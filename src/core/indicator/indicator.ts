import {
  addDays,
  addMonths,
  type Day,
  dayNumber,
  firstDayOf,
  lastDayOf,
  monthOf,
  startOfWeek,
} from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { Bilingual } from '../watch/subject.ts'
import { addWorkdays, type WorkCalendar, workdaysBetween } from '../workdays.ts'

/**
 * Figures from outside the company (C122): a price, an index, how many enquiries came; one for each period.
 */

export const PERIODS = ['day', 'week', 'month'] as const
export type Period = (typeof PERIODS)[number]

export type Indicator = {
  /** by which rules, files and the API know it; never changes */
  key: string
  name: Bilingual
  /** of what its figures are, as people write it: 元/吨 */
  unit: string
  every: Period
  /** the side that means trouble */
  bad: 'high' | 'low'
  /** so many working days after the end of a period its figure is expected */
  dueWorkdays: number
}

export const DUE_WORKDAYS_MAX = 60
/** No price and no index is as large; what is typed beyond it is a slip. */
export const INDICATOR_MAX = 9_000_000_000

/** Figures are kept in whole millionths; two that are the same in those are the same. */
export function toMicro(value: number): bigint {
  return BigInt(Math.round(value * 1_000_000))
}

/** A period is told by its first day. */
export function firstOfPeriod(day: Day, every: Period): Day {
  if (every === 'week') return startOfWeek(day)
  return every === 'month' ? firstDayOf(monthOf(day)) : day
}

export function lastOfPeriod(first: Day, every: Period): Day {
  if (every === 'week') return addDays(first, 6)
  return every === 'month' ? lastDayOf(monthOf(first)) : first
}

/** The period whose figure comes next: nobody waits for the price of a holiday. */
export function nextPeriod(first: Day, every: Period, calendar: WorkCalendar): Day {
  if (every === 'week') return addDays(first, 7)
  return every === 'month' ? firstDayOf(addMonths(monthOf(first), 1)) : addWorkdays(calendar, first, 1)
}

/** The last day on which the figure of a period is still in time. */
export function expectedOn(
  first: Day,
  { every, dueWorkdays }: Pick<Indicator, 'every' | 'dueWorkdays'>,
  calendar: WorkCalendar,
): Day {
  return addWorkdays(calendar, lastOfPeriod(first, every), dueWorkdays)
}

/** The last day on which the figure of a period speaks as the newest: then the next one should have come. */
export function speaksThrough(
  first: Day,
  due: Pick<Indicator, 'every' | 'dueWorkdays'>,
  calendar: WorkCalendar,
): Day {
  return expectedOn(nextPeriod(first, due.every, calendar), due, calendar)
}

/**
 * Numbers periods so that neighbours differ by one, whichever values there are: counted from the first of
 * these, which must be in order. Of days only working ones count; a holiday goes with the working day before.
 */
export function numberPeriods(firsts: readonly Day[], every: Period, calendar: WorkCalendar): number[] {
  if (every === 'month')
    return firsts.map((first) => Number(first.slice(0, 4)) * 12 + Number(first.slice(5, 7)))
  if (every === 'week') return firsts.map((first) => Math.floor((dayNumber(first) + 3) / 7))
  const numbers: number[] = []
  let [number, last] = [0, firsts[0] ?? '']
  for (const first of firsts) {
    number += workdaysBetween(calendar, last, first)
    last = first
    numbers.push(number)
  }
  return numbers
}

/** By when the figure of the period in which a company begins to ask is expected. */
export function firstDueOn(
  since: Day,
  due: Pick<Indicator, 'every' | 'dueWorkdays'>,
  calendar: WorkCalendar,
): Day {
  return expectedOn(firstOfPeriod(since, due.every), due, calendar)
}

export type ValueRefusal = 'indicator_period_ahead' | 'indicator_value_invalid'

/** A figure speaks of a period that has begun; a forecast is another indicator. */
export function checkValue(
  { first, value }: { first: Day; value: number },
  today: Day,
): Result<null, ValueRefusal> {
  if (first > today) return refuse('indicator_period_ahead', { day: first })
  if (!Number.isFinite(value) || Math.abs(value) > INDICATOR_MAX) return refuse('indicator_value_invalid')
  return ok(null)
}
