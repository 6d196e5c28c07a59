import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { touch } from '../../platform/events.ts'

/**
 * A promise bears on everything its customer owes, and money on every promise: what is open of those who
 * have promised something is looked at again (C087).
 */
export async function touchPromised(ctx: WriteCtx, customerIds: readonly string[]): Promise<void> {
  const ids = [...new Set(customerIds)]
  if (ids.length === 0) return
  const { rows } = await sql<{ id: string }>`
    select distinct a.customer_id as id from activity a
    where a.org_id = ${ctx.orgId} and a.customer_id = any(${ids}::uuid[]) and a.promised_on is not null`.execute(
    ctx.db,
  )
  await touchOwed(
    ctx,
    rows.map(({ id }) => id),
  )
}

/** Everything these customers owe is looked at again. */
export async function touchOwed(ctx: WriteCtx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return
  const { rows } = await sql<{ id: string }>`
    select i.id from instalment i where i.org_id = ${ctx.orgId} and i.open_fen > 0 and i.voided_at is null
      and i.customer_id = any(${[...customerIds]}::uuid[])`.execute(ctx.db)
  await touch(
    ctx,
    rows.map(({ id }) => ({ kind: 'instalment', id })),
  )
}
