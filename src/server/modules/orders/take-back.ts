import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { judgeAgain } from './credit-hold.ts'
import { refreshPriceHolds } from './order-versions.ts'
import { refreshOrders, touchOrders } from './write-order-steps.ts'

/** After an import has been taken back: its orders were never known, those it changed stand as before. */
export async function takeBackOrders(
  ctx: WriteCtx,
  batchId: string,
  ticks: readonly number[],
): Promise<void> {
  type Row = { id: string; responsibleId: string | null }
  const { rows: gone } = await sql<Row>`
    update sales_order set voided_at = known_at, version = version + 1
    where org_id = ${ctx.orgId} and batch_id = ${batchId} and voided_at is null
    returning id, responsible_id as "responsibleId"`.execute(ctx.db)
  const { rows: changed } = await sql<Row>`
    select o.id, o.responsible_id as "responsibleId" from sales_order o
    where o.org_id = ${ctx.orgId} and o.voided_at is null and o.id in (
      select s.order_id from order_step s where s.org_id = ${ctx.orgId} and (s.batch_id = ${batchId} or s.recorded_at in (
        select to_timestamp(t / 1000)::timestamptz(3) from unnest(${ticks as number[]}::double precision[]) as t))
      union select v.order_id from order_version v where v.org_id = ${ctx.orgId} and v.batch_id = ${batchId})`.execute(
    ctx.db,
  )
  await refreshOrders(
    ctx,
    changed.map(({ id }) => id),
  )
  await refreshPriceHolds(
    ctx,
    changed.map(({ id }) => id),
  )
  await judgeAgain(
    ctx,
    changed.map(({ id }) => id),
  )
  await touchOrders(ctx, [...gone, ...changed])
}
