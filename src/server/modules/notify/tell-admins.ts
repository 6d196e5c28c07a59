import { newId } from '../../platform/clock.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { announce } from './announce.ts'
import { isGroup, loadChannels } from './channels.ts'
import { canMail, loadReaders } from './readers.ts'
import { insertDeliveries } from './save-notices.ts'
import type { Stored } from './stored.ts'

/**
 * The administrators (or the boss, where nobody administers) hear of a fault of the machinery: in the page,
 * and by mail or through a group, but not through the channel that is itself the fault.
 */
export async function tellAdmins(
  ctx: ReadCtx,
  stored: Stored,
  { cause, exceptChannelId }: { cause: string; exceptChannelId: string | null },
): Promise<void> {
  const everybody = [...(await loadReaders(ctx, null)).values()]
  const admins = everybody.filter((reader) => reader.roles.includes('admin'))
  const told = admins.length > 0 ? admins : everybody.filter((reader) => reader.roles.includes('boss'))
  const others = (await loadChannels(ctx)).filter(
    (other) => other.status === 'on' && other.id !== exceptChannelId,
  )
  const mail = others.find((other) => other.kind === 'mail')
  const group = others.find(isGroup)
  const byMail = mail ? told.filter((reader) => canMail(reader)).map((reader) => reader.id) : []
  const receivers = [...told.map((reader) => reader.id), ...(byMail.length === 0 && group ? [null] : [])]
  for (const userId of receivers) {
    const id = newId(ctx.now)
    const { numInsertedOrUpdatedRows: isNew } = await ctx.db
      .insertInto('notice')
      .values({
        org_id: ctx.orgId,
        id,
        cause,
        kind: 'system',
        user_id: userId,
        alert_id: null,
        severity: 1,
        content: json(stored),
        decision: 'send',
        reason: 'system',
        created_at: at(ctx.now),
      })
      // Told already, by a process that has been started anew since.
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow()
    if (!isNew) continue
    const via = userId === null ? group : byMail.includes(userId) ? mail : undefined
    if (via)
      await insertDeliveries(ctx, [{ noticeId: id, channelId: via.id, dueAt: ctx.now, reason: 'system' }])
  }
  await announce(
    ctx,
    told.map((reader) => reader.id),
  )
}
