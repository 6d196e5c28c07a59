import type { Day } from '../../../core/calendar.ts'
import type { ContractStepKind } from '../../../core/contract/course.ts'
import type { Booked } from '../../../core/exchange/rate.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

export type NewContractStep = {
  kind: ContractStepKind
  on: Day
  endsOn?: Day | null | undefined
  amount?: Booked | undefined
  reason?: string | null | undefined
}

export async function addStep(ctx: WriteCtx, contractId: string, step: NewContractStep): Promise<void> {
  await ctx.db
    .insertInto('contract_step')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      contract_id: contractId,
      kind: step.kind,
      ends_on: step.endsOn ?? null,
      amount_fen: step.amount?.fen ?? null,
      original_minor: step.amount?.original ?? null,
      reason: step.reason ?? null,
      occurred_on: step.on,
      known_at: at(knownAt(ctx, step.on)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
      batch_id: ctx.source?.batchId ?? null,
    })
    .execute()
}
