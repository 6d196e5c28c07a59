import { sql } from 'kysely'
import { nextLook, tendCase } from '../../../core/approval/tend.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, atOrNull } from '../../platform/db.ts'
import { aboutOf, findCase } from './case-rows.ts'
import { type Effects, saveOutcome } from './save-outcome.ts'
import { summing } from './sums.ts'
import { loadWorld } from './world.ts'

/** Cases looked at in one transaction, so that nobody waits long behind the worker. */
const CASES_PER_LOOK = 100

/**
 * What time and people do to running cases: reminders, climbing, lapsing, stand-ins, delegations that begin.
 * `all` looks at every running case, as when somebody delegates today.
 */
export async function tendApprovals(
  ctx: WriteCtx,
  effects: Effects,
  which: 'due' | 'all' = 'due',
): Promise<void> {
  const rows = await ctx.db
    .selectFrom('approval_case')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('wake_at', 'is not', null)
    .$if(which === 'due', (query) => query.where('wake_at', '<=', at(ctx.now)))
    .orderBy('wake_at')
    .$if(which === 'due', (query) => query.limit(CASES_PER_LOOK))
    .execute()
  if (rows.length === 0) return
  const { world, names } = await loadWorld(ctx)
  for (const { id } of rows) {
    const stored = await findCase(ctx, id, true)
    if (!stored) continue
    const own = await summing(ctx, world, aboutOf(stored))
    const outcome = tendCase(stored.approval, own, ctx.now)
    if (outcome.trail.length > 0) {
      await saveOutcome(ctx, stored, outcome, { names, opinion: '', effects, event: 'approval.tended' })
      continue
    }
    const wakeAt = nextLook(stored.approval, ctx.now)
    await ctx.db
      .updateTable('approval_case')
      .set({ wake_at: atOrNull(wakeAt) })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .where('wake_at', 'is distinct from', sql<number>`${atOrNull(wakeAt)}`)
      .execute()
  }
}
