import type { Day } from '../../../core/calendar.ts'
import type { Booked } from '../../../core/exchange/rate.ts'
import type { WriteCtx } from '../../platform/context.ts'
import type { StageRow } from './pipelines.ts'

export type DealStep = {
  /** key of a stage of the pipeline */
  stage: string
  occurredOn: Day
  amountFen?: bigint | null | undefined
  lostReason?: string | null | undefined
  competitor?: string | null | undefined
}

export type StoredStep = {
  id: string
  stage_id: string
  occurred_on: Day
  amount_fen: string | null
  position: number
  lost_reason: string | null
  competitor: string | null
  imported: boolean
}
export type PlannedStep = { stage: StageRow; step: DealStep }

type Plan = { steps: readonly PlannedStep[]; book: (amount: bigint | null | undefined) => Booked | null }

/** Why a deal was lost and to whom is often filled in later; a file that says nothing of it leaves it. */
export function withReasons(told: readonly PlannedStep[], stored: readonly StoredStep[]): PlannedStep[] {
  return told.map(({ stage, step }, index) => {
    const before = stored[index]
    if (before?.stage_id !== stage.id) return { stage, step }
    const { lostReason = before.lost_reason, competitor = before.competitor } = step
    return { stage, step: { ...step, lostReason, competitor } }
  })
}

/** The first `kept` steps stay; `voided` are taken back; what the plan has after `kept` is added. */
export type Difference = { kept: number; voided: StoredStep[]; nextPosition: number }

/** What of the stored history a new one changes; null when nothing. */
export function compareSteps(ctx: WriteCtx, stored: readonly StoredStep[], plan: Plan): Difference | null {
  const isEqual = (step: StoredStep, index: number) => {
    const other = plan.steps[index]
    return (
      other !== undefined &&
      step.stage_id === other.stage.id &&
      step.occurred_on === other.step.occurredOn &&
      step.amount_fen === (plan.book(other.step.amountFen)?.fen.toString() ?? null) &&
      (!step.imported || saysTheSame(step, other.step))
    )
  }
  const firstOther = stored.findIndex((step, index) => !isEqual(step, index))
  const kept = firstOther < 0 ? stored.length : firstOther
  const voided = stored.slice(kept)
  if (voided.length === 0 && kept === plan.steps.length) return null
  const movedByHand = kept === plan.steps.length && voided.every((step) => !step.imported)
  if (ctx.source !== null && movedByHand) return null
  return { kept, voided, nextPosition: (stored[kept - 1]?.position ?? -1) + 1 }
}

function saysTheSame(stored: StoredStep, { lostReason, competitor }: DealStep): boolean {
  return stored.lost_reason === (lostReason ?? null) && stored.competitor === (competitor ?? null)
}
