import { firstDayOf, lastDayOf, type Month, monthOf } from '../core/calendar.ts'
import { SLUMP_MONTHS } from './customers.ts'
import { monthWithin } from './deals.ts'
import { eachDay, type Frame } from './pace.ts'
import { activeReps } from './people.ts'
import type { WorldTarget } from './shapes.ts'
import { closedOn, type DealDraft, outcomeOf } from './walk.ts'

/** What the company sells in a year (C247: 3,000 万). */
export const YEARLY_REVENUE_FEN = 3_000_000_000
/** What the planted invoices of the last weeks add to the second year without a booking behind them. */
const PLANTED_INVOICES_FEN = 260_000_000
const SLUMP_FACTORS = [0.74, 0.56, 0.44]
const ROUND_TO_FEN = 10_000

/** Bookings the company means to have in each month: by working days, with a year-end push, and the planted slump. */
export function planBookings(frame: Frame): Map<Month, number> {
  const last = frame.months.length - 1
  const shapes = frame.months.map((month, index) => {
    const slump = SLUMP_MONTHS.findIndex((back) => last + back === index)
    const workload = workloadOf(frame, month, lastDayOf(month))
    return slump >= 0 ? SLUMP_FACTORS[slump]! : 0.55 + 0.45 * workload + (month.endsWith('-12') ? 0.08 : 0)
  })
  const plan = new Map<Month, number>()
  for (const [index, month] of frame.months.entries()) {
    // Each of the two years is brought to the same revenue; the running month belongs to the second.
    const year = index < last - 12 ? [0, last - 12] : [last - 12, last]
    const total = shapes.slice(year[0], year[1]).reduce((sum, shape) => sum + shape, 0)
    const revenue = YEARLY_REVENUE_FEN - (index < last - 12 ? 0 : PLANTED_INVOICES_FEN)
    plan.set(month, (shapes[index]! / total) * revenue)
  }
  return plan
}

/**
 * Scales the won deals of each month to its plan, leaving planted amounts alone, so that revenue comes out right for every
 * seed. Deals that are open or lost keep their size. All amounts end up on whole hundreds of yuan.
 */
export function fitToPlan(frame: Frame, drafts: DealDraft[], plan: Map<Month, number>): void {
  const won = drafts.filter(({ moves }) => outcomeOf(moves) === 'won')
  const byMonth = Map.groupBy(won, ({ moves }) => monthOf(closedOn(moves)!))
  for (const [month, deals] of byMonth) {
    const planned = (plan.get(month) ?? YEARLY_REVENUE_FEN / 12) * elapsedShare(frame, month)
    const fixed = sum(deals.filter(({ planted }) => planted))
    const free = deals.filter(({ planted }) => !planted)
    const factor = Math.min(2.6, Math.max(0.3, (planned - fixed) / Math.max(1, sum(free))))
    for (const deal of free) deal.amountFen *= factor
  }
  for (const deal of drafts) {
    deal.amountFen = Math.max(50, Math.round(deal.amountFen / ROUND_TO_FEN)) * ROUND_TO_FEN
  }
}

function sum(deals: readonly DealDraft[]): number {
  return deals.reduce((total, { amountFen }) => total + amountFen, 0)
}

/** Monthly targets per rep (C186): the plan as it was before anybody knew of a slump, a little above what is usual. */
export function buildTargets(frame: Frame): WorldTarget[] {
  const random = frame.random('targets')
  const reps = activeReps()
  const usual = YEARLY_REVENUE_FEN / 12 / reps.length
  return reps.flatMap((user) => {
    const weight = 0.8 + random.next() * 0.3
    return frame.months.flatMap((month) => {
      const workload = 0.6 + 0.4 * workloadOf(frame, month, lastDayOf(month))
      const bookings = BigInt(Math.round((usual * weight * workload) / 1_000_000)) * 1_000_000n
      const collections = (bookings * 95n) / 100n
      return [
        { user, month, kind: 'bookings' as const, amountFen: bookings },
        { user, month, kind: 'collections' as const, amountFen: collections },
      ]
    })
  })
}

/** Work that fits into the month up to a day, 1 being an ordinary whole month. */
function workloadOf(frame: Frame, month: Month, until: string): number {
  let work = 0
  for (const day of eachDay(firstDayOf(month), until)) work += frame.pace.weight(day)
  return work / 20.5
}

function elapsedShare(frame: Frame, month: Month): number {
  const { to } = monthWithin(month, firstDayOf(month), frame.today)
  if (to === lastDayOf(month)) return 1
  return workloadOf(frame, month, to) / Math.max(0.05, workloadOf(frame, month, lastDayOf(month)))
}
