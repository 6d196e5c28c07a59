import type { Instant } from '../calendar.ts'
import { type ApprovalCase, activeSeat, isLive, openSteps } from './case.ts'
import { type ApprovalWorld, seatMayDecide } from './people.ts'

/** Every act carries what was said and the files handed in with it. */
type Words = { opinion: string; files: readonly string[] }
export type CaseAction = Words &
  (
    | { kind: 'agree' }
    | { kind: 'reject' }
    /** to the requester, or to an earlier stage by its index */
    | { kind: 'return'; to: 'start' | number }
    /** 加签: before me as advice, or after me as one more step */
    | { kind: 'add'; where: 'before' | 'after'; userIds: readonly string[] }
    | { kind: 'transfer'; toUserId: string }
    | { kind: 'urge' }
    | { kind: 'withdraw' }
    | { kind: 'copy'; userIds: readonly string[] }
    | { kind: 'comment' }
  )

export const CASE_ACTIONS = [
  'agree',
  'reject',
  'return',
  'add',
  'transfer',
  'urge',
  'withdraw',
  'copy',
  'comment',
] as const
export type CaseActionKind = (typeof CASE_ACTIONS)[number]

export type CaseRefusal =
  | 'case_settled'
  | 'case_returned'
  | 'not_asked'
  | 'not_your_turn'
  | 'own_request'
  | 'not_requester'
  | 'not_returned'
  | 'urged_recently'
  | 'beyond_authority'
  | 'opinion_required'
  | 'nobody_named'
  | 'person_absent'
  | 'already_asked'
  | 'no_earlier_step'

/** Somebody who is asked every few minutes stops listening. */
const URGE_EVERY_MS = 60 * 60_000

type Asked = { kind: CaseActionKind; world: ApprovalWorld; at: Instant }

/**
 * Why this person may not do this now; null = they may. Whether they may see the case is the shell's to know.
 */
export function whyNot(
  approval: ApprovalCase,
  actorId: string,
  { kind, world, at }: Asked,
): CaseRefusal | null {
  const { state, requesterId } = approval
  if (kind === 'comment' || kind === 'copy') return null
  if (!isLive(state.status)) return 'case_settled'
  if (kind === 'withdraw') return actorId === requesterId ? null : 'not_requester'
  if (state.status === 'returned') return 'case_returned'
  if (kind === 'urge') {
    if (actorId !== requesterId) return 'not_requester'
    return state.urgedAt !== null && at - state.urgedAt < URGE_EVERY_MS ? 'urged_recently' : null
  }
  const mine = activeSeat(state, actorId)
  if (!mine) return whyNotAsked(approval, actorId)
  if (kind !== 'agree') return null
  const { step, seat } = mine
  const mayDecide = !step.needsAuthority || seat.isAdvice || seatMayDecide(approval, seat, world)
  return mayDecide ? null : 'beyond_authority'
}

/** For every act: true, or why the button is disabled (law 7). The same answer the write gives. */
export function canAct(
  approval: ApprovalCase,
  actorId: string,
  scene: { world: ApprovalWorld; at: Instant },
): Record<CaseActionKind, true | CaseRefusal> {
  const entries = CASE_ACTIONS.map((kind) => [kind, whyNot(approval, actorId, { kind, ...scene }) ?? true])
  return Object.fromEntries(entries) as Record<CaseActionKind, true | CaseRefusal>
}

function whyNotAsked({ state, requesterId }: ApprovalCase, actorId: string): CaseRefusal {
  const isLater = openSteps(state).some((step) =>
    step.seats.some((seat) => seat.userId === actorId && seat.status === 'waiting'),
  )
  if (isLater) return 'not_your_turn'
  return actorId === requesterId ? 'own_request' : 'not_asked'
}
