import {
  addDays,
  addMonths,
  type Day,
  dayFromNumber,
  dayNumber,
  firstDayOf,
  type Month,
  monthOf,
  weekday,
} from '../core/calendar.ts'
import { isSpringFestival, springFestivalDrag } from '../core/lunar.ts'
import { isWorkday, type WorkCalendar } from '../core/workdays.ts'
import { createRandom, type Random } from './random.ts'

/**
 * The stage of the world: which days there are, how fast work goes on each, and where randomness comes
 * from.
 */
export type Frame = {
  today: Day
  /** first day of the history that is handed out: the first of a month, two years back */
  start: Day
  /** the simulation begins earlier, so that the history opens on a running company */
  warm: Day
  /** months of the history, oldest first, the running one last */
  months: Month[]
  pace: Pace
  random(label: string): Random
  /** the day `days` before today */
  ago(days: number): Day
}

export type Pace = {
  works(day: Day): boolean
  /** 0 on days off, 1 on a normal working day, less around the Spring Festival and on make-up Saturdays */
  weight(day: Day): number
  /**
   * `count` working days after `day` (before it when negative); for 0 the day itself or the next working
   * day
   */
  shift(day: Day, count: number): Day
  onOrAfter(day: Day): Day
  onOrBefore(day: Day): Day
}

const WARM_UP_DAYS = 150
const MARGIN_DAYS = 60
const AHEAD_DAYS = 420
export const HISTORY_MONTHS = 24

export function createFrame(seed: number | string, today: Day, calendar: WorkCalendar): Frame {
  const first = addMonths(monthOf(today), -HISTORY_MONTHS)
  const start = firstDayOf(first)
  const warm = addDays(start, -WARM_UP_DAYS)
  const root = createRandom(`bellwether/${seed}`)
  return {
    today,
    start,
    warm,
    months: Array.from({ length: HISTORY_MONTHS + 1 }, (_, index) => addMonths(first, index)),
    pace: createPace(calendar, addDays(warm, -MARGIN_DAYS), addDays(today, AHEAD_DAYS)),
    random: (label) => root.fork(label),
    ago: (days) => addDays(today, -days),
  }
}

/** Knows the days from `from` to `to`; asking outside of them is a programming error and throws. */
function createPace(calendar: WorkCalendar, from: Day, to: Day): Pace {
  const offset = dayNumber(from)
  const weights = Array.from({ length: dayNumber(to) - offset + 1 }, (_, index) => {
    const day = dayFromNumber(offset + index)
    if (!isWorkday(calendar, day) || isSpringFestival(day)) return 0
    return springFestivalDrag(day) * (weekday(day) > 5 ? 0.6 : 1)
  })
  const weight = (day: Day): number => {
    const known = weights[dayNumber(day) - offset]
    if (known === undefined) throw new RangeError(`the world has no day ${day}`)
    return known
  }
  const works = (day: Day): boolean => weight(day) > 0
  const slide = (day: Day, step: 1 | -1): Day => {
    let current = day
    while (!works(current)) current = addDays(current, step)
    return current
  }
  const shift = (day: Day, count: number): Day => {
    let current = count === 0 ? slide(day, 1) : day
    for (let left = Math.abs(count); left > 0; left -= 1) {
      const step = count < 0 ? -1 : 1
      current = slide(addDays(current, step), step)
    }
    return current
  }
  return { works, weight, shift, onOrAfter: (day) => slide(day, 1), onOrBefore: (day) => slide(day, -1) }
}

/** Every day from `from` to `to`, both included. */
export function* eachDay(from: Day, to: Day): Generator<Day> {
  for (let number = dayNumber(from); number <= dayNumber(to); number += 1) yield dayFromNumber(number)
}

export function laterOf(a: Day, b: Day): Day {
  return a > b ? a : b
}

export function earlierOf(a: Day, b: Day): Day {
  return a < b ? a : b
}
