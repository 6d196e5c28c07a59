import { type Day, dayOf, endOfDay, type Instant, type Month, monthOf } from '../calendar.ts'
import { type Fen, sumFen } from '../money.ts'
import type { Collected, CommissionRule } from './estimate.ts'

/** A rule holds from its month on until the next one does. */
export type RuleVersion = { from: Month; rule: CommissionRule }

/** What a month is reckoned by; before the first rule nothing is made up. */
export function ruleOf(versions: readonly RuleVersion[], month: Month): CommissionRule | null {
  const held = versions.filter(({ from }) => from <= month).sort((x, y) => (x.from < y.from ? -1 : 1))
  return held.at(-1)?.rule ?? null
}

/** The versions with another one; one from the same month takes its place. */
export function withRule(versions: readonly RuleVersion[], added: RuleVersion): RuleVersion[] {
  return [...versions.filter(({ from }) => from !== added.from), added].sort((x, y) =>
    x.from < y.from ? -1 : 1,
  )
}

/**
 * Money set against an instalment: the day on which both were so, when the books knew of it, and since when
 * they no longer do.
 */
export type Known = Collected & { userId: string; earnedOn: Day; knownAt: Instant; goneAt: Instant | null }

/** A line of a month; `carriedFrom` is the closed month that it came too late for. */
export type Placed = Collected & {
  userId: string
  carriedFrom: Month | null
  /** when what this month has paid was taken back in a later one */
  takenBackAt: Instant | null
  /** of a line that takes back: in which month it had been paid, and when it turned out */
  corrects: { month: Month; at: Instant } | null
}

export type Closed = ReadonlyMap<Month, Instant>

/** The closes that are known, and the day to which the month is read: its last, or the one it has come to. */
export type Until = { closed: Closed; until: Day }

/**
 * The lines of a month until a day (C273), by business date while it is open. What finance has closed stays
 * as it was paid: money that becomes known after its own month was closed earns in the month in which it
 * became known, and what turns out void after that is taken back in the month in which it did, neither before
 * its day. Nothing is paid twice and nothing is lost.
 */
export function linesOf(month: Month, known: readonly Known[], { closed, until }: Until): Placed[] {
  const end = endOfDay(until)
  return known.flatMap(({ earnedOn, knownAt, goneAt, ...money }): Placed[] => {
    const own = monthOf(earnedOn)
    const isLate = isAfterClose(closed, own, knownAt)
    if (earnedOn > until || (isLate && knownAt > end)) return []
    const counted = isLate ? laterOf(own, knownAt) : own
    const lines: Placed[] = []
    const takenBack =
      goneAt !== null && isAfterClose(closed, counted, goneAt) ? laterOf(counted, goneAt) : null
    if (counted === month && (goneAt === null || takenBack !== null))
      lines.push({
        ...money,
        carriedFrom: counted === own ? null : own,
        takenBackAt: takenBack === null ? null : goneAt,
        corrects: null,
      })
    if (takenBack === month && goneAt !== null && goneAt <= end)
      lines.push({
        ...{ ...money, fen: -money.fen, carriedFrom: own },
        ...{ takenBackAt: null, corrects: { month: counted, at: goneAt } },
      })
    return lines
  })
}

/**
 * What one person had collected in the month in which the line was paid, by what was still thought true when
 * it was taken back: from there it goes down through the tiers of that month.
 */
export function stoodFen(paid: readonly Placed[], { id, userId, corrects }: Placed): Fen {
  if (corrects === null) return 0n
  const { at } = corrects
  const stood = paid.filter((line) => {
    if (line.userId !== userId || line.corrects !== null) return false
    const { takenBackAt } = line
    return takenBackAt === null || takenBackAt > at || (takenBackAt === at && line.id >= id)
  })
  return sumFen(stood.map(({ fen }) => fen))
}

function isAfterClose(closed: Closed, month: Month, at: Instant): boolean {
  const closedAt = closed.get(month)
  return closedAt !== undefined && closedAt < at
}

function laterOf(month: Month, at: Instant): Month {
  const then = monthOf(dayOf(at))
  return then > month ? then : month
}
