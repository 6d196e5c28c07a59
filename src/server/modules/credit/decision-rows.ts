import type { UpdateObject } from 'kysely'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import type { DB } from '../../platform/db-types.ts'

/** What is decided about a customer, besides limits and exceptions: a grade (C015), an admission (C006). */
export type DecisionKind = 'grade' | 'admission'

/** The decision that waits for an approval; null: none. */
export async function runningDecision(ctx: ReadCtx, customerId: string, kind: DecisionKind) {
  const row = await ctx.db
    .selectFrom('credit_decision')
    .select(['id', 'case_id as caseId'])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('kind', '=', kind)
    .where('effective_at', 'is', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}

/** What the end of this case is about; null: nothing of this kind that still waits. */
export async function decisionOfCase(ctx: ReadCtx, caseId: string, kind: DecisionKind) {
  const row = await ctx.db
    .selectFrom('credit_decision as d')
    .innerJoin('customer as c', (join) =>
      join.onRef('c.org_id', '=', 'd.org_id').onRef('c.id', '=', 'd.customer_id'),
    )
    .select(['d.id', 'd.customer_id', 'd.grade', 'd.admission', 'd.reason', 'd.expires_on', 'c.name'])
    .where('d.org_id', '=', ctx.orgId)
    .where('d.case_id', '=', caseId)
    .where('d.kind', '=', kind)
    .where('d.effective_at', 'is', null)
    .where('d.ended_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}

export async function awaitCase(ctx: WriteCtx, id: string, caseId: string): Promise<void> {
  await change(ctx, id, { case_id: caseId })
}

export async function approveDecision(ctx: WriteCtx, id: string): Promise<void> {
  await change(ctx, id, {
    basis: 'approval',
    decided_by: ctx.actor.userId,
    effective_at: at(ctx.tick),
  })
}

export async function refuseDecision(ctx: WriteCtx, id: string): Promise<void> {
  await change(ctx, id, { ended_at: at(ctx.tick), end_reason: 'refused' })
}

async function change(ctx: WriteCtx, id: string, values: UpdateObject<DB, 'credit_decision'>): Promise<void> {
  await update(ctx).set(values).where('org_id', '=', ctx.orgId).where('id', '=', id).execute()
}

const update = (ctx: WriteCtx) => ctx.db.updateTable('credit_decision')

/** Whatever of this kind was in force is so no longer. */
export async function endDecisions(
  ctx: WriteCtx,
  customerId: string,
  { kind, reason }: { kind: DecisionKind; reason: 'replaced' | 'taken_back' },
): Promise<void> {
  await update(ctx)
    .set({ ended_at: at(ctx.tick), end_reason: reason })
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('kind', '=', kind)
    .where('effective_at', 'is not', null)
    .where('ended_at', 'is', null)
    .execute()
}
