import { may } from '../../../core/permission.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { refreshStates } from './customer-state.ts'
import { refreshDeals } from './deal-state.ts'
import { touchPromised } from './touch-promised.ts'

/**
 * Takes back a follow-up: one's own, or with customer.assign a team member's. The row stays, voided (C038).
 */
export async function voidActivity(ctx: WriteCtx, id: string, reason: string): Promise<{ ok: true }> {
  const row = await ctx.db
    .selectFrom('activity')
    .select(['id', 'user_id', 'customer_id', 'deal_id', 'promised_on', 'voided_at'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  const own = row?.user_id === ctx.actor.userId
  const team =
    row !== undefined &&
    may(ctx.actor.roles, 'customer.assign') &&
    (ctx.actor.roles.includes('boss') || ctx.actor.subtreeUserIds.includes(row.user_id))
  if (!row || !(own || team)) throw notFound('activity')
  if (row.voided_at !== null) throw conflict('already_voided')
  await takeBack(ctx, row, reason)
  return { ok: true }
}

/** A follow-up that turned out not to have happened: the machinery takes it back, whoever wrote it. */
export async function takeBackActivity(ctx: WriteCtx, id: string, reason: string): Promise<void> {
  const row = await ctx.db
    .selectFrom('activity')
    .select(['id', 'user_id', 'customer_id', 'deal_id', 'promised_on'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('voided_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (row) await takeBack(ctx, row, reason)
}

type Row = {
  id: string
  user_id: string
  customer_id: string | null
  deal_id: string | null
  promised_on: string | null
}

async function takeBack(ctx: WriteCtx, row: Row, reason: string): Promise<void> {
  const { id } = row
  await ctx.db
    .updateTable('activity')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  if (row.customer_id) await refreshStates(ctx, [row.customer_id])
  if (row.deal_id) await refreshDeals(ctx, [row.deal_id])
  if (row.customer_id && row.promised_on) await touchPromised(ctx, [row.customer_id])
  await recordEvent(ctx, {
    kind: 'activity.voided',
    subject: { kind: 'activity', id },
    customerId: row.customer_id,
    summary: { reason },
  })
  await touch(ctx, [
    ...(row.customer_id ? [{ kind: 'customer', id: row.customer_id }] : []),
    ...(row.deal_id ? [{ kind: 'deal', id: row.deal_id }] : []),
    { kind: 'rep', id: row.user_id },
  ])
}
