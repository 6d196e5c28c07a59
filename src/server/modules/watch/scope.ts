import { sql } from 'kysely'
import type { Permission } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { scopedCustomerIds } from '../customers/index.ts'

/**
 * The alerts somebody may see or touch: their own to answer for, those of customers in scope, those about
 * people in scope, and those they are told of. `a` is the alert's alias in the query.
 */
export function alertScope(ctx: ReadCtx, permission: Permission) {
  const users = visibleUsers(ctx, permission)
  if (users === null) return sql<boolean>`true`
  return sql<boolean>`(a.responsible_id = any(${users}::uuid[])
    or a.customer_id in (${scopedCustomerIds(ctx, permission)})
    or (a.subject_kind = 'rep' and a.subject_id = any(${users}::uuid[]))
    or a.explanation -> 'informed' ? ${ctx.actor.userId ?? ''})`
}
