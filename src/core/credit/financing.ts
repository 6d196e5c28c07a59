import { addDays, type Day } from '../calendar.ts'
import type { Fen } from '../money.ts'

/** Where money could come from when receivables are late (C031). */
export const FINANCING_KINDS = ['bank_line', 'factoring', 'insurance', 'other'] as const
export type FinancingKind = (typeof FINANCING_KINDS)[number]

export type Financing = { capacityFen: Fen; leadDays: number; untilOn: Day | null }

/** A week, a month, a quarter: how soon people ask for money. */
export const WITHIN_DAYS = [7, 30, 90] as const

/** What could be had within so many days; what runs out before its lead time is over never pays. */
export function capacityWithin(options: readonly Financing[], days: number, today: Day): Fen {
  return options
    .filter((one) => one.leadDays <= days && !isOver(one, addDays(today, one.leadDays)))
    .reduce((sum, { capacityFen }) => sum + capacityFen, 0n)
}

export function isOver({ untilOn }: Pick<Financing, 'untilOn'>, today: Day): boolean {
  return untilOn !== null && untilOn < today
}
