import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { withdrawMails } from '../notify/index.ts'

/**
 * The step was taken back by a person: its mail, if it has not left, does not leave any more. Whoever did it
 * knows; nobody is told that it came back.
 */
export async function withdrawStepMail(ctx: WriteCtx, stepId: string): Promise<void> {
  const mails = await underWay(ctx).where('step_id', '=', stepId).execute()
  const stopped = await withdrawMails(
    ctx,
    mails.map(({ notice_id }) => notice_id),
    'taken_back',
  )
  for (const mail of mails) {
    if (!stopped.has(mail.notice_id)) continue
    await ctx.db
      .updateTable('customer_mail')
      .set({ ended: 'failed', ended_at: at(ctx.tick) })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', mail.id)
      .execute()
    await recordEvent(ctx, {
      kind: 'mail.withdrawn',
      subject: { kind: 'customer_mail', id: mail.id },
      customerId: mail.customer_id,
      summary: { to: mail.masked_address, subject: mail.subject },
    })
  }
}

/** Nobody but legal speaks to this customer any more: what still waits comes back to whoever sent it. */
export async function withdrawCustomerMails(ctx: WriteCtx, customerId: string): Promise<void> {
  const mails = await underWay(ctx).where('customer_id', '=', customerId).execute()
  await withdrawMails(
    ctx,
    mails.map(({ notice_id }) => notice_id),
    'inhibited',
  )
}

function underWay(ctx: WriteCtx) {
  return ctx.db
    .selectFrom('customer_mail')
    .select(['id', 'notice_id', 'customer_id', 'masked_address', 'subject'])
    .where('org_id', '=', ctx.orgId)
    .where('ended', 'is', null)
}
