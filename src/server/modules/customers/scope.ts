import { sql } from 'kysely'
import type { Permission } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'

/**
 * The customers the actor may see or touch under `permission`, as a sub-select for WHERE: responsible within
 * the scope, or the actor is a member of the record. Everything that hangs on a customer uses this same
 * fence.
 */
export function scopedCustomerIds(ctx: ReadCtx, permission: Permission) {
  const users = visibleUsers(ctx, permission)
  return ctx.db
    .selectFrom('customer as scoped')
    .select('scoped.id')
    .where('scoped.org_id', '=', ctx.orgId)
    .where('scoped.voided_at', 'is', null)
    .$if(users !== null, (query) =>
      query.where((eb) =>
        eb.or([
          eb('scoped.responsible_id', '=', sql<string>`any(${users}::uuid[])`),
          eb.exists(
            eb
              .selectFrom('customer_member as m')
              .select('m.user_id')
              .where('m.org_id', '=', ctx.orgId)
              .whereRef('m.customer_id', '=', 'scoped.id')
              .where('m.user_id', '=', ctx.actor.userId!),
          ),
        ]),
      ),
    )
}
