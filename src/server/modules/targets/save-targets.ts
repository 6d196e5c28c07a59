import { firstDayOf, startOfDay } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { stale } from '../../platform/errors.ts'
import { touch } from '../../platform/events.ts'

export type TargetInput = {
  userId: string
  month: string
  kind: 'bookings' | 'collections'
  amountFen: bigint
  /** of the target that was on the screen, 0 for none; not given: whatever is there (import, demo) */
  version?: number
}

/** Sets monthly targets (C186); one per person, month and kind. */
export async function saveTargets(
  ctx: WriteCtx,
  inputs: readonly TargetInput[],
): Promise<{ id: string; outcome: 'new' }[]> {
  if (inputs.length === 0) return []
  await expectTargets(ctx, inputs)
  const rows = inputs.map((input) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    user_id: input.userId,
    month: input.month,
    kind: input.kind,
    amount_fen: input.amountFen,
    known_at: at(
      ctx.source?.historyDelayDays == null
        ? ctx.tick
        : Math.min(ctx.tick, startOfDay(firstDayOf(input.month))),
    ),
  }))
  const saved = await ctx.db
    .insertInto('target')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['org_id', 'user_id', 'month', 'kind']).doUpdateSet((eb) => ({
        amount_fen: eb.ref('excluded.amount_fen'),
        version: eb('target.version', '+', 1),
      })),
    )
    .returning('id')
    .execute()
  await touch(
    ctx,
    [...new Set(inputs.map((input) => input.userId))].map((id) => ({ kind: 'rep', id })),
  )
  return saved.map((row) => ({ id: row.id, outcome: 'new' as const }))
}

/** Of many targets each has a version of its own: two managers set those of their teams beside each other. */
async function expectTargets(ctx: WriteCtx, inputs: readonly TargetInput[]): Promise<void> {
  const seen = inputs.filter((input) => input.version !== undefined)
  if (seen.length === 0) return
  const rows = await ctx.db
    .selectFrom('target')
    .select(['user_id', 'month', 'kind', 'version'])
    .where('org_id', '=', ctx.orgId)
    .where('month', 'in', [...new Set(seen.map(({ month }) => month))])
    .execute()
  const keyOf = (user: string, month: string, kind: string) => `${user} ${month} ${kind}`
  const there = new Map(rows.map((row) => [keyOf(row.user_id, row.month, row.kind), row.version]))
  for (const { userId, month, kind, version } of seen) {
    const current = there.get(keyOf(userId, month, kind)) ?? 0
    if (version !== current) throw stale(current)
  }
}
