import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent, touch } from '../../platform/events.ts'

/** From whom to whom a batch passes; only what still is the first one's moves. */
type Passing = { from: string; to: string }

/** A batch of customers gets another responsible person: validity rows, one event (C189 C191). */
export async function passCustomers(
  ctx: WriteCtx,
  ids: readonly string[],
  { from, to }: Passing,
): Promise<number> {
  const rows = await ctx.db
    .updateTable('customer')
    .set((eb) => ({ responsible_id: to, version: eb('version', '+', 1), updated_at: at(ctx.tick) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('responsible_id', '=', from)
    .where('voided_at', 'is', null)
    .returning('id')
    .execute()
  if (rows.length === 0) return 0
  await renewPeriods(
    ctx,
    rows.map(({ id }) => id),
  )
  await recordEvent(ctx, {
    kind: 'customer.passed',
    subject: { kind: 'person', id: from },
    summary: { to, ids: rows.map(({ id }) => id) },
  })
  await touch(ctx, [
    ...rows.map(({ id }) => ({ kind: 'customer', id })),
    { kind: 'rep', id: from },
    { kind: 'rep', id: to },
  ])
  return rows.length
}

/** Two statements by ids: joined in one, tables that were never analysed are walked row by row. */
async function renewPeriods(ctx: WriteCtx, ids: readonly string[]): Promise<void> {
  await sql`update customer_period set valid_to = ${at(ctx.tick)}
    where org_id = ${ctx.orgId} and customer_id = any(${ids}::uuid[]) and valid_to is null`.execute(ctx.db)
  await sql`
    insert into customer_period (org_id, customer_id, valid_from, responsible_id, key_level, term_days, limit_fen)
    select org_id, id, ${at(ctx.tick)}, responsible_id, key_level, term_days, limit_fen from customer
    where org_id = ${ctx.orgId} and id = any(${ids}::uuid[])`.execute(ctx.db)
}

/** Where one worked along on somebody else's customers, the other one does from now on. */
export async function passMemberships(
  ctx: WriteCtx,
  customerIds: readonly string[],
  { from, to }: Passing,
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    with gone as (
      delete from customer_member where org_id = ${ctx.orgId} and user_id = ${from} and customer_id = any(${customerIds}::uuid[])
      returning customer_id, note
    ), come as (
      insert into customer_member (org_id, customer_id, user_id, note) select ${ctx.orgId}, customer_id, ${to}, note from gone
      on conflict do nothing
    )
    select customer_id as id from gone`.execute(ctx.db)
  if (rows.length === 0) return 0
  await recordEvent(ctx, {
    kind: 'member.passed',
    subject: { kind: 'person', id: from },
    summary: { to, ids: rows.map(({ id }) => id) },
  })
  return rows.length
}
