import { sql } from 'kysely'
import { decideDivide, decideTick } from '../../../core/handover/decide.ts'
import { canReceive, type HandoverKind } from '../../../core/handover/receiver.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { refreshItems } from './gather.ts'
import { lockHandover, standingOf } from './handover-rows.ts'
import { passItems } from './pass-items.ts'

/** Some items by name, or all open ones of a kind, of a receiver, or of the whole handover. */
type Chosen = {
  itemIds?: string[] | undefined
  kind?: HandoverKind | undefined
  fromReceiverId?: string | undefined
}

/** Open items get another receiver; who has confirmed and now gets more has to confirm again (C187). */
export async function divideHandover(
  ctx: WriteCtx,
  id: string,
  { receiverId, ...chosen }: Chosen & { receiverId: string },
): Promise<{ count: number }> {
  const row = await lockHandover(ctx, id)
  await requireActive(ctx, receiverId)
  const { state, viewer } = await standingOf(ctx, row)
  const decided = decideDivide(state, viewer)
  if (!decided.ok) throw refusal(decided)
  await refreshItems(ctx, row)
  const items = await selectOpen(ctx, id, chosen)
  const fits = items.every((item) => canReceive(item, receiverId, row.user_id))
  if (!fits) throw conflict('handover_own_backup')
  await sql`
    update handover_item set receiver_id = ${receiverId}
    where org_id = ${ctx.orgId} and id = any(${items.map((item) => item.id)}::uuid[])`.execute(ctx.db)
  await askAgain(ctx, id, [receiverId])
  await recordEvent(ctx, {
    kind: 'handover.divided',
    subject: { kind: 'handover', id },
    summary: { receiverId, count: items.length },
  })
  return { count: items.length }
}

/** Ticks items off, one by one or in a batch: each passes to its receiver through its own module. */
export async function tickHandover(ctx: WriteCtx, id: string, chosen: Chosen): Promise<{ count: number }> {
  const row = await lockHandover(ctx, id)
  const { state, viewer } = await standingOf(ctx, row)
  const decided = decideTick(state, viewer)
  if (!decided.ok) throw refusal(decided)
  await refreshItems(ctx, row)
  const own = decided.value === 'own' ? { fromReceiverId: ctx.actor.userId! } : {}
  const items = await selectOpen(ctx, id, { ...chosen, ...own })
  const count = await passItems(ctx, row.user_id, { items, atClosing: false })
  await recordEvent(ctx, {
    kind: 'handover.ticked',
    subject: { kind: 'handover', id },
    summary: { count },
  })
  return { count }
}

/** Chosen items that are still open; one that is named and not there, or not one's own, refuses the whole. */
async function selectOpen(ctx: WriteCtx, handoverId: string, chosen: Chosen) {
  const rows = await ctx.db
    .selectFrom('handover_item')
    .select(['id', 'kind', 'subject_id', 'receiver_id', 'done_at'])
    .where('org_id', '=', ctx.orgId)
    .where('handover_id', '=', handoverId)
    .$if(chosen.itemIds !== undefined, (query) => query.where('id', 'in', chosen.itemIds!))
    .$if(chosen.itemIds === undefined, (query) => query.where('done_at', 'is', null))
    .$if(chosen.kind !== undefined, (query) => query.where('kind', '=', chosen.kind!))
    .$if(chosen.fromReceiverId !== undefined, (query) =>
      query.where('receiver_id', '=', chosen.fromReceiverId!),
    )
    .execute()
  if (chosen.itemIds && rows.length < new Set(chosen.itemIds).size) throw notFound('handover_item')
  const people = await peopleOf(ctx, rows)
  return rows
    .filter((row) => row.done_at === null)
    .map((row) => ({
      ...row,
      kind: row.kind as HandoverKind,
      personId: row.kind === 'backup' ? row.subject_id : (people.get(row.subject_id) ?? null),
    }))
}

/** Who is away in the absences among these items, and who delegates. */
async function peopleOf(ctx: WriteCtx, rows: readonly { kind: string; subject_id: string }[]) {
  const ids = rows
    .filter(({ kind }) => kind === 'absence' || kind === 'delegation')
    .map(({ subject_id }) => subject_id)
  if (ids.length === 0) return new Map<string, string>()
  const { rows: people } = await sql<{ id: string; user_id: string }>`
    select id, user_id from absence where org_id = ${ctx.orgId} and id = any(${ids}::uuid[])
    union all
    select id, from_id from approval_delegation where org_id = ${ctx.orgId} and id = any(${ids}::uuid[])`.execute(
    ctx.db,
  )
  return new Map(people.map(({ id, user_id }) => [id, user_id]))
}

async function requireActive(ctx: WriteCtx, userId: string): Promise<void> {
  const person = await ctx.db
    .selectFrom('app_user')
    .select('status')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', userId)
    .executeTakeFirst()
  if (person?.status !== 'active') throw conflict('receiver_invalid')
}

async function askAgain(ctx: WriteCtx, handoverId: string, receivers: string[]): Promise<void> {
  await ctx.db
    .deleteFrom('handover_receiver')
    .where('org_id', '=', ctx.orgId)
    .where('handover_id', '=', handoverId)
    .where('user_id', 'in', receivers)
    .execute()
}

export function refusal(decided: { code: string; detail?: Record<string, unknown> }) {
  return refused(decided, decided.code === 'handover_not_yours' ? 403 : 409)
}
