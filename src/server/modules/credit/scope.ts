import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { Permission } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { customersThen, scopedCustomerIds } from '../customers/index.ts'

/**
 * A customer in the actor's scope under `permission`, by its name of `asOf`; not there and not yours are the
 * same answer.
 */
export async function getCustomerHead(
  ctx: ReadCtx,
  id: string,
  permission: Permission,
  asOf: Day = dayOf(ctx.now),
): Promise<{ id: string; name: string }> {
  const { rows } = await sql<{ id: string; name: string }>`
    select c.id, c.name from ${customersThen(ctx, asOf)} c
    where c.org_id = ${ctx.orgId} and c.id = ${id} and c.id in (${scopedCustomerIds(ctx, permission)})`.execute(
    ctx.db,
  )
  const [row] = rows
  if (!row) throw notFound('customer')
  return row
}
