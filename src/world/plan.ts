import { firstDayOf, lastDayOf, type Month, monthOf } from '../core/calendar.ts'
import { SLUMP_MONTHS } from './customers.ts'
import { eachDay, earlierOf, type Frame } from './pace.ts'
import { activeReps, LEAVER } from './people.ts'
import { closedOn, type DealDraft, outcomeOf } from './walk.ts'

/** What the company sells in a year (C247: 3,000 万). */
export const YEARLY_REVENUE_FEN = 3_000_000_000
/** What the planted invoices of the last weeks add to the second year without a booking behind them. */
const PLANTED_INVOICES_FEN = 230_000_000
const SLUMP_FACTORS = [0.74, 0.56, 0.44]
const ROUND_TO_FEN = 10_000
/** One healthy rep who is behind his target this month, so that there is something to talk about. */
export const LAGGARD = 'handongsheng'

/** Quotas in fen by rep and month, the parts of the company's plan. */
export type Plan = { month(month: Month): number; quota(rep: string, month: Month): number }

/**
 * Bookings the company will have in each month: by working days, with a year-end push, and the planted
 * slump.
 */
export function planBookings(frame: Frame): Plan {
  const last = frame.months.length - 1
  const shapes = frame.months.map((month, index) => {
    const slump = SLUMP_MONTHS.findIndex((back) => last + back === index)
    if (slump >= 0) return SLUMP_FACTORS[slump]!
    return 0.55 + 0.45 * workloadOf(frame, month, lastDayOf(month)) + (month.endsWith('-12') ? 0.08 : 0)
  })
  const months = new Map<Month, number>()
  for (const [index, month] of frame.months.entries()) {
    // Each of the two years is brought to the same revenue; the running month belongs to the second.
    const year = index < last - 12 ? [0, last - 12] : [last - 12, last]
    const total = shapes.slice(year[0], year[1]).reduce((sum, shape) => sum + shape, 0)
    const revenue = YEARLY_REVENUE_FEN - (index < last - 12 ? 0 : PLANTED_INVOICES_FEN)
    months.set(month, (shapes[index]! / total) * revenue)
  }
  const month = (wanted: Month) => months.get(wanted) ?? YEARLY_REVENUE_FEN / 12
  const shares = sharesOf(frame)
  return { month, quota: (rep, wanted) => month(wanted) * (shares.get(rep) ?? 0) }
}

/** What each rep usually sells, as a share of the whole. */
export function sharesOf(frame: Frame): Map<string, number> {
  const random = frame.random('shares')
  const weights = activeReps().map((rep) => ({ rep, weight: 0.85 + random.next() * 0.3 }))
  const total = weights.reduce((sum, { weight }) => sum + weight, 0)
  return new Map(weights.map(({ rep, weight }) => [rep, weight / total]))
}

/**
 * Scales the won deals of each rep and month to what was planned, with some luck, leaving planted amounts
 * alone, so that revenue comes out right for every seed. Deals that are open or lost keep their size. All
 * amounts end up on whole hundreds of yuan.
 */
export function fitToPlan(frame: Frame, drafts: DealDraft[], plan: Plan): void {
  const random = frame.random('luck')
  const won = drafts.filter(({ moves }) => outcomeOf(moves) === 'won')
  const groups = Map.groupBy(won, ({ responsible, moves }) => `${monthOf(closedOn(moves)!)} ${responsible}`)
  for (const key of [...groups.keys()].sort()) {
    const [month, rep] = key.split(' ') as [Month, string]
    const deals = groups.get(key)!
    const planned =
      plan.quota(rep, month) * elapsedShare(frame, month) * luckOf(frame, month, rep, random.next())
    if (planned === 0) continue
    const fixed = sum(deals.filter(({ planted }) => planted))
    const free = deals.filter(({ planted }) => !planted)
    const factor = Math.min(4, Math.max(0.25, (planned - fixed) / Math.max(1, sum(free))))
    for (const deal of free) deal.amountFen *= factor
  }
  for (const deal of drafts) {
    deal.amountFen = Math.max(50, Math.round(deal.amountFen / ROUND_TO_FEN)) * ROUND_TO_FEN
  }
}

/** Good months and bad ones; in the running month everybody but the planted laggard is on course. */
function luckOf(frame: Frame, month: Month, rep: string, draw: number): number {
  if (month !== monthOf(frame.today)) return 0.75 + draw * 0.5
  return rep === LAGGARD ? 0.35 : 0.96 + draw * 0.12
}

/** Reps who are behind this month; all others are on course today. */
export function isBehind(rep: string): boolean {
  return rep === LAGGARD || rep === LEAVER
}

function sum(deals: readonly DealDraft[]): number {
  return deals.reduce((total, { amountFen }) => total + amountFen, 0)
}

/** Work that fits into the month up to a day, 1 being an ordinary whole month. */
export function workloadOf(frame: Frame, month: Month, until: string): number {
  let work = 0
  for (const day of eachDay(firstDayOf(month), until)) work += frame.pace.weight(day)
  return work / 20.5
}

/** How much of a month's working days are over at the end of `day`. */
export function elapsedShare(frame: Frame, month: Month, day = frame.today): number {
  const last = lastDayOf(month)
  const until = earlierOf(last, day)
  if (until === last) return 1
  return workdaysOf(frame, month, until) / Math.max(1, workdaysOf(frame, month, last))
}

function workdaysOf(frame: Frame, month: Month, until: string): number {
  let days = 0
  for (const day of eachDay(firstDayOf(month), until)) if (frame.pace.works(day)) days += 1
  return days
}
