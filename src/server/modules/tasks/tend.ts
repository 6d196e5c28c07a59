import { sql } from 'kysely'
import { dayOf, type Instant } from '../../../core/calendar.ts'
import { nextReminder, remindedPeople } from '../../../core/task/remind.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, atOrNull } from '../../platform/db.ts'
import { loadCalendar } from '../identity/index.ts'
import { saveStep } from './create-task.ts'
import { tellTask } from './tell.ts'

const TASKS_PER_LOOK = 100

type Row = {
  id: string
  kind: 'todo' | 'ask'
  title: string
  responsible_id: string
  created_by: string | null
  customer_id: string | null
  due_at: Instant
  reminders: number
}

/** Reminds of what is late and says when to look again (C177); an index probe finds that it is time. */
export async function tendTasks(ctx: WriteCtx): Promise<{ reminded: number }> {
  const { rows } = await sql<Row>`
    select t.id, t.kind, t.title, t.responsible_id, t.created_by, t.customer_id, t.due_at, t.reminders
    from task t where t.org_id = ${ctx.orgId} and t.wake_at <= ${at(ctx.now)} and t.state = 'open'
    order by t.wake_at limit ${TASKS_PER_LOOK} for update`.execute(ctx.db)
  if (rows.length === 0) return { reminded: 0 }
  const calendar = await loadCalendar(ctx)
  for (const row of rows) {
    const reminders = row.reminders + 1
    const dueOn = dayOf(row.due_at)
    const people = remindedPeople({
      responsibleId: row.responsible_id,
      createdBy: row.created_by,
      reminders: row.reminders,
    })
    await ctx.db
      .updateTable('task')
      .set({
        reminders,
        wake_at: atOrNull(nextReminder({ isOpen: true, dueOn, reminders }, calendar, ctx.now)),
      })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', row.id)
      .execute()
    await saveStep(ctx, row.id, { kind: 'reminded' })
    await tellTask(
      ctx,
      { id: row.id, title: row.title, customerId: row.customer_id, dueOn },
      {
        kind: row.kind === 'ask' ? 'question-overdue' : 'task-reminded',
        cause: `late:${dueOn}:${reminders}`,
        said: '',
        people,
      },
    )
  }
  return { reminded: rows.length }
}
