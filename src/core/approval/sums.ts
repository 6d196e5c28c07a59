import { DAY_MS } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { type CaseState, type CaseStatus, stepsOf } from './case.ts'

/** As long as what one person lets one customer have is added up (decision 0028). */
export const SUMMED_MS = 30 * DAY_MS

export type EarlierCase = { subjectId: string; status: CaseStatus; amountFen: Fen | null; state: CaseState }

/** What was let go by it, or may be: one turned down, taken back or lapsed let nobody have anything. */
const LETS: ReadonlySet<CaseStatus> = new Set(['open', 'returned', 'approved'])

/**
 * What each person has agreed to with authority in these cases, each document once with the most it asked
 * for; whoever delegated is used up with the delegate, since it is their authority. So no request is made
 * small by parts (C180).
 */
export function letSoFar(cases: readonly EarlierCase[]): Map<string, Fen> {
  const most = new Map<string, Map<string, Fen>>()
  for (const { subjectId, status, amountFen, state } of cases) {
    if (!LETS.has(status)) continue
    for (const userId of agreedWithAuthority(state)) {
      const own = most.get(userId) ?? new Map<string, Fen>()
      most.set(userId, own)
      const fen = amountFen ?? 0n
      if (fen > (own.get(subjectId) ?? -1n)) own.set(subjectId, fen)
    }
  }
  return new Map([...most].map(([userId, own]) => [userId, [...own.values()].reduce((a, b) => a + b, 0n)]))
}

function agreedWithAuthority(state: CaseState): Set<string> {
  const people = new Set<string>()
  for (const step of stepsOf(state))
    for (const seat of step.seats) {
      if (seat.status !== 'agreed' || !seat.reaches || seat.isAdvice) continue
      people.add(seat.userId)
      const isFor = seat.via === 'delegate' || seat.via === 'stand-in'
      if (isFor && seat.forUserId !== null) people.add(seat.forUserId)
    }
  return people
}
