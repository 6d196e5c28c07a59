import { addDays, addMonths, type Day, firstDayOf, lastDayOf, monthOf, startOfWeek } from '../calendar.ts'

/** So many defects of one course: seen first on a day, and ended on another in one of two ways. */
export type Course = {
  firstSeenOn: Day
  endedOn: Day | null
  how: 'cleared' | 'dismissed' | null
  n: number
}

export type TrendPoint = {
  from: Day
  /** the last day of the period that `asOf` has reached */
  to: Day
  /** at the end of `to` */
  open: number
  fresh: number
  cleared: number
  dismissed: number
}

export type TrendSpan = 'week' | 'month'

/**
 * Periods up to and including the one of `asOf`, the oldest first. What happened after `asOf` is not known to
 * it: a defect mended later was open then.
 */
export function trendOf(
  courses: readonly Course[],
  asOf: Day,
  { span, periods }: { span: TrendSpan; periods: number },
): TrendPoint[] {
  return Array.from({ length: periods }, (_, index) => periodOf(asOf, span, periods - 1 - index)).map(
    ({ from, to: end }) => {
      const to = end < asOf ? end : asOf
      const sum = (isMeant: (course: Course) => boolean) =>
        courses.reduce((total, course) => total + (isMeant(course) ? course.n : 0), 0)
      const isWithin = (day: Day | null) => day !== null && from <= day && day <= to
      return {
        from,
        to,
        open: sum((course) => isOpenOn(course, to)),
        fresh: sum(({ firstSeenOn }) => isWithin(firstSeenOn)),
        cleared: sum(({ endedOn, how }) => how === 'cleared' && isWithin(endedOn)),
        dismissed: sum(({ endedOn, how }) => how === 'dismissed' && isWithin(endedOn)),
      }
    },
  )
}

/** The first day of the oldest period. */
export function trendStart(asOf: Day, { span, periods }: { span: TrendSpan; periods: number }): Day {
  return periodOf(asOf, span, periods - 1).from
}

export function isOpenOn(course: Pick<Course, 'firstSeenOn' | 'endedOn'>, day: Day): boolean {
  return course.firstSeenOn <= day && (course.endedOn === null || course.endedOn > day)
}

function periodOf(asOf: Day, span: TrendSpan, back: number): { from: Day; to: Day } {
  if (span === 'week') {
    const from = addDays(startOfWeek(asOf), -7 * back)
    return { from, to: addDays(from, 6) }
  }
  const month = addMonths(monthOf(asOf), -back)
  return { from: firstDayOf(month), to: lastDayOf(month) }
}
