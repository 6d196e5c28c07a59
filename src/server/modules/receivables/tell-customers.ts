import { sql } from 'kysely'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { touch } from '../../platform/events.ts'
import { refreshStates } from '../customers/index.ts'

/**
 * Brings the daily screens of these customers up to date and marks them for evaluation, with the orders and
 * contracts that what was just recorded belongs to (C073).
 */
export async function tellCustomers(ctx: WriteCtx, customerIds: readonly string[]): Promise<void> {
  const ids = [...new Set(customerIds)]
  const marks = ids.map((id) => ({ kind: 'customer', id }))
  const [used] = await Promise.all([usedDocuments(ctx, ids), refreshStates(ctx, ids)])
  await touch(ctx, [...marks, ...used])
}

async function usedDocuments(ctx: WriteCtx, ids: readonly string[]): Promise<{ kind: string; id: string }[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ orderId: string | null; contractId: string | null }>`
    select distinct v.order_id as "orderId", coalesce(v.contract_id, o.contract_id) as "contractId" from invoice v
    left join sales_order o on o.org_id = v.org_id and o.id = v.order_id
    where v.org_id = ${ctx.orgId} and v.customer_id = any(${[...ids]}::uuid[]) and v.kind <> 'contract'
      and (v.order_id is not null or v.contract_id is not null)
      and (v.recorded_at = ${at(ctx.tick)} or v.voided_at = ${at(ctx.tick)} or exists (select 1 from instalment i
        join allocation a on a.org_id = i.org_id and a.instalment_id = i.id and a.recorded_at = ${at(ctx.tick)}
        where i.org_id = v.org_id and i.invoice_id = v.id))`.execute(ctx.db)
  return rows.flatMap(({ orderId, contractId }) => [
    ...(orderId ? [{ kind: 'order', id: orderId }] : []),
    ...(contractId ? [{ kind: 'contract', id: contractId }] : []),
  ])
}
