import { type RawBuilder, sql } from 'kysely'
import type { Permission } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'

/**
 * The customers the actor may see or touch under `permission`, as a sub-select for WHERE: responsible within
 * the scope, or the actor is a member of the record. Everything that hangs on a customer uses this same
 * fence.
 */
export function scopedCustomerIds(ctx: ReadCtx, permission: Permission) {
  return customerIds(ctx, permission).where('scoped.voided_at', 'is', null)
}

/** Of a customer that is not there and of one that is somebody else's the same is said. */
export async function requireCustomer(ctx: ReadCtx, id: string, permission: Permission): Promise<void> {
  const row = await scopedCustomerIds(ctx, permission).where('scoped.id', '=', id).executeTakeFirst()
  if (!row) throw notFound('customer')
}

/**
 * As `scopedCustomerIds`, and those that have been merged into another since: a reading of the past says
 * what they owed then. Nothing of today counts for them, so that a reading of today is the same.
 */
export function customerIdsEver(ctx: ReadCtx, permission: Permission) {
  return customerIds(ctx, permission).where((eb) =>
    eb.or([eb('scoped.voided_at', 'is', null), eb('scoped.merged_into', 'is not', null)]),
  )
}

function customerIds(ctx: ReadCtx, permission: Permission) {
  const users = visibleUsers(ctx, permission)
  // Of today, also where the query around it reads customers of another day under the same name.
  return ctx.db
    .withSchema('public')
    .selectFrom('customer as scoped')
    .select('scoped.id')
    .where('scoped.org_id', '=', ctx.orgId)
    .$if(users !== null, (query) =>
      query.where((eb) =>
        eb.or([
          eb('scoped.responsible_id', '=', sql<string>`any(${users}::uuid[])`),
          eb('scoped.id', '=', memberOf(ctx)),
        ]),
      ),
    )
}

/** The same fence as a condition on `c`, a row of customer that is not voided. */
export function inCustomerScope(ctx: ReadCtx, permission: Permission): RawBuilder<boolean> {
  const users = visibleUsers(ctx, permission)
  if (users === null) return sql`true`
  return sql`(c.responsible_id = any(${users}::uuid[]) or c.id = ${memberOf(ctx)})`
}

/** As an array read once, both halves of the fence can be looked up by an index. */
function memberOf(ctx: ReadCtx): RawBuilder<string> {
  return sql<string>`any(array(select m.customer_id from customer_member m
    where m.org_id = ${ctx.orgId} and m.user_id = ${ctx.actor.userId}::uuid))`
}
