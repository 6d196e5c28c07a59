import { sql } from 'kysely'
import type { PlanSpec } from '../../../core/emergency/plan.ts'
import type { NoticeContent } from '../../../core/notify/message.ts'
import type { ReadCtx } from '../../platform/context.ts'

type Told = { content: NoticeContent }

/**
 * An alert of the highest severity says which emergency plan there is and what comes first in it, so that
 * whoever reads it on the way need not open anything (C123 C141). Telephone numbers stay in the plan: groups
 * read along.
 */
export async function withPlan<T extends Told>(ctx: ReadCtx, notices: readonly T[]): Promise<T[]> {
  const asks = ({ content }: Told) => content.severity === 1 && content.kind !== 'resolved'
  const plan = notices.some(asks) ? await findPlan(ctx) : null
  return notices.map((one) => (plan && asks(one) ? { ...one, content: { ...one.content, plan } } : one))
}

async function findPlan(ctx: ReadCtx): Promise<NonNullable<NoticeContent['plan']> | null> {
  const row = await ctx.db
    .selectFrom('emergency_plan')
    .select(['spec', sql<string>`(recorded_at at time zone 'Asia/Shanghai')::date::text`.as('day')])
    .where('org_id', '=', ctx.orgId)
    .orderBy('recorded_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const { calls, steps } = row.spec as unknown as PlanSpec
  const [call, step] = [calls[0], steps[0]]
  return {
    day: row.day,
    call: call ? `${call.office} ${call.name}`.trim() : null,
    step: step ?? null,
  }
}
