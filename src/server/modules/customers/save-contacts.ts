import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import type { Saved } from './save-customers.ts'

export type ContactInput = {
  customerId: string
  name: string
  title?: string | undefined
  phone?: string | null | undefined
  email?: string | null | undefined
  isPrimary?: boolean | undefined
}

/** Adds contacts; the same name at the same customer is the same contact. */
export async function saveContacts(ctx: WriteCtx, inputs: readonly ContactInput[]): Promise<Saved[]> {
  if (inputs.length === 0) return []
  const existing = await ctx.db
    .selectFrom('contact')
    .select(['id', 'customer_id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', 'in', [...new Set(inputs.map((input) => input.customerId))])
    .where('voided_at', 'is', null)
    .execute()
  const known = new Map(existing.map((row) => [`${row.customer_id}|${row.name}`, row.id]))
  const outcome: Saved[] = []
  const rows = []
  for (const input of inputs) {
    const key = `${input.customerId}|${input.name}`
    const same = known.get(key)
    if (same) {
      outcome.push({ id: same, outcome: 'same' })
      continue
    }
    const id = newId(ctx.now)
    known.set(key, id)
    rows.push({
      org_id: ctx.orgId,
      id,
      customer_id: input.customerId,
      name: input.name,
      title: input.title ?? '',
      phone: input.phone ?? null,
      email: input.email ?? null,
      is_primary: input.isPrimary ?? false,
      batch_id: ctx.source?.batchId ?? null,
    })
    outcome.push({ id, outcome: 'new' })
  }
  if (rows.length > 0) await ctx.db.insertInto('contact').values(rows).execute()
  return outcome
}
