import { addDays, DAY_MS, type Day, dayOf, type Instant, startOfDay, weekday } from '../calendar.ts'

/** How many of each kind stay: the newest backup of that many days, weeks and months. */
export type Retention = { days: number; weeks: number; months: number }

export const DEFAULT_RETENTION: Retention = { days: 7, weeks: 4, months: 3 }

/**
 * Which backups may go (C216): one per day, week and month is kept, the newest of each, as far back as
 * stated. The newest backup of all always stays, and so does one taken before an upgrade until it is a month
 * old.
 */
export function decideExpired<T extends { takenAt: Instant; reason: string }>(
  backups: readonly T[],
  now: Instant,
  retention: Retention = DEFAULT_RETENTION,
): T[] {
  const newestFirst = [...backups].sort((a, b) => b.takenAt - a.takenAt)
  const kept = new Set(newestFirst.slice(0, 1))
  keepNewest(newestFirst, kept, retention.days, (day) => day)
  keepNewest(newestFirst, kept, retention.weeks, (day) => addDays(day, 1 - weekday(day)))
  keepNewest(newestFirst, kept, retention.months, (day) => day.slice(0, 7))
  const monthAgo = addDays(dayOf(now), -31)
  for (const one of newestFirst) if (one.reason === 'upgrade' && dayOf(one.takenAt) >= monthAgo) kept.add(one)
  return newestFirst.filter((one) => !kept.has(one))
}

function keepNewest<T extends { takenAt: Instant }>(
  newestFirst: readonly T[],
  kept: Set<T>,
  count: number,
  periodOf: (day: Day) => string,
): void {
  const periods = new Set<string>()
  for (const one of newestFirst) {
    const period = periodOf(dayOf(one.takenAt))
    if (periods.has(period)) continue
    if (periods.size === count) return
    periods.add(period)
    kept.add(one)
  }
}

/** The hour of the night at which nobody waits for an answer. */
const NIGHT_MINUTE = 2 * 60 + 30

/**
 * When the next scheduled backup is due: at 02:30 of each night; a night that was missed (the machine was
 * off) is made up for at once. `last`: the newest good backup, null when there is none. China time.
 */
export function nextBackupAt(last: Instant | null, now: Instant): Instant {
  const tonight = startOfDay(dayOf(now)) + NIGHT_MINUTE * 60_000
  const due = now >= tonight ? tonight : tonight - DAY_MS
  if (last === null || last < due) return now
  return due + DAY_MS
}
