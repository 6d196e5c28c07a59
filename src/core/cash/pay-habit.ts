import { addDays, addMonths, type Day, lastDayOf, monthOf, weekday } from '../calendar.ts'
import { isWorkday, type WorkCalendar } from '../workdays.ts'

/** On which days a customer pays: on one weekday, at the end of the month, or on any working day. */
export type PayHabit = { kind: 'weekday'; weekday: number } | { kind: 'month_end' } | { kind: 'any' }

/** Fewer show no habit: of eight payments spread by chance five fall on one weekday in 5 of 100 cases. */
const LEAST = 8
const SHARE = 0.6
/** a run at the end of the month may slip by a weekend */
const MONTH_END_DAYS = 4

/** What the days of past payments say, the newest first or not (methods §5). */
export function payHabit(paidOn: readonly Day[]): PayHabit {
  if (paidOn.length < LEAST) return { kind: 'any' }
  const isMost = (n: number) => n >= SHARE * paidOn.length
  if (isMost(paidOn.filter((day) => addDays(day, MONTH_END_DAYS) > lastDayOf(monthOf(day))).length))
    return { kind: 'month_end' }
  const counts = new Map<number, number>()
  for (const day of paidOn) counts.set(weekday(day), (counts.get(weekday(day)) ?? 0) + 1)
  const run = [...counts].find(([, n]) => isMost(n))
  return run ? { kind: 'weekday', weekday: run[0] } : { kind: 'any' }
}

/** The first day from `day` on that is one of theirs; nobody pays on a day off. */
export function nextPayDay(habit: PayHabit, day: Day, calendar: WorkCalendar): Day {
  if (habit.kind === 'weekday') {
    const ahead = (habit.weekday - weekday(day) + 7) % 7
    return workdayFrom(calendar, addDays(day, ahead))
  }
  if (habit.kind === 'month_end') {
    const last = lastWorkdayOf(calendar, monthOf(day))
    return day <= last ? last : lastWorkdayOf(calendar, addMonths(monthOf(day), 1))
  }
  return workdayFrom(calendar, day)
}

function workdayFrom(calendar: WorkCalendar, day: Day): Day {
  let at = day
  while (!isWorkday(calendar, at)) at = addDays(at, 1)
  return at
}

function lastWorkdayOf(calendar: WorkCalendar, month: string): Day {
  let at = lastDayOf(month)
  while (!isWorkday(calendar, at)) at = addDays(at, -1)
  return at
}
