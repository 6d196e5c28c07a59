import { sql } from 'kysely'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'
import { orderScope } from '../orders/index.ts'

/** A delivery note as a record that its signed copy hangs on (C079). */
export async function noteDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  // Whoever may see none of them gets the answer of one that is not there.
  if (!may(ctx.actor.roles, 'order.read')) return null
  const { rows } = await sql<{ number: string; customerId: string }>`
    select d.number, d.customer_id as "customerId" from delivery_note d
    join sales_order o on o.org_id = d.org_id and o.id = d.order_id
    where d.org_id = ${ctx.orgId} and d.id = ${id} and ${orderScope(ctx, 'order.read')}`.execute(ctx.db)
  const row = rows[0]
  return row ? { title: row.number, customerId: row.customerId, url: `/delivery-notes/${id}` } : null
}
