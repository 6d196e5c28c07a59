import type { Day } from '../../../core/calendar.ts'
import { maskAddress } from '../../../core/customer/mail.ts'
import type { DocumentLanguage } from '../../../text/statement.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { orgName } from '../../platform/org-name.ts'
import { queueCustomerMail } from '../notify/index.ts'
import type { Receiver } from './receivers.ts'

export type MailDraft = {
  id: string
  customer: { id: string; name: string }
  receiver: Receiver
  subject: string
  words: string
  lang: DocumentLanguage
  activityId: string
  about: { purpose: 'dunning'; stepId: string } | { purpose: 'statement'; asOf: Day; closingFen: bigint }
  files: readonly { recordKind: string; recordId: string; fileId: string }[]
}

/**
 * Sends one letter to one person at a customer, and keeps what was sent, to whom and by whom. Whoever calls
 * has asked whether it may be sent; nothing here asks again, so that a refusal comes before any write.
 */
export async function sendCustomerMail(ctx: WriteCtx, draft: MailDraft): Promise<void> {
  const { customer, receiver, subject, about } = draft
  const { noticeId } = await queueCustomerMail(ctx, draft.id, {
    customer,
    to: { address: receiver.address, name: receiver.name },
    subject,
    text: draft.words,
    fromName: await orgName(ctx),
    sender: { id: ctx.actor.userId!, replyTo: await replyTo(ctx) },
    files: draft.files,
  })
  const statement = about.purpose === 'statement' ? about : null
  await ctx.db
    .insertInto('customer_mail')
    .values({
      ...{ org_id: ctx.orgId, id: draft.id, customer_id: customer.id, contact_id: receiver.id },
      ...{ purpose: about.purpose, step_id: about.purpose === 'dunning' ? about.stepId : null },
      ...{ activity_id: draft.activityId, notice_id: noticeId, contact_name: receiver.name },
      ...{ masked_address: maskAddress(receiver.address), subject, words: draft.words, lang: draft.lang },
      ...{ statement_asof: statement?.asOf ?? null, closing_fen: statement?.closingFen ?? null },
      ...{ sent_by: ctx.actor.userId!, recorded_at: at(ctx.tick) },
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'mail.queued',
    subject: { kind: 'customer_mail', id: draft.id },
    customerId: customer.id,
    summary: { purpose: about.purpose, to: maskAddress(receiver.address), subject },
  })
}

/** The sender's own address, if there is one: an answer to the mailbox of the machinery nobody would read. */
async function replyTo(ctx: WriteCtx): Promise<{ name: string; address: string } | null> {
  const me = await ctx.db
    .selectFrom('app_user')
    .select(['name', 'email'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', ctx.actor.userId)
    .executeTakeFirst()
  return me?.email ? { name: me.name, address: me.email } : null
}
