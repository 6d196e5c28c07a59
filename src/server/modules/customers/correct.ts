import type { Fix } from '../../../core/quality/checks.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict } from '../../platform/errors.ts'
import { getCustomerRow, updateCustomer } from './save-customer.ts'
import { getContactRow, updateContact } from './write-contact.ts'

/** `from` null: nothing was there. */
type Correction = Omit<Fix, 'from'> & { from: string | null; isPutBack: boolean }

/**
 * One field of a record from one value to another by the ordinary way of editing it: same scope, same rules,
 * same version, same event. Refused when the value is not the one that was judged any more (C205).
 */
export async function correctCustomer(
  ctx: WriteCtx,
  id: string,
  { field, from, to, isPutBack }: Correction,
): Promise<void> {
  const row = await getCustomerRow(ctx, id)
  if (row[field] !== from) throw conflict('value_changed')
  const form = {
    name: row.name,
    shortName: row.short_name,
    externalCode: row.external_code,
    uscc: row.uscc,
    city: row.city,
    phone: row.phone,
    keyLevel: row.key_level as 'key' | 'normal',
    termDays: row.term_days,
    limitFen: row.limit_fen,
    remark: row.remark,
  }
  await updateCustomer(ctx, id, { ...form, [field]: to }, { isPutBack })
}

export async function correctContact(
  ctx: WriteCtx,
  id: string,
  { field, from, to, isPutBack }: Correction,
): Promise<void> {
  const row = await getContactRow(ctx, id)
  if (field === 'uscc' || row[field] !== from) throw conflict('value_changed')
  const form = { name: row.name, title: row.title, isPrimary: row.is_primary }
  await updateContact(ctx, id, { ...form, [field]: to }, { isPutBack })
}
