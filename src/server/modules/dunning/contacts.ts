import type { ReadCtx } from '../../platform/context.ts'

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
