import { sql } from 'kysely'
import { stageOfRule } from '../../../core/dunning/stage.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { finishTask, takeAct } from '../watch/index.ts'

/**
 * What was done about a debtor is done about the alerts that asked for it: whoever may takes them up and
 * ends their steps, on the alerts of others it is written beside (decision 0010). Nothing climbs the line for
 * work that has been done. Returns how many alerts heard of it.
 */
export async function takeUpAlerts(
  ctx: WriteCtx,
  instalmentIds: readonly string[],
  note: string,
): Promise<number> {
  const { rows } = await sql<{ id: string; responsible_id: string; status: string; tasks: string[] }>`
    select a.id, a.responsible_id, a.status, array(select t.id from task t where t.org_id = a.org_id and t.alert_id = a.id
      and t.done_at is null and t.cancelled_at is null and t.responsible_id = ${ctx.actor.userId}::uuid) as tasks
    from alert a where a.org_id = ${ctx.orgId} and a.subject_kind = 'instalment' and a.mode = 'on'
      and a.subject_id = any(${[...instalmentIds]}::uuid[]) and a.rule_code = any(${[...stageOfRule.keys()]})
      and a.status in ('open', 'acknowledged', 'in_progress')
    order by a.id`.execute(ctx.db)
  let heard = 0
  for (const row of rows) {
    const isMine = row.responsible_id === ctx.actor.userId
    const act =
      isMine && row.status !== 'in_progress'
        ? ({ kind: 'start', note } as const)
        : ({ kind: 'comment', text: note } as const)
    if (await isAllowed(() => takeAct(ctx, { id: row.id }, act))) heard += 1
    for (const taskId of row.tasks) await isAllowed(() => finishTask(ctx, taskId, note))
  }
  return heard
}

/** Alerts and tasks have guards that refuse before they write; a refusal there stops nothing here. */
async function isAllowed(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}
