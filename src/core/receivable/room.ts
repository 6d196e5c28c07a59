import type { Day, Instant } from '../calendar.ts'
import type { Fen } from '../money.ts'

/** From a moment on so much more, or less, stands set against an instalment. */
export type Change<T extends Day | Instant> = { at: T; fen: Fen }
export type Placed<T extends Day | Instant> = { from: T; amountFen: Fen }

/**
 * Sets money that came for an instalment against it: from the day it came, as far as there was room then and
 * has been ever since, and the rest from the first day on which there was. A bill that was refused stood in
 * its place until then: with both counted more would be settled than was owed, and the excess would be in no
 * figure at all. What waits is an advance on the days before. The parts sum to the amount; fen.
 */
export function placeInRoom<T extends Day | Instant>(
  amountFen: Fen,
  from: T,
  { owedFen, changes }: { owedFen: Fen; changes: readonly Change<T>[] },
): Placed<T>[] {
  const later = [...new Set(changes.map(({ at }) => at).filter((at) => at > from))].sort(byOrder)
  const moments = [from, ...later]
  const free: Fen[] = moments.map((at) => owedFen - standingAt(changes, at))
  for (let index = free.length - 2; index >= 0; index -= 1)
    if (free[index + 1]! < free[index]!) free[index] = free[index + 1]!
  const placed: Placed<T>[] = []
  let left = amountFen
  for (const [index, moment] of moments.entries()) {
    // By the last moment there is room, or it would not have been set against this: no fen is ever lost.
    const room = index === moments.length - 1 ? left : free[index]! - (amountFen - left)
    const part = room < left ? room : left
    if (part <= 0n) continue
    placed.push({ from: moment, amountFen: part })
    left -= part
  }
  return placed
}

/** The most that stood set against it on any moment from one until before another (null: for ever). */
export function mostStanding<T extends Day | Instant>(
  changes: readonly Change<T>[],
  from: T,
  until: T | null,
): Fen {
  const within = changes.map(({ at }) => at).filter((at) => at > from && (until === null || at < until))
  return [from, ...within].reduce<Fen>((most, at) => {
    const fen = standingAt(changes, at)
    return fen > most ? fen : most
  }, 0n)
}

function standingAt<T extends Day | Instant>(changes: readonly Change<T>[], moment: T): Fen {
  return changes.reduce((sum, { at, fen }) => (at <= moment ? sum + fen : sum), 0n)
}

const byOrder = <T extends Day | Instant>(one: T, other: T) => (one < other ? -1 : 1)
