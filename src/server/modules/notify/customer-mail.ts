import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict } from '../../platform/errors.ts'
import { wake } from '../../platform/jobs.ts'
import { loadChannels } from './channels.ts'
import { insertDeliveries } from './save-notices.ts'
import { CUSTOMER_MAIL, type CustomerMail } from './stored.ts'

/** The mailbox that letters leave from, or null where there is none that is on. */
export async function findMailbox(ctx: ReadCtx): Promise<{ id: string; from: string } | null> {
  const found = (await loadChannels(ctx)).find(({ kind, status }) => kind === 'mail' && status === 'on')
  return found ? { id: found.id, from: String(found.config.settings.from ?? '') } : null
}

export async function getMailbox(ctx: ReadCtx): Promise<{ id: string; from: string }> {
  const mailbox = await findMailbox(ctx)
  if (!mailbox) throw conflict('mail_no_channel')
  return mailbox
}

/**
 * Puts a letter to a customer into the outbox: it leaves after the commit, is tried again as every message
 * is, and each try stays. Nobody's caps or quiet hours ask: a person pressed send.
 */
export async function queueCustomerMail(
  ctx: WriteCtx,
  mailId: string,
  mail: Omit<CustomerMail, 'about'>,
): Promise<{ noticeId: string }> {
  const mailbox = await getMailbox(ctx)
  const noticeId = newId(ctx.now)
  const stored: CustomerMail = { about: 'customerMail', ...mail }
  await ctx.db
    .insertInto('notice')
    .values({
      ...{ org_id: ctx.orgId, id: noticeId, cause: `${CUSTOMER_MAIL}:${mailId}`, kind: CUSTOMER_MAIL },
      ...{ user_id: null, alert_id: null, severity: 2, content: json(stored) },
      ...{ decision: 'send', reason: 'pressed', created_at: at(ctx.tick) },
    })
    .execute()
  await insertDeliveries(ctx, [{ noticeId, channelId: mailbox.id, dueAt: ctx.now, reason: 'pressed' }])
  await wake(ctx, 'notify.deliver')
  return { noticeId }
}

/**
 * Stops letters that have not left yet: what led to them no longer holds. One on its way is not called back.
 */
export async function withdrawMails(
  ctx: WriteCtx,
  noticeIds: readonly string[],
  reason: 'taken_back' | 'inhibited',
): Promise<ReadonlySet<string>> {
  if (noticeIds.length === 0) return new Set()
  const rows = await ctx.db
    .updateTable('delivery')
    .set({ state: 'skipped', reason, done_at: at(ctx.now), next_at: null })
    .where('org_id', '=', ctx.orgId)
    .where('notice_id', 'in', [...noticeIds])
    .where('state', 'in', ['queued', 'retry'])
    .returning('notice_id')
    .execute()
  return new Set(rows.map((row) => row.notice_id))
}
