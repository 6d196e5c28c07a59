import { addDays, addMonths, type Day, firstDayOf, lastDayOf, type Month, monthOf } from '../calendar.ts'
import { type Fen, sumFen } from '../money.ts'
import { addWorkdays, type WorkCalendar, workdaysBetween } from '../workdays.ts'

/** Money that came on a day, by business date. */
export type DayFen = { day: Day; fen: Fen }

/** A month that is over: what had come by the same point of it, and what came afterwards. */
export type PastMonth = { month: Month; byThenFen: Fen; restFen: Fen }

/**
 * Where the month will end. `projected`: what came by the end of `through` plus what came afterwards in past
 * months with as many working days left: the median, the least and the most of them. `inRange` of `outOf`
 * draws fall between least and most if this month is like those (order statistics, no shape assumed).
 */
export type MonthEnd =
  | {
      kind: 'projected'
      through: Day
      workdaysLeft: number
      expectedFen: Fen
      lowFen: Fen
      highFen: Fen
      inRange: number
      outOf: number
      /** how many of the past months would have closed the gap to the target from here; null without one */
      reaching: number | null
      months: PastMonth[]
    }
  | { kind: 'not_enough'; months: number; needed: number }
  | { kind: 'over' }

const MONTHS_BACK = 12
/** With fewer months even the widest range would hold less than two of three (law 11). */
export const MONTHS_NEEDED = 6

export type MonthSoFar = {
  /** the last whole day: a morning's money has not come yet at half past eight */
  through: Day
  month: Month
  /** collected in the month until now, a part of today included */
  nowFen: Fen
  targetFen: Fen | null
  /** payments of the month and of the months before it */
  payments: readonly DayFen[]
  /** the first payment anybody knows of: its month may be a part of one */
  firstOn: Day | null
  calendar: WorkCalendar
}

/** The projection of a month's collections (C125 C173). Adds, never multiplies: large sums come in lumps. */
export function projectMonthEnd(so: MonthSoFar): MonthEnd {
  const last = lastDayOf(so.month)
  if (so.through >= last) return { kind: 'over' }
  const workdaysLeft = workdaysBetween(so.calendar, so.through, last)
  const months = pastMonths(so, workdaysLeft)
  if (months.length < MONTHS_NEEDED)
    return { kind: 'not_enough', months: months.length, needed: MONTHS_NEEDED }
  const byThenFen = sumBetween(so.payments, firstDayOf(so.month), so.through)
  const rests = months.map(({ restFen }) => restFen).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  // What has come today already is there, whatever past months say.
  const end = (restFen: Fen) => (byThenFen + restFen > so.nowFen ? byThenFen + restFen : so.nowFen)
  return {
    kind: 'projected',
    through: so.through,
    workdaysLeft,
    expectedFen: end(medianOf(rests)),
    lowFen: end(rests[0]!),
    highFen: end(rests.at(-1)!),
    inRange: months.length - 1,
    outOf: months.length + 1,
    reaching: so.targetFen === null ? null : rests.filter((restFen) => end(restFen) >= so.targetFen!).length,
    months,
  }
}

/** The last months that are known from their first day on, oldest first. */
function pastMonths(so: MonthSoFar, workdaysLeft: number): PastMonth[] {
  if (so.firstOn === null) return []
  const found: PastMonth[] = []
  for (let back = MONTHS_BACK; back >= 1; back -= 1) {
    const month = addMonths(so.month, -back)
    if (month <= monthOf(so.firstOn)) continue
    const cut = pointOf(month, workdaysLeft, so.calendar)
    found.push({
      month,
      byThenFen: sumBetween(so.payments, firstDayOf(month), cut),
      restFen: sumBetween(so.payments, addDays(cut, 1), lastDayOf(month)),
    })
  }
  return found
}

/** The working day after which `workdaysLeft` working days of the month remain. */
function pointOf(month: Month, workdaysLeft: number, calendar: WorkCalendar): Day {
  const point = addWorkdays(calendar, addDays(lastDayOf(month), 1), -(workdaysLeft + 1))
  const before = addDays(firstDayOf(month), -1)
  return point < before ? before : point
}

function sumBetween(payments: readonly DayFen[], from: Day, to: Day): Fen {
  return sumFen(payments.flatMap(({ day, fen }) => (day >= from && day <= to ? [fen] : [])))
}

/** Of an even number the mean of the middle two, rounded down to a fen. */
function medianOf(sorted: readonly Fen[]): Fen {
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2n
}
