import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { type listTasks as listTasksRoute, TASK_RECORDS, type taskDetail } from '../../../api/tasks.ts'
import { dayOf, type Instant, startOfDay } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { type Doors, openRecord } from '../../platform/records.ts'
import { ledUsers, shapeTask, type TaskRecordRow, taskColumns, taskScope, taskTables } from './task-rows.ts'

type Query = z.output<(typeof listTasksRoute)['query']>

/** One box, or everything on one record that the caller may open. */
export async function listTasks(ctx: ReadCtx, doors: Doors, query: Query) {
  const { recordKind, recordId } = query
  const onRecord = recordKind !== undefined && recordId !== undefined
  if (onRecord) await openRecord(ctx, doors, { recordKind, recordId })
  const where = [
    sql`t.org_id = ${ctx.orgId}`,
    onRecord ? onRecordOf(recordKind, recordId) : inBox(ctx, query.box),
    ...(query.state === 'all'
      ? []
      : [query.state === 'open' ? sql`t.state = 'open'` : sql`t.state <> 'open'`]),
  ]
  const { rows } = await sql<TaskRecordRow & { total: number }>`
    select ${taskColumns}, count(*) over ()::int as total from ${taskTables} where ${sql.join(where, sql` and `)}
    order by t.state = 'open' desc, case when t.state = 'open' then t.due_at end, t.done_at desc nulls last, t.id
    limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(ctx.db)
  return {
    items: rows.map((row) => shapeTask(ctx, row)),
    total: rows[0]?.total ?? 0,
    counts: await countBoxes(ctx),
  }
}

/** The tasks on some records of one kind: for pages that have opened those records themselves. */
export async function readTasksOf(ctx: ReadCtx, recordKind: string, ids: readonly string[]) {
  const { rows } = await sql<TaskRecordRow & { cancelled_at: Instant | null }>`
    select ${taskColumns}, t.cancelled_at from ${taskTables}
    where t.org_id = ${ctx.orgId} and t.record_kind = ${recordKind} and t.record_id = any(${[...ids]}::uuid[])
    order by t.due_at, t.id`.execute(ctx.db)
  return rows.map((row) => ({ ...shapeTask(ctx, row), cancelledAt: row.cancelled_at }))
}

/** Whoever may open a record sees what is to be done about it; the steps of a playbook stand in its alert. */
function onRecordOf(recordKind: string, recordId: string): RawBuilder<unknown> {
  if (recordKind === 'customer') return sql`t.customer_id = ${recordId}`
  return sql`t.record_kind = ${recordKind} and t.record_id = ${recordId}`
}

function inBox(ctx: ReadCtx, box: Query['box']): RawBuilder<unknown> {
  const me = ctx.actor.userId
  switch (box) {
    case 'mine':
      return sql`t.responsible_id = ${me}`
    case 'given':
      return sql`t.created_by = ${me} and t.responsible_id <> ${me}`
    case 'followed':
      return sql`exists (select 1 from task_person p where p.org_id = t.org_id and p.task_id = t.id and p.user_id = ${me})`
    case 'team': {
      const led = ledUsers(ctx, 'look')
      return led === null ? sql`true` : sql`t.responsible_id = any(${[...led]}::uuid[])`
    }
  }
}

async function countBoxes(ctx: ReadCtx) {
  const me = ctx.actor.userId
  const { rows } = await sql<{ mine: number; late: number; given: number; followed: number }>`
    select count(*) filter (where t.responsible_id = ${me})::int as mine,
      count(*) filter (where t.responsible_id = ${me} and t.due_at < ${at(startOfDay(dayOf(ctx.now)))})::int as late,
      count(*) filter (where t.created_by = ${me} and t.responsible_id <> ${me})::int as given,
      count(*) filter (where exists (select 1 from task_person p where p.org_id = t.org_id and p.task_id = t.id
        and p.user_id = ${me}))::int as followed
    from task t where t.org_id = ${ctx.orgId} and t.state = 'open'`.execute(ctx.db)
  return rows[0]!
}

type StepRow = {
  id: string
  kind: z.output<typeof taskDetail>['steps'][number]['kind']
  at: Instant
  actor: string | null
  name: string | null
  text: string
  detail: unknown
}

export async function getTask(ctx: ReadCtx, doors: Doors, id: string): Promise<z.output<typeof taskDetail>> {
  const row = await findVisible(ctx, { doors, to: 'look' }, id)
  if (!row) throw notFound('task')
  const steps = await ctx.db
    .selectFrom('task_step as s')
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 's.org_id').onRef('u.id', '=', 's.actor'),
    )
    .select(['s.id', 's.kind', 's.recorded_at as at', 's.actor', 'u.name', 's.text', 's.detail'])
    .where('s.org_id', '=', ctx.orgId)
    .where('s.task_id', '=', id)
    .orderBy('s.recorded_at')
    .orderBy('s.id')
    .execute()
  const followers = await ctx.db
    .selectFrom('task_person as p')
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'p.org_id').onRef('u.id', '=', 'p.user_id'),
    )
    .select(['u.id', 'u.name'])
    .where('p.org_id', '=', ctx.orgId)
    .where('p.task_id', '=', id)
    .orderBy('u.name')
    .execute()
  const shaped = shapeTask(ctx, row)
  const head = shaped.record ? await doors[shaped.record.kind]?.(ctx, shaped.record.id) : null
  return {
    ...shaped,
    detail: row.detail,
    recordTitle: head?.title ?? null,
    followers,
    steps: (steps as StepRow[]).map((step) => ({
      id: step.id,
      kind: step.kind,
      at: step.at,
      actor: step.actor ? { id: step.actor, name: step.name ?? '' } : null,
      text: step.text,
      to: (step.detail as { to?: string }).to ?? null,
    })),
  }
}

/** Within one's own scope, or on a record that one may open. */
export async function findVisible(
  ctx: ReadCtx,
  { doors, to }: { doors: Doors; to: 'look' | 'act' },
  id: string,
): Promise<TaskRecordRow | null> {
  const { rows } = await sql<TaskRecordRow & { mine: boolean }>`
    select ${taskColumns}, ${taskScope(ctx, to)} as mine from ${taskTables}
    where t.org_id = ${ctx.orgId} and t.id = ${id}`.execute(ctx.db)
  const row = rows[0]
  if (!row) return null
  if (row.mine) return row
  if (row.record_kind === null || row.record_id === null || !TASK_RECORDS.includes(row.record_kind))
    return null
  return (await doors[row.record_kind]?.(ctx, row.record_id)) ? row : null
}
