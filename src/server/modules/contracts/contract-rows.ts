import { type RawBuilder, sql } from 'kysely'
import type { Permission } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { scopedCustomerIds } from '../customers/index.ts'

/** A contract is in scope by its own responsible person or through its customer; `k` is its alias. */
export function contractScope(ctx: ReadCtx, permission: Permission): RawBuilder<boolean> {
  const users = visibleUsers(ctx, permission)
  if (users === null) return sql<boolean>`true`
  return sql<boolean>`(k.responsible_id = any(${users}::uuid[]) or k.customer_id in (${scopedCustomerIds(ctx, permission)}))`
}

/** Locks a contract for writing; not there and not yours are the same answer. */
export async function getContractRow(ctx: WriteCtx, id: string, permission: Permission) {
  const row = await ctx.db
    .selectFrom('contract as k')
    .selectAll('k')
    .where('k.org_id', '=', ctx.orgId)
    .where('k.id', '=', id)
    .where('k.voided_at', 'is', null)
    .where(contractScope(ctx, permission))
    .forUpdate('k')
    .executeTakeFirst()
  if (!row) throw notFound('contract')
  return row
}
