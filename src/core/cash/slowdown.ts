import { addDays, type Day, daysBetween } from '../calendar.ts'
import { type Fen, sumFen } from '../money.ts'
import type { Open } from './outlook.ts'
import type { PaidOwed } from './predict-payment.ts'

export type Slowing = { customer: string; openFen: Fen; beforeDays: number; recentDays: number; n: number }
export type Slowdown = { slowing: Slowing[]; slowingFen: Fen; openFen: Fen }

/** A customer counts as one of the large from this share of all receivables on. */
const LARGE_BP = 300n
const RECENT_DAYS = 90
const BEFORE_DAYS = 270
const LEAST_RECENT = 2
const LEAST_BEFORE = 3
/** Slower by a working week: less is a bank holiday. */
const SLOWER_DAYS = 7

/**
 * Which of the large customers have come to pay later than they used to (C103): days after the due day,
 * weighted by amount, of the last 90 days against the 270 before. What is overdue and open counts with the
 * days it has come to, once those are more than before: who does not pay at all has not paid later yet.
 */
export function findSlowdown(paid: readonly PaidOwed[], open: readonly Open[], asOf: Day): Slowdown {
  const openFen = sumFen(open.map((one) => one.openFen))
  const paidBy = Map.groupBy(paid, ({ customer }) => customer)
  const slowing = [...Map.groupBy(open, ({ customer }) => customer)].flatMap(([customer, mine]) => {
    const ownFen = sumFen(mine.map((one) => one.openFen))
    if (ownFen * 10_000n < openFen * LARGE_BP) return []
    const found = slowerBy(paidBy.get(customer) ?? [], mine, asOf)
    return found ? [{ customer, openFen: ownFen, ...found }] : []
  })
  slowing.sort((a, b) =>
    a.openFen === b.openFen ? (a.customer < b.customer ? -1 : 1) : a.openFen > b.openFen ? -1 : 1,
  )
  return { slowing, slowingFen: sumFen(slowing.map((one) => one.openFen)), openFen }
}

function slowerBy(paid: readonly PaidOwed[], open: readonly Open[], asOf: Day) {
  const since = addDays(asOf, -RECENT_DAYS)
  const first = addDays(since, -BEFORE_DAYS)
  const lags = paid.map((one) => ({ on: one.paidOn, fen: one.fen, days: daysBetween(one.dueOn, one.paidOn) }))
  const before = lags.filter(({ on }) => on > first && on <= since)
  if (before.length < LEAST_BEFORE) return null
  const beforeDays = meanDays(before)
  const late = open
    .map((one) => ({ fen: Number(one.openFen), days: daysBetween(one.dueOn, asOf) }))
    .filter(({ days }) => days > Math.max(0, beforeDays))
  const recent = [...lags.filter(({ on }) => on > since), ...late]
  if (recent.length < LEAST_RECENT) return null
  const recentDays = meanDays(recent)
  if (recentDays - beforeDays < SLOWER_DAYS || recentDays <= 0) return null
  return { beforeDays: Math.round(beforeDays), recentDays: Math.round(recentDays), n: recent.length }
}

function meanDays(lags: readonly { fen: number; days: number }[]): number {
  const weight = lags.reduce((sum, { fen }) => sum + fen, 0)
  return lags.reduce((sum, { fen, days }) => sum + fen * days, 0) / weight
}
