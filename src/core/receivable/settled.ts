import type { Day, Instant } from '../calendar.ts'
import type { DayIndex } from '../watch/day-index.ts'

export type Entry = { at: Instant; until: Instant | null; on: DayIndex; fen: number }
export type SettledSpan = { at: Instant; until: Instant | null; on: DayIndex }

/**
 * On which day an instalment was paid in full, as it could be known over time: money that is recorded late,
 * taken back or set against something else changes the answer from then on and not before. One span of
 * knowing per answer; unpaid stretches have none.
 */
export function settledSpans(amountFen: number, entries: readonly Entry[]): SettledSpan[] {
  const times = new Set<Instant>()
  for (const { at, until } of entries) {
    times.add(at)
    if (until !== null) times.add(until)
  }
  const spans: SettledSpan[] = []
  for (const at of [...times].sort((a, b) => a - b)) {
    const on = settledOn(
      amountFen,
      entries.filter((entry) => entry.at <= at && (entry.until === null || at < entry.until)),
    )
    const open = spans.at(-1)
    if (open?.until === null) {
      if (open.on === on) continue
      open.until = at
    }
    if (on !== null) spans.push({ at, until: null, on })
  }
  return spans
}

/** The day since which it has been paid in full: a refused bill opens again what it had settled. */
function settledOn(amountFen: number, visible: readonly Entry[]): DayIndex | null {
  let paid = 0
  let since: DayIndex | null = null
  for (const { on, fen } of [...visible].sort((a, b) => a.on - b.on || b.fen - a.fen)) {
    paid += fen
    if (paid < amountFen) since = null
    else since ??= on
  }
  return since
}

/**
 * Parts without what was taken back of them: a refused bill leaves no trace of having paid, and money that
 * came after it stands as it came. Only where the parts of the bill are not among these the newest are cut
 * off. The parts come out in the order of their days.
 */
export function standingParts<T extends { on: Day; fen: number; billId?: string | null }>(
  parts: readonly T[],
): T[] {
  const left: T[] = []
  for (const part of [...parts].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : b.fen - a.fen))) {
    if (part.fen >= 0) {
      left.push(part)
      continue
    }
    const own = part.billId ? left.filter(({ billId }) => billId === part.billId) : []
    const others = left.filter((one) => !own.includes(one))
    let back = -part.fen
    for (const one of [...own.reverse(), ...others.reverse()]) {
      if (back <= 0) break
      const index = left.indexOf(one)
      if (one.fen > back) left[index] = { ...one, fen: one.fen - back }
      else left.splice(index, 1)
      back -= one.fen
    }
  }
  return left
}
