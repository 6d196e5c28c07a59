import {
  decideEndAccess,
  decideManagerConfirm,
  decideReceiverConfirm,
} from '../../../core/handover/decide.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { endAccess } from '../identity/index.ts'
import { refusal } from './divide.ts'
import { refreshItems } from './gather.ts'
import { type HandoverRow, lockHandover, standingOf } from './handover-rows.ts'
import { passItems } from './pass-items.ts'
import { readGap } from './read-gap.ts'

/** A receiver says "I have it" (C188). */
export async function confirmHandover(ctx: WriteCtx, id: string, note: string): Promise<{ ok: true }> {
  const row = await fresh(ctx, id)
  const { state, viewer } = await standingOf(ctx, row)
  const decided = decideReceiverConfirm(state, viewer)
  if (!decided.ok) throw refusal(decided)
  await ctx.db
    .insertInto('handover_receiver')
    .values({
      org_id: ctx.orgId,
      handover_id: id,
      user_id: ctx.actor.userId!,
      confirmed_at: at(ctx.tick),
      note,
    })
    .execute()
  await recordEvent(ctx, { kind: 'handover.confirmed', subject: { kind: 'handover', id } })
  return { ok: true }
}

/** The manager confirms last; only now the handover is complete (C188). */
export async function completeHandover(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const row = await fresh(ctx, id)
  const { state, viewer } = await standingOf(ctx, row)
  const decided = decideManagerConfirm(state, viewer)
  if (!decided.ok) throw refusal(decided)
  await update(ctx, row, {
    status: 'done',
    confirmed_at: at(ctx.tick),
    confirmed_by: ctx.actor.userId,
  })
  await recordEvent(ctx, { kind: 'handover.completed', subject: { kind: 'handover', id } })
  return { ok: true }
}

/**
 * The account ends, and every session with it. What is still open passes to its receivers in the same
 * transaction, marked as passed at closing, and the gap is kept with the reason (C188 C189).
 */
export async function endHandoverAccess(
  ctx: WriteCtx,
  id: string,
  gapReason: string | null,
): Promise<{ passed: number }> {
  const row = await fresh(ctx, id)
  const { state, viewer } = await standingOf(ctx, row)
  const decided = decideEndAccess(state, viewer, gapReason)
  if (!decided.ok) throw refusal(decided)
  const gap = decided.value.gap ? { ...(await readGap(ctx, row)), openItems: state.openItems } : null
  const items = await ctx.db
    .selectFrom('handover_item')
    .select(['id', 'kind', 'subject_id', 'receiver_id'])
    .where('org_id', '=', ctx.orgId)
    .where('handover_id', '=', id)
    .where('done_at', 'is', null)
    .execute()
  const passed = await passItems(ctx, row.user_id, { items, atClosing: true })
  await endAccess(ctx, row.user_id)
  await update(ctx, row, {
    access_ended_at: at(ctx.tick),
    access_ended_by: ctx.actor.userId,
    ...(gap === null ? {} : { gap: json(gap), gap_reason: gapReason!.trim() }),
  })
  await recordEvent(ctx, {
    kind: 'handover.access_ended',
    subject: { kind: 'handover', id },
    summary: { passed, gap: gap?.score ?? null },
  })
  return { passed }
}

/** Locked, and with the list as it is at this moment; a complete one stays as it was confirmed. */
async function fresh(ctx: WriteCtx, id: string): Promise<HandoverRow> {
  const row = await lockHandover(ctx, id)
  if (row.access_ended_at === null) await refreshItems(ctx, row)
  return row
}

async function update(ctx: WriteCtx, row: HandoverRow, columns: Record<string, unknown>): Promise<void> {
  await ctx.db
    .updateTable('handover')
    .set({ ...(columns as object), version: row.version + 1 })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', row.id)
    .execute()
}
