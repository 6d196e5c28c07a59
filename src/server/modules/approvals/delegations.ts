import { dayOf } from '../../../core/calendar.ts'
import { isPresent } from '../../../core/watch/responsible.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadStaff } from '../identity/index.ts'
import { findFlow, loadFlows } from './flow-rows.ts'
import type { Effects } from './save-outcome.ts'
import { tendApprovals } from './tend.ts'

/** 委托: mine, and for the boss everybody's; what has ended stays for a month. */
export async function listDelegations(ctx: ReadCtx) {
  const rows = await ctx.db
    .selectFrom('approval_delegation as d')
    .innerJoin('app_user as f', (join) =>
      join.onRef('f.org_id', '=', 'd.org_id').onRef('f.id', '=', 'd.from_id'),
    )
    .innerJoin('app_user as t', (join) =>
      join.onRef('t.org_id', '=', 'd.org_id').onRef('t.id', '=', 'd.to_id'),
    )
    .select([
      'd.id',
      'd.from_id',
      'f.name as from_name',
      'd.to_id',
      't.name as to_name',
      'd.kind',
      'd.from_day',
      'd.to_day',
      'd.reason',
    ])
    .where('d.org_id', '=', ctx.orgId)
    .where('d.voided_at', 'is', null)
    .$if(!ctx.actor.roles.includes('boss'), (query) =>
      query.where((eb) =>
        eb.or([eb('d.from_id', '=', ctx.actor.userId!), eb('d.to_id', '=', ctx.actor.userId!)]),
      ),
    )
    .orderBy('d.from_day', 'desc')
    .limit(100)
    .execute()
  const today = dayOf(ctx.now)
  const flows = await loadFlows(ctx)
  return {
    items: rows.map((row) => ({
      id: row.id,
      from: { id: row.from_id, name: row.from_name },
      to: { id: row.to_id, name: row.to_name },
      kind: row.kind,
      fromDay: row.from_day,
      toDay: row.to_day,
      reason: row.reason,
      isActive: row.from_day <= today && today <= row.to_day,
      can: { end: mayEnd(ctx, row.from_id, row.to_day) },
    })),
    kinds: flows.map(({ kind, name }) => ({ kind, name })),
  }
}

export async function recordDelegation(
  ctx: WriteCtx,
  input: {
    toUserId: string
    kind?: string | null | undefined
    fromDay: string
    toDay: string
    reason: string
  },
  effects: Effects,
): Promise<{ id: string }> {
  const me = ctx.actor.userId!
  const today = dayOf(ctx.now)
  if (input.toDay < input.fromDay || input.toDay < today) throw invalid('dates_reversed')
  if (input.toUserId === me) throw conflict('same_person')
  const { directory } = await loadStaff(ctx)
  if (!isPresent(directory, input.toUserId, ctx.now)) throw conflict('person_absent')
  if (input.kind && !(await findFlow(ctx, input.kind))) throw notFound('flow')
  await refuseOverlap(ctx, { ...input, kind: input.kind ?? null })
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('approval_delegation')
    .values({
      org_id: ctx.orgId,
      id,
      from_id: me,
      to_id: input.toUserId,
      kind: input.kind ?? null,
      from_day: input.fromDay,
      to_day: input.toDay,
      reason: input.reason,
      recorded_at: at(ctx.tick),
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'approval.delegated',
    subject: { kind: 'person', id: me },
    summary: { toUserId: input.toUserId, from: input.fromDay, to: input.toDay, kind: input.kind ?? null },
  })
  // What waits for me today moves today, not at midnight.
  if (input.fromDay <= today) await tendApprovals(ctx, effects, 'all')
  return { id }
}

/** Two people for the same days would make it a matter of chance who decides. */
async function refuseOverlap(
  ctx: WriteCtx,
  input: { kind: string | null; fromDay: string; toDay: string },
): Promise<void> {
  const row = await ctx.db
    .selectFrom('approval_delegation')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('from_id', '=', ctx.actor.userId!)
    .where('voided_at', 'is', null)
    .where('from_day', '<=', input.toDay)
    .where('to_day', '>=', input.fromDay)
    .$if(input.kind !== null, (query) =>
      query.where((eb) => eb.or([eb('kind', 'is', null), eb('kind', '=', input.kind)])),
    )
    .executeTakeFirst()
  if (row) throw conflict('delegation_overlaps')
}

export async function endDelegation(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const row = await ctx.db
    .selectFrom('approval_delegation')
    .select(['from_id', 'to_day', 'to_id'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('voided_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row || (row.from_id !== ctx.actor.userId && !ctx.actor.roles.includes('boss')))
    throw notFound('delegation')
  await ctx.db
    .updateTable('approval_delegation')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, {
    kind: 'approval.delegationEnded',
    subject: { kind: 'person', id: row.from_id },
    summary: { toUserId: row.to_id },
  })
  return { ok: true }
}

function mayEnd(ctx: ReadCtx, fromId: string, toDay: string): true | string {
  if (fromId !== ctx.actor.userId && !ctx.actor.roles.includes('boss')) return 'not_yours'
  return toDay < dayOf(ctx.now) ? 'already_over' : true
}
