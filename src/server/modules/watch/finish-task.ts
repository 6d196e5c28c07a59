import type { z } from 'zod'
import type { alertTask } from '../../../api/alerts.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { takeTaskAct } from '../tasks/index.ts'

/**
 * A step of a playbook is done: by whoever it was given to, or by somebody who may assign their work (C127).
 */
export async function finishTask(
  ctx: WriteCtx,
  id: string,
  note: string,
): Promise<z.output<typeof alertTask>> {
  await takeTaskAct(ctx, { id, doors: {} }, { kind: 'done', note })
  const row = await ctx.db
    .selectFrom('task as t')
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 't.org_id').onRef('u.id', '=', 't.responsible_id'),
    )
    .select(['t.title', 't.responsible_id', 'u.name', 't.due_at', 't.done_at'])
    .where('t.org_id', '=', ctx.orgId)
    .where('t.id', '=', id)
    .executeTakeFirstOrThrow()
  return {
    id,
    title: row.title,
    responsible: { id: row.responsible_id, name: row.name },
    dueAt: row.due_at,
    doneAt: row.done_at,
  }
}
