import { sql } from 'kysely'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'
import { taskScope } from './task-rows.ts'

/** A task as a record that files may hang on. */
export async function taskDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  if (!may(ctx.actor.roles, 'task.read')) return null
  const { rows } = await sql<{ title: string; customer_id: string | null }>`
    select t.title, t.customer_id from task t where t.org_id = ${ctx.orgId} and t.id = ${id} and ${taskScope(ctx, 'look')}`.execute(
    ctx.db,
  )
  const row = rows[0]
  return row ? { title: row.title, customerId: row.customer_id, url: `/tasks/${id}` } : null
}
