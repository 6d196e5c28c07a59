import type { Permission } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { scopedCustomerIds } from '../customers/index.ts'

/** A customer in the actor's scope under `permission`; not there and not yours are the same answer. */
export async function getCustomerHead(
  ctx: ReadCtx,
  id: string,
  permission: Permission,
): Promise<{ id: string; name: string }> {
  const row = await scopedCustomerIds(ctx, permission)
    .select('scoped.name')
    .where('scoped.id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound('customer')
  return row
}
