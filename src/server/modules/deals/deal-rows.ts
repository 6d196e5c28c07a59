import { sql } from 'kysely'
import type { Permission } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { helpedDeals, scopedCustomerIds } from '../customers/index.ts'

/**
 * A deal is in scope by its own responsible person or through its customer. `d` is the deal's alias in the
 * query.
 */
export function dealScope(ctx: ReadCtx, permission: Permission) {
  const users = visibleUsers(ctx, permission)
  if (users === null) return sql<boolean>`true`
  return sql<boolean>`(d.responsible_id = any(${users}::uuid[]) or d.customer_id in (${scopedCustomerIds(ctx, permission)}))`
}

/** As `dealScope`, and one deal after another that the actor helps with for now (C046). */
export function dealReach(ctx: ReadCtx, permission: Permission) {
  return sql<boolean>`(${dealScope(ctx, permission)} or d.id = ${helpedDeals(ctx)})`
}

/** Locks a deal for writing; not there and not yours are the same answer. */
export async function getDealRow(ctx: WriteCtx, id: string, permission: Permission) {
  const row = await ctx.db
    .selectFrom('deal as d')
    .selectAll('d')
    .where('d.org_id', '=', ctx.orgId)
    .where('d.id', '=', id)
    .where('d.voided_at', 'is', null)
    .where(dealScope(ctx, permission))
    .forUpdate('d')
    .executeTakeFirst()
  if (!row) throw notFound('deal')
  return row
}
