import type { Day } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

export const COVER_KINDS = ['insurance', 'guarantee'] as const
export type CoverKind = (typeof COVER_KINDS)[number]

/** What an insurer or guarantor pays of what a customer owes (C032): a share beyond a deductible, up to a cap. */
export type Cover = { capFen: Fen; shareBp: number; deductibleFen: Fen }
export type DatedCover = Cover & { fromOn: Day; untilOn: Day }

/** Both its first and its last day count. */
export function isInForce({ fromOn, untilOn }: DatedCover, day: Day): boolean {
  return fromOn <= day && day <= untilOn
}

/** Several add up, and never to more than is owed; nothing is covered of nothing. */
export function coveredOf(covers: readonly Cover[], owedFen: Fen): Fen {
  if (owedFen <= 0n) return 0n
  const fen = covers.reduce((sum, { capFen, shareBp, deductibleFen }) => {
    if (owedFen <= deductibleFen) return sum
    const share = ((owedFen - deductibleFen) * BigInt(shareBp)) / 10_000n
    return sum + (share < capFen ? share : capFen)
  }, 0n)
  return fen < owedFen ? fen : owedFen
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
