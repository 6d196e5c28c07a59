import { sql } from 'kysely'
import { passSeats } from '../../../core/approval/tend.ts'
import { dayOf } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { aboutOf, findCase } from './case-rows.ts'
import { saveOutcome } from './save-outcome.ts'
import { summing } from './sums.ts'
import { loadWorld } from './world.ts'

type Passing = { from: string; to: string }

/** What waits for the leaver's answer waits for the receiver's now, or for whoever may (C187 C180). */
export async function passCases(
  ctx: WriteCtx,
  caseIds: readonly string[],
  passing: Passing,
): Promise<number> {
  const { world, names } = await loadWorld(ctx)
  let moved = 0
  for (const id of caseIds) {
    const stored = await findCase(ctx, id, true)
    if (!stored) continue
    const summed = await summing(ctx, world, aboutOf(stored))
    const outcome = passSeats(stored.approval, passing, { world: summed, at: ctx.now })
    if (!outcome || outcome.trail.length === 0) continue
    // A case that goes on has no effects; whatever is now complete is found by the next look at it.
    await saveOutcome(ctx, stored, outcome, { names, opinion: '', effects: {}, event: 'approval.passed' })
    moved += 1
  }
  return moved
}

/**
 * Delegations that are not over: those to the leaver go to the receiver from today, those of the leaver end.
 * One that would come back to whoever delegated ends as well.
 */
export async function passDelegations(
  ctx: WriteCtx,
  ids: readonly string[],
  { from, to }: Passing,
): Promise<number> {
  const today = dayOf(ctx.now)
  const gone = await ctx.db
    .updateTable('approval_delegation')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where((eb) => eb.or([eb('from_id', '=', from), eb('to_id', '=', from)]))
    .where('to_day', '>=', today)
    .where('voided_at', 'is', null)
    .returningAll()
    .execute()
  const passed = gone.filter((row) => row.from_id !== from && row.from_id !== to)
  if (passed.length > 0) {
    await ctx.db
      .insertInto('approval_delegation')
      .values(
        passed.map((row) => ({
          ...row,
          id: newId(ctx.now),
          to_id: to,
          from_day: row.from_day > today ? row.from_day : today,
          recorded_at: at(ctx.tick),
          voided_at: null,
        })),
      )
      .execute()
  }
  return tell(ctx, 'delegation.passed', { from, to, ids: gone.map(({ id }) => id) })
}

/** Flows that the leaver looked after get another person who reviews them. */
export async function passFlows(
  ctx: WriteCtx,
  ids: readonly string[],
  { from, to }: Passing,
): Promise<number> {
  const moved = await ctx.db
    .updateTable('approval_flow')
    .set((eb) => ({ owner_id: to, version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('owner_id', '=', from)
    .returning('id')
    .execute()
  return tell(ctx, 'flow.passed', { from, to, ids: moved.map(({ id }) => id) })
}

async function tell(
  ctx: WriteCtx,
  kind: string,
  { from, to, ids }: Passing & { ids: string[] },
): Promise<number> {
  if (ids.length > 0)
    await recordEvent(ctx, { kind, subject: { kind: 'person', id: from }, summary: { to, ids } })
  return ids.length
}
