import { type RawBuilder, sql } from 'kysely'
import type { Permission } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { scopedCustomerIds } from '../customers/index.ts'

/**
 * Which receipts `r` somebody sees: money of their own customers, money that seems to be of their own
 * customers, and money that nobody can tell. What seems to be another's stays out of sight.
 */
export function mayTouchReceipt(ctx: ReadCtx, permission: Permission): RawBuilder<boolean> {
  return sql`(coalesce(r.customer_id, r.proposed_customer_id) is null
    or coalesce(r.customer_id, r.proposed_customer_id) in (${scopedCustomerIds(ctx, permission)}))`
}
