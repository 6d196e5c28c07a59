import { addDays, type Day, dayOf, type Instant, startOfDay } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

export const COVER_KINDS = ['insurance', 'guarantee'] as const
export type CoverKind = (typeof COVER_KINDS)[number]

/**
 * What an insurer or guarantor pays of what a customer owes (C032): a share beyond a deductible, up to a
 * cap.
 * `wholeGroup`: in the name of all companies that owe together with whoever it is recorded with, and of that
 * one alone while there are none.
 */
export type Cover = { capFen: Fen; shareBp: number; deductibleFen: Fen; wholeGroup?: boolean }
export type DatedCover = Cover & { fromOn: Day; untilOn: Day }

/** Both its first and its last day count. */
export function isInForce({ fromOn, untilOn }: DatedCover, day: Day): boolean {
  return fromOn <= day && day <= untilOn
}

/**
 * Each pays of what those before it leave, the smallest deductible first, so that together they never pay
 * more than is owed and what remains never falls as the debt grows.
 */
export function coveredOf(covers: readonly Cover[], owedFen: Fen): Fen {
  let left = owedFen
  for (const { capFen, shareBp, deductibleFen } of [...covers].sort(compareCovers)) {
    if (left <= deductibleFen) continue
    const share = ((left - deductibleFen) * BigInt(shareBp)) / 10_000n
    left -= share < capFen ? share : capFen
  }
  return owedFen - left
}

function compareCovers(a: Cover, b: Cover): number {
  const by = a.deductibleFen - b.deductibleFen || b.capFen - a.capFen
  return by < 0n ? -1 : by > 0n ? 1 : b.shareBp - a.shareBp
}

export type KnownCover = { id: string; fromOn: Day; untilOn: Day; at: Instant; until: Instant | null }
export type CountingSpan = { id: string; from: Instant; until: Instant | null }

/**
 * While the last day of each cover says how long its customer is covered: from its first day on, or sooner
 * where it goes on without a gap from what is in force. A policy for next year covers nothing of this one.
 */
export function countingSpans(covers: readonly KnownCover[]): CountingSpan[] {
  const marks = covers.flatMap((one) => [one.at, startOfDay(one.fromOn), ...(one.until ? [one.until] : [])])
  const ordered = [...new Set(marks)].sort((a, b) => a - b)
  const spans: CountingSpan[] = []
  const open = new Map<string, CountingSpan>()
  for (const mark of ordered) {
    const counting = countingAt(covers, mark)
    for (const [id, span] of open) {
      if (counting.has(id)) continue
      span.until = mark
      open.delete(id)
    }
    for (const id of counting) {
      if (open.has(id)) continue
      const span: CountingSpan = { id, from: mark, until: null }
      open.set(id, span)
      spans.push(span)
    }
  }
  return spans
}

function countingAt(covers: readonly KnownCover[], at: Instant): Set<string> {
  const day = dayOf(at)
  const known = covers.filter((one) => one.at <= at && (one.until === null || at < one.until))
  const counting = new Set<string>()
  let through: Day | null = null
  for (const { id, fromOn, untilOn } of known.sort((a, b) => (a.fromOn < b.fromOn ? -1 : 1))) {
    if (fromOn > day && (through === null || fromOn > addDays(through, 1))) continue
    counting.add(id)
    if (untilOn >= day && (through === null || untilOn > through)) through = untilOn
  }
  return counting
}

export type CoverRefusal = 'cover_ends_before_it_begins' | 'cover_pays_nothing' | 'cover_end_not_earlier'

export function checkCover({ capFen, shareBp, fromOn, untilOn }: DatedCover): Result<null, CoverRefusal> {
  if (untilOn < fromOn) return refuse('cover_ends_before_it_begins')
  return capFen > 0n && shareBp > 0 ? ok(null) : refuse('cover_pays_nothing')
}

/** A cover is cut short, never prolonged: that is another policy. */
export function checkCoverEnd({ fromOn, untilOn }: DatedCover, endsOn: Day): Result<null, CoverRefusal> {
  if (endsOn < fromOn) return refuse('cover_ends_before_it_begins')
  return endsOn < untilOn ? ok(null) : refuse('cover_end_not_earlier')
}
