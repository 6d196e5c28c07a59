import type { PlanSpec } from '../../../core/emergency/plan.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { loadStaff } from '../identity/index.ts'
import { findPlan } from './emergency-rows.ts'

/**
 * Every saving is a version of its own; runs keep the one they were begun with (C141). `seen`: the version
 * that the writer had before them, so that nobody writes over a colleague's unseen.
 */
export async function savePlan(
  ctx: WriteCtx,
  { seen, ...spec }: PlanSpec & { seen: string | null },
): Promise<{ id: string }> {
  const newest = await findPlan(ctx, { moment: ctx.tick, isPast: false })
  if ((newest?.id ?? null) !== seen) throw conflict('plan_changed')
  const { names } = await loadStaff(ctx)
  for (const { userId } of spec.calls) if (userId !== null && !names.has(userId)) throw notFound('person')
  const calls = spec.calls.map((call) => ({
    ...call,
    name: call.userId === null ? call.name : names.get(call.userId)!,
  }))
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('emergency_plan')
    .values({
      org_id: ctx.orgId,
      id,
      spec: json({ ...spec, calls }),
      actor: ctx.actor.userId!,
      recorded_at: at(ctx.tick),
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'emergency.planned',
    subject: { kind: 'org', id: ctx.orgId },
    summary: { calls: spec.calls.length, steps: spec.steps.length },
  })
  await touch(ctx, [{ kind: 'org', id: ctx.orgId }])
  return { id }
}
