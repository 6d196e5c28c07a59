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
  /** the day on which it was written off, or judged to be lost */
  givenUpOn?: DayIndex | null
}

/**
 * An instalment goes wrong when something of it is unpaid at the end of the day `days` after its due day, or
 * when it is given up before that.
 */
export function debtCase(
  { issuedOn, dueOn, settledOn, owedFen, givenUpOn }: Debt,
  days: number,
  observedTo: DayIndex,
): OutcomeCase {
  const badOn = Math.min(dueOn + days, givenUpOn ?? Number.POSITIVE_INFINITY)
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

/** What moves the day by which something has to be done (`until` null: none is named), or ends the wait. */
export type DeadlineStep =
  | { on: DayIndex; kind: 'set'; until: DayIndex | null }
  | { on: DayIndex; kind: 'good' }
  | { on: DayIndex; kind: 'bad' }

/**
 * A quote that waits for an answer, an order for its goods, a contract for its successor: it goes wrong by
 * itself, `graceDays` after the day that then held, unless it ended or another day was set by then; or
 * when somebody says so. What comes later does not undo it. Steps are in the order of their days.
 */
export function deadlineCase(
  steps: readonly DeadlineStep[],
  { graceDays, observedTo, valueFen }: { graceDays: number; observedTo: DayIndex; valueFen: number },
): OutcomeCase | null {
  const past = steps.filter(({ on }) => on <= observedTo)
  const from = past[0]?.on
  if (from === undefined) return null
  const gone = (on: DayIndex): OutcomeCase => {
    const end = past.find((step) => step.on >= on && step.kind !== 'set')
    return { from, badOn: on, endOn: end?.on ?? null, valueFen }
  }
  let last: DayIndex | null = null
  for (const step of past) {
    if (last !== null && last < step.on) break
    if (step.kind === 'good') return { from, badOn: null, endOn: step.on, valueFen: 0 }
    if (step.kind === 'bad') return gone(step.on)
    last = step.until === null ? null : step.until + graceDays
    // Over before it was known of: nothing was there to be foreseen.
    if (last !== null && last < from) return null
  }
  return last !== null && last <= observedTo ? gone(last) : { from, badOn: null, endOn: null, valueFen: 0 }
}

/**
 * Things that happen to a subject again and again, each a trouble of its own from its day until it is cleared
 * up, and the time in which they could: `life` ends when nothing of the kind can come any more.
 */
export function incidentCases(
  life: { from: DayIndex; endOn: DayIndex | null },
  incidents: readonly { on: DayIndex; clearedOn: DayIndex | null; valueFen: number }[],
  observedTo: DayIndex,
): OutcomeCase[] {
  const seen = (day: DayIndex | null) => (day !== null && day <= observedTo ? day : null)
  const past = incidents.filter(({ on }) => on <= observedTo)
  const from = Math.min(life.from, ...past.map(({ on }) => on))
  if (from > observedTo) return []
  const calm: OutcomeCase = { from, badOn: null, endOn: seen(life.endOn), valueFen: 0 }
  return [
    calm,
    ...past.map(({ on, clearedOn, valueFen }) => ({ from: on, badOn: on, endOn: seen(clearedOn), valueFen })),
  ]
}

function insertSorted(sorted: number[], value: number): void {
  let at = sorted.length
  while (at > 0 && sorted[at - 1]! > value) at -= 1
  sorted.splice(at, 0, value)
}
