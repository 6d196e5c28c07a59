import {
  type CreditVerdict,
  coveredTogether,
  decideHold,
  exposureOf,
  isOverLimit,
  limitOf,
  roomLeft,
  type Standing,
} from '../credit/exposure.ts'
import type { CreditPolicy } from '../credit/policy.ts'
import type { Fen } from '../money.ts'

export type DeliverAnswer = 'yes' | 'ask' | 'no'
export type DeliverReason =
  | { code: 'over_limit' | 'over_group_limit'; byFen: Fen }
  | { code: 'overdue'; days: number }
  | { code: 'written_off'; fen: Fen }
  | { code: 'refused' }
  | { code: 'released_by'; who: 'manager' | 'finance' | 'nobody' }
  | { code: 'no_limit' }
  | { code: 'room'; leftFen: Fen }

/** The least that can be delivered: what is refused for it is refused for everything. */
const ANYTHING: Fen = 1n

/**
 * One word for the phone: may we deliver to them now (C022). It is the very decision that an order meets,
 * asked for the smallest order there is; whatever speaks against it is named, and who could let it go.
 */
export function mayDeliver(
  standing: Standing,
  policy: CreditPolicy,
): { answer: DeliverAnswer; reasons: DeliverReason[] } {
  const verdict = decideHold(standing, { document: 'order', amountFen: ANYTHING }, policy)
  if (verdict.findings.length === 0) return { answer: 'yes', reasons: [roomOf(standing, policy)] }
  const found = verdict.findings.flatMap((finding): DeliverReason[] => {
    if (finding.code === 'refused' || finding.code === 'written_off') return [finding]
    if (finding.code === 'overdue') return [{ code: 'overdue', days: finding.days }]
    // Terms by grade and papers are a matter of one document, and none was named.
    if (!isOverLimit(finding)) return []
    return [{ code: finding.code, byFen: finding.overFen - ANYTHING }]
  })
  return { answer: answerOf(verdict), reasons: [...found, ...releaseOf(verdict)] }
}

function answerOf({ hold }: CreditVerdict): DeliverAnswer {
  return hold === 'none' || hold === 'manager' ? 'ask' : 'no'
}

function releaseOf({ hold }: CreditVerdict): DeliverReason[] {
  if (hold === 'none') return []
  return [{ code: 'released_by', who: hold === 'blocked' ? 'nobody' : hold }]
}

function roomOf(standing: Standing, policy: CreditPolicy): DeliverReason {
  const limit = limitOf(standing, policy)
  if (limit === null) return { code: 'no_limit' }
  if (limit.source !== 'group' || !standing.group)
    return { code: 'room', leftFen: roomLeft(standing, policy, limit.fen) }
  const net = exposureOf(standing.group.owing, policy) - coveredTogether(standing, policy)
  return { code: 'room', leftFen: limit.fen + standing.exceptionFen - net }
}
