import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { TaskRecord, taskRow } from '../../../api/tasks.ts'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { canTask, type TaskActor, type TaskFacts } from '../../../core/task/course.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import type { Doors } from '../../platform/records.ts'

export type TaskRecordRow = {
  id: string
  kind: TaskFacts['kind']
  state: TaskFacts['state']
  title: string
  detail: string
  responsible_id: string
  responsible_name: string
  created_by: string | null
  creator_name: string | null
  due_at: Instant
  record_kind: TaskRecord | null
  record_id: string | null
  customer_id: string | null
  customer_name: string | null
  done_at: Instant | null
  done_note: string | null
  comments: number
  reminders: number
  version: number
}

/** Columns of `TaskRecordRow`; a step of a playbook hangs on its alert. */
export const taskColumns = sql`t.id, t.kind, t.state, t.title, t.detail, t.responsible_id, u.name as responsible_name,
  t.created_by, g.name as creator_name, t.due_at, coalesce(t.record_kind, case when t.alert_id is not null then 'alert' end) as record_kind,
  coalesce(t.record_id, t.alert_id) as record_id, t.customer_id, c.name as customer_name, t.done_at, t.done_note,
  (select count(*)::int from task_step s where s.org_id = t.org_id and s.task_id = t.id and s.kind = 'comment') as comments,
  t.reminders, t.version`

export const taskTables = sql`task t
  join app_user u on u.org_id = t.org_id and u.id = t.responsible_id
  left join app_user g on g.org_id = t.org_id and g.id = t.created_by
  left join customer c on c.org_id = t.org_id and c.id = t.customer_id`

/** Whose work is the actor's to assign: null is everybody's. Who audits looks at all and assigns none. */
export function ledUsers(ctx: ReadCtx, to: 'look' | 'act'): readonly string[] | null {
  if (to === 'look' && may(ctx.actor.roles, 'audit.read')) return null
  return may(ctx.actor.roles, 'alert.assign') ? visibleUsers(ctx, 'alert.assign') : []
}

/**
 * Records as those open them who write here: somebody who reads further in another role (an auditor who also
 * leads a team) finds nothing there to write on.
 */
export function writersDoors(doors: Doors): Doors {
  const narrowed = (ctx: ReadCtx): ReadCtx => ({
    ...ctx,
    actor: { ...ctx.actor, roles: ctx.actor.roles.filter((role) => may([role], 'task.write')) },
  })
  return Object.fromEntries(
    Object.entries(doors).map(([kind, open]) => [
      kind,
      (ctx: ReadCtx, id: string) => open(narrowed(ctx), id),
    ]),
  )
}

/** The tasks somebody may see: to do, given, followed, or of the people they lead. */
export function taskScope(ctx: ReadCtx, to: 'look' | 'act'): RawBuilder<boolean> {
  const led = ledUsers(ctx, to)
  if (led === null) return sql<boolean>`true`
  const me = ctx.actor.userId
  return sql<boolean>`(t.responsible_id = ${me} or t.created_by = ${me} or t.responsible_id = any(${[...led]}::uuid[])
    or exists (select 1 from task_person p where p.org_id = t.org_id and p.task_id = t.id and p.user_id = ${me}))`
}

export function factsOf(row: TaskRecordRow): TaskFacts {
  return {
    kind: row.kind,
    state: row.state,
    responsibleId: row.responsible_id,
    createdBy: row.created_by,
    dueOn: dayOf(row.due_at),
  }
}

export function taskActor(ctx: ReadCtx, responsibleId: string): TaskActor {
  const led = ledUsers(ctx, 'act')
  return {
    userId: ctx.actor.userId ?? '',
    mayWrite: may(ctx.actor.roles, 'task.write'),
    leads: led === null || led.includes(responsibleId),
  }
}

export function shapeTask(ctx: ReadCtx, row: TaskRecordRow): z.output<typeof taskRow> {
  const dueOn: Day = dayOf(row.due_at)
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    title: row.title,
    responsible: { id: row.responsible_id, name: row.responsible_name },
    createdBy: row.created_by ? { id: row.created_by, name: row.creator_name ?? '' } : null,
    dueOn,
    isLate: row.state === 'open' && dueOn < dayOf(ctx.now),
    record:
      row.record_kind && row.record_id
        ? { kind: row.record_kind, id: row.record_id, url: `/${row.record_kind}s/${row.record_id}` }
        : null,
    customer: row.customer_id ? { id: row.customer_id, name: row.customer_name ?? '' } : null,
    doneAt: row.done_at,
    answer: row.done_note || null,
    comments: row.comments,
    version: row.version,
    can: canTask(factsOf(row), taskActor(ctx, row.responsible_id)),
  }
}
