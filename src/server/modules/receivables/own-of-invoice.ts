import type { CustomValue, CustomValues } from '../../../core/fields/custom-field.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { changeOwn, checkGiven } from '../custom-fields/index.ts'
import { scopedCustomerIds } from '../customers/index.ts'

type Given = Readonly<Record<string, unknown>>

/** What an invoice that is recorded holds of its own fields, with what its number holds already. */
export async function ownOfInvoice(
  ctx: WriteCtx,
  { customerId, number }: { customerId: string; number: string },
  given: Given,
): Promise<Record<string, CustomValue>> {
  const before = await ctx.db
    .selectFrom('invoice')
    .select('custom')
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('number', '=', number)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  return checkGiven(ctx, 'invoice', (before?.custom ?? {}) as CustomValues, given)
}

/** Nothing of what is owed changes, so the invoice stays the one it is (C223). */
export async function setInvoiceOwnFields(ctx: WriteCtx, id: string, custom: Given): Promise<{ id: string }> {
  const row = await ctx.db
    .selectFrom('invoice')
    .select(['id', 'customer_id', 'custom', 'voided_at'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('customer_id', 'in', scopedCustomerIds(ctx, 'receivable.write'))
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('invoice')
  if (row.voided_at !== null) throw conflict('already_voided')
  await changeOwn(ctx, 'invoice', { ...row, version: 1 }, custom)
  return { id }
}
