import { type Day, dayNumber } from '../calendar.ts'
import { LUNAR_NEW_YEAR, SPRING_WEEKS } from '../lunar.ts'
import type { DayIndex } from './day-index.ts'

/** Weeks before and after the slow ones that say what is normal: not the level of last summer. */
const NORMAL_DAYS = 84
const BEFORE = SPRING_WEEKS[0].from
const AFTER = SPRING_WEEKS.at(-1)!.to
/** With fewer full working days of them a year says nothing. */
const LEAST_WORK = 20
/** What most companies do counts as one more year and as so many facts: a handful proves nothing. */
const PRIOR_YEARS = 1
const PRIOR_FACTS = 80

type Past = {
  /** facts of a day */
  countOn: (day: DayIndex) => number
  /** full working days a day offers, without regard to the festival: 0 or 1 */
  workOn: (day: DayIndex) => number
  /** first day of what is known, and last day of which everything has been entered */
  from: DayIndex
  to: DayIndex
}

/**
 * How much of a normal working day happens in each of `SPRING_WEEKS`, learnt from what a figure did in former
 * years and drawn towards what most companies do: w = (Σy + usual · (κ·Σm + 80)) / (Σm + κ·Σm + 80), where y
 * is what came in such weeks and m what as many normal working days bring. Collections before the holiday
 * (年前清账) may be above 1. Source: methods, "Exposure and calendar".
 */
export function springProfile(past: Past): readonly number[] {
  const came = SPRING_WEEKS.map(() => 0)
  const normal = SPRING_WEEKS.map(() => 0)
  for (const newYear of NEW_YEARS) {
    if (newYear + BEFORE > past.to || newYear + AFTER < past.from) continue
    const rate = normalRate(past, newYear)
    if (rate === null) continue
    for (const [index, { from, to }] of SPRING_WEEKS.entries()) {
      if (newYear + from < past.from || newYear + to > past.to) continue
      for (let day = newYear + from; day <= newYear + to; day += 1) {
        const work = past.workOn(day)
        if (work > 0) came[index]! += past.countOn(day)
        normal[index]! += work * rate
      }
    }
  }
  return SPRING_WEEKS.map(({ usual }, index) => {
    const prior = PRIOR_YEARS * normal[index]! + PRIOR_FACTS
    return (came[index]! + usual * prior) / (normal[index]! + prior)
  })
}

/** Facts per full working day in the weeks around the slow ones. */
function normalRate({ countOn, workOn, from, to }: Past, newYear: DayIndex): number | null {
  let facts = 0
  let work = 0
  const add = (first: DayIndex, last: DayIndex) => {
    for (let day = Math.max(first, from); day <= Math.min(last, to); day += 1) {
      facts += countOn(day)
      work += workOn(day)
    }
  }
  add(newYear + BEFORE - NORMAL_DAYS, newYear + BEFORE - 1)
  add(newYear + AFTER + 1, newYear + AFTER + NORMAL_DAYS)
  return work < LEAST_WORK || facts === 0 ? null : facts / work
}

const NEW_YEARS: readonly DayIndex[] = Object.values(LUNAR_NEW_YEAR).map((day: Day) => dayNumber(day))
