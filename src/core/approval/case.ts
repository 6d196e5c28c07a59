import type { Instant } from '../calendar.ts'
import type { Bilingual } from '../watch/subject.ts'
import type { ApproverRule, Flow, FlowFacts, StepMode } from './flow.ts'

export const CASE_STATUSES = ['open', 'returned', 'approved', 'rejected', 'withdrawn', 'expired'] as const
export type CaseStatus = (typeof CASE_STATUSES)[number]

/** Open or returned: somebody still has to do something. */
export function isLive(status: CaseStatus): boolean {
  return status === 'open' || status === 'returned'
}

/** One request on its way. It keeps the flow it began with, whatever becomes of the flow (C182). */
export type ApprovalCase = {
  kind: string
  requesterId: string
  flow: Flow
  facts: FlowFacts
  expiresAt: Instant
  state: CaseState
}

export type CaseState = {
  status: CaseStatus
  /** 1, and one more each time the request comes back changed */
  round: number
  stages: Stage[]
  /** index of the stage that is being decided */
  at: number
  lastSeat: number
  urgedAt: Instant | null
}

/** The tracks of a stage run side by side; a plain step is a stage of one track. */
export type Stage = { key: string; tracks: Track[] }
export type Track = { key: string; name: Bilingual | null; steps: CaseStep[] }

/** 'flow': drawn; 'added': 后加签; 'authority', 'uncovered': put in by the engine, see plan.ts. */
export type StepOrigin = 'flow' | 'added' | 'authority' | 'uncovered'

export type CaseStep = {
  key: string
  name: Bilingual
  origin: StepOrigin
  mode: StepMode
  approvers: readonly ApproverRule[]
  copies: readonly ApproverRule[]
  needsAuthority: boolean
  timeoutMinutes: number
  guide: Bilingual
  status: 'waiting' | 'open' | 'done'
  openedAt: Instant | null
  dueAt: Instant | null
  /** how often time has run out here */
  overruns: number
  seats: Seat[]
}

/** Why this person sits here and not (only) the one the flow names. */
export type SeatVia =
  | 'named'
  | 'delegate'
  | 'stand-in'
  | 'superior'
  | 'boss'
  | 'self'
  | 'transferred'
  | 'added'
  | 'escalated'

/** 'closed': no longer asked (another one answered for all, the case ended, the step was taken back). */
export type SeatStatus = 'waiting' | 'active' | 'agreed' | 'rejected' | 'returned' | 'closed'

/** One answer that is asked of one person. It can be handed on, and is answered at most once. */
export type Seat = {
  id: string
  userId: string
  /** whom this person answers for, when it is not themselves */
  forUserId: string | null
  via: SeatVia
  status: SeatStatus
  /** seats that must have agreed before this one is asked */
  after: readonly string[]
  /** 前加签: asked for advice by the holder of another seat */
  isAdvice: boolean
  /** whether whoever agreed here was allowed to decide about the whole amount */
  reaches: boolean
}

/** What happened, in order: who, when, what, and the words (C072). */
export type Trail = {
  kind: TrailKind
  actorId: string | null
  seatId: string | null
  stepKey: string | null
  detail: Readonly<Record<string, unknown>>
}

export type TrailKind =
  | 'submit'
  | 'resubmit'
  | 'agree'
  | 'repeat'
  | 'skip'
  | 'reject'
  | 'return'
  | 'recall'
  | 'add'
  | 'transfer'
  | 'stand-in'
  | 'urge'
  | 'withdraw'
  | 'copy'
  | 'comment'
  | 'remind'
  | 'escalate'
  | 'expire'
  | 'widen'
  | 'approve'

/** Who should hear what; the words are the catalogue's. */
export type CaseNews = { kind: CaseNewsKind; userIds: readonly string[]; stepName: Bilingual | null }

export type CaseNewsKind =
  | 'asked'
  | 'reminded'
  | 'escalated'
  | 'urged'
  | 'copied'
  | 'approved'
  | 'rejected'
  | 'returned'
  | 'withdrawn'
  | 'recalled'
  | 'expired'
  | 'commented'

/** What a decision yields: the next state, what to write down, whom to tell. */
export type Outcome = { state: CaseState; trail: Trail[]; news: CaseNews[] }

/** A copy whose arrays and seats may be written to; what was given stays as it is. */
export function copyState(state: CaseState): CaseState {
  return {
    ...state,
    stages: state.stages.map((stage) => ({
      ...stage,
      tracks: stage.tracks.map((track) => ({
        ...track,
        steps: track.steps.map((step) => ({ ...step, seats: step.seats.map((seat) => ({ ...seat })) })),
      })),
    })),
  }
}

export function stepsOf(state: CaseState): CaseStep[] {
  return state.stages.flatMap((stage) => stage.tracks.flatMap((track) => track.steps))
}

export function openSteps(state: CaseState): CaseStep[] {
  return state.status === 'open' ? stepsOf(state).filter((step) => step.status === 'open') : []
}

/** Where somebody is asked right now. */
export function activeSeat(state: CaseState, userId: string): { step: CaseStep; seat: Seat } | null {
  for (const step of openSteps(state)) {
    const seat = step.seats.find((one) => one.status === 'active' && one.userId === userId)
    if (seat) return { step, seat }
  }
  return null
}
