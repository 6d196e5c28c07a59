import type { Day } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'

export type StageKind = 'open' | 'won' | 'lost'
export type Stage = { id: string; key: string; kind: StageKind; position: number }

export type Move = { toStageId: string; occurredOn: Day; reason: string | null }
export type MoveRefusal =
  | 'stage_unknown'
  | 'stage_unchanged'
  | 'reason_required'
  | 'date_in_future'
  | 'date_before_last'

export type MoveDecision = { from: Stage; to: Stage; back: boolean; reopened: boolean }

/**
 * May this deal move to that stage now? Forward moves are free, also past a stage; going back, reopening and
 * losing need a reason, because they are what a retrospective asks about (C034).
 */
export function decideMove(
  stages: readonly Stage[],
  current: { stageId: string; since: Day | null },
  move: Move,
  today: Day,
): Result<MoveDecision, MoveRefusal> {
  const from = stages.find((stage) => stage.id === current.stageId)
  const to = stages.find((stage) => stage.id === move.toStageId)
  if (!from || !to) return refuse('stage_unknown')
  if (from.id === to.id) return refuse('stage_unchanged')
  if (move.occurredOn > today) return refuse('date_in_future')
  if (current.since !== null && move.occurredOn < current.since)
    return refuse('date_before_last', { since: current.since })
  const reopened = from.kind !== 'open' && to.kind === 'open'
  const back = reopened || (to.kind === 'open' && to.position < from.position)
  if ((back || to.kind === 'lost') && !move.reason?.trim()) return refuse('reason_required')
  return ok({ from, to, back, reopened })
}

/**
 * The pipeline that ships: the four nodes of C036 and the two ends. Norm days are the page's first
 * suggestion. Entering the quoting stage is the customer's request for a quotation (C058).
 */
export const DEFAULT_STAGES = [
  {
    key: 'reach',
    name: '触达',
    nameEn: 'Reach',
    kind: 'open',
    normDays: 14,
    probabilityBp: 1000,
    asksQuote: false,
  },
  {
    key: 'need',
    name: '需求确认',
    nameEn: 'Needs confirmed',
    kind: 'open',
    normDays: 14,
    probabilityBp: 3000,
    asksQuote: false,
  },
  {
    key: 'quote',
    name: '方案报价',
    nameEn: 'Proposal & quote',
    kind: 'open',
    normDays: 7,
    probabilityBp: 5000,
    asksQuote: true,
  },
  {
    key: 'sign',
    name: '合同签署',
    nameEn: 'Contract signing',
    kind: 'open',
    normDays: 10,
    probabilityBp: 8000,
    asksQuote: false,
  },
  {
    key: 'won',
    name: '赢单',
    nameEn: 'Won',
    kind: 'won',
    normDays: null,
    probabilityBp: 10000,
    asksQuote: false,
  },
  {
    key: 'lost',
    name: '输单',
    nameEn: 'Lost',
    kind: 'lost',
    normDays: null,
    probabilityBp: 0,
    asksQuote: false,
  },
] as const
