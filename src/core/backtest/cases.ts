import type { DayIndex } from '../watch/day-index.ts'
import { ALL_KNOWN, readOn } from '../watch/fold.ts'
import type { Series } from '../watch/metric.ts'
import type { OutcomeCase } from './outcome.ts'

export type Debt = {
  issuedOn: DayIndex
  dueOn: DayIndex
  /** the day on which the last of it was paid */
  settledOn: DayIndex | null
  /** what was still owed `days` after the due day */
  owedFen: number
}

/** An instalment goes wrong when something of it is unpaid at the end of the day `days` after its due day. */
export function debtCase(
  { issuedOn, dueOn, settledOn, owedFen }: Debt,
  days: number,
  observedTo: DayIndex,
): OutcomeCase {
  const badOn = dueOn + days
  const isBad = badOn <= observedTo && (settledOn === null || settledOn > badOn)
  return { from: issuedOn, badOn: isBad ? badOn : null, endOn: settledOn, valueFen: isBad ? owedFen : 0 }
}

/**
 * The wait for the next order, one case per order: it goes wrong when it exceeds a multiple of the
 * customer's own median gap as it then was. Two gaps are the least from which a habit can be read.
 */
export function churnCases(
  orders: readonly { on: DayIndex; valueFen: number }[],
  { gapPct, atLeastDays }: { gapPct: number; atLeastDays: number },
  observedTo: DayIndex,
): OutcomeCase[] {
  const days = [...new Set(orders.map(({ on }) => on))].filter((on) => on <= observedTo).sort((a, b) => a - b)
  const gaps: number[] = []
  const cases: OutcomeCase[] = []
  for (const [index, on] of days.entries()) {
    if (index > 0) insertSorted(gaps, on - days[index - 1]!)
    if (gaps.length < 2) continue
    const middle = gaps.length >> 1
    const median = gaps.length % 2 === 1 ? gaps[middle]! : (gaps[middle - 1]! + gaps[middle]!) / 2
    const limit = on + Math.ceil(Math.max(atLeastDays, (median * gapPct) / 100))
    const next = days[index + 1] ?? null
    const isBad = limit <= observedTo && (next === null || next > limit)
    const yearAgo = limit - 365
    const value = orders.filter((order) => order.on > yearAgo && order.on <= on)
    cases.push({
      from: on,
      badOn: isBad ? limit : null,
      endOn: next,
      valueFen: isBad ? value.reduce((sum, order) => sum + order.valueFen, 0) : 0,
    })
  }
  return cases
}

/** A month with a target goes wrong when less than a share of it was reached on its last day. */
export function monthCases(
  series: Series,
  months: readonly { first: DayIndex; last: DayIndex }[],
  { belowPct, observedTo }: { belowPct: number; observedTo: DayIndex },
): OutcomeCase[] {
  return months.flatMap(({ first, last }): OutcomeCase[] => {
    const { num = 0, den = 0 } = readOn(series, ALL_KNOWN, last)
    if (den <= 0) return []
    if (last > observedTo) return [{ from: first, badOn: null, endOn: null, valueFen: 0 }]
    const isBad = num * 100 < den * belowPct
    return [{ from: first, badOn: isBad ? last : null, endOn: last, valueFen: isBad ? den - num : 0 }]
  })
}

function insertSorted(sorted: number[], value: number): void {
  let at = sorted.length
  while (at > 0 && sorted[at - 1]! > value) at -= 1
  sorted.splice(at, 0, value)
}
