import type { z } from 'zod'
import type { alertTask } from '../../../api/alerts.ts'
import { may } from '../../../core/permission.ts'
import { visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'

/**
 * A step of a playbook is done: by whoever it was given to, or by somebody who may assign their work (C127).
 */
export async function finishTask(
  ctx: WriteCtx,
  id: string,
  note: string,
): Promise<z.output<typeof alertTask>> {
  const row = await ctx.db
    .selectFrom('task as t')
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 't.org_id').onRef('u.id', '=', 't.responsible_id'),
    )
    .select([
      't.id',
      't.title',
      't.responsible_id',
      'u.name',
      't.due_at',
      't.done_at',
      't.version',
      't.customer_id',
    ])
    .where('t.org_id', '=', ctx.orgId)
    .where('t.id', '=', id)
    .forUpdate('t')
    .executeTakeFirst()
  const users = may(ctx.actor.roles, 'alert.assign') ? visibleUsers(ctx, 'alert.assign') : []
  const isMine = row?.responsible_id === ctx.actor.userId
  if (!row || !(isMine || users === null || users.includes(row.responsible_id))) throw notFound('task')
  if (row.done_at !== null) throw conflict('already_done')
  await ctx.db
    .updateTable('task')
    .set({ done_at: at(ctx.tick), done_by: ctx.actor.userId, done_note: note, version: row.version + 1 })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, {
    kind: 'task.done',
    subject: { kind: 'task', id },
    customerId: row.customer_id,
    summary: { title: row.title },
  })
  return {
    id,
    title: row.title,
    responsible: { id: row.responsible_id, name: row.name },
    dueAt: row.due_at,
    doneAt: ctx.tick,
  }
}
