import { mailRefusal, maskAddress } from '../../../core/customer/mail.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid, notFound } from '../../platform/errors.ts'

/** More people than this nobody chooses from. */
const RECEIVERS = 50

export type Receiver = { id: string; name: string; address: string }

/** The people of a customer, whom mail may go to first, and why it may not to the others. */
export async function listReceivers(ctx: ReadCtx, customerId: string) {
  const rows = await contactsOf(ctx, customerId).limit(RECEIVERS).execute()
  return rows
    .map((row) => ({
      id: row.id,
      name: row.name,
      address: row.email ? maskAddress(row.email) : null,
      can: mailRefusal({ email: row.email, noMail: row.no_mail }) ?? (true as const),
    }))
    .sort((one, other) => Number(other.can === true) - Number(one.can === true))
}

/** One of them that mail may go to, or the reason why it may not. */
export async function getReceiver(ctx: ReadCtx, customerId: string, contactId: string): Promise<Receiver> {
  const row = await contactsOf(ctx, customerId).where('id', '=', contactId).executeTakeFirst()
  if (!row) throw notFound('contact')
  const refusal = mailRefusal({ email: row.email, noMail: row.no_mail })
  if (refusal) throw invalid(refusal, { name: row.name })
  return { id: row.id, name: row.name, address: row.email! }
}

function contactsOf(ctx: ReadCtx, customerId: string) {
  return ctx.db
    .selectFrom('contact')
    .select(['id', 'name', 'email', 'no_mail'])
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('voided_at', 'is', null)
    .orderBy('is_primary', 'desc')
    .orderBy('name')
    .orderBy('id')
}
