import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { scopedCustomerIds } from '../customers/index.ts'

/** Whom to speak to, the main one first. */
export async function contactsOf(ctx: ReadCtx, customerId: string): Promise<{ id: string; name: string }[]> {
  return ctx.db
    .selectFrom('contact')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('voided_at', 'is', null)
    .orderBy('is_primary', 'desc')
    .orderBy('name')
    .limit(20)
    .execute()
}

/** A customer whose dunning the actor may note, or the answer of one that is not there. */
export async function requireCustomer(ctx: ReadCtx, id: string): Promise<void> {
  const row = await scopedCustomerIds(ctx, 'receivable.note').where('scoped.id', '=', id).executeTakeFirst()
  if (!row) throw notFound('customer')
}
