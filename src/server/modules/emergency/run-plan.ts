import { sql } from 'kysely'
import type { z } from 'zod'
import type {
  endRun as endRoute,
  markRun as markRoute,
  startRun as startRoute,
} from '../../../api/emergency.ts'
import { type PlanSpec, refuseMark } from '../../../core/emergency/plan.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, forbidden, invalid, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { giveTask } from '../tasks/index.ts'
import { alertScope } from '../watch/index.ts'
import { findPlan } from './emergency-rows.ts'

type Start = z.output<typeof startRoute.body>
type MarkInput = z.output<typeof markRoute.body>
type End = z.output<typeof endRoute.body>

/**
 * Begins the plan in force for an alert of the first severity, or a drill of it. A drill has no alert: no
 * figure, list or notice can take it for one (C141).
 */
export async function startRun(ctx: WriteCtx, body: Start): Promise<{ id: string }> {
  const plan = await findPlan(ctx, { moment: ctx.tick, isPast: false })
  if (!plan) throw conflict('plan_missing')
  const alertId = 'alertId' in body ? body.alertId : null
  if (alertId !== null) await refuseAlert(ctx, alertId)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('emergency_run')
    .values({
      org_id: ctx.orgId,
      id,
      plan_id: plan.id,
      alert_id: alertId,
      situation: 'drill' in body ? body.drill.situation : '',
      actor: ctx.actor.userId!,
      recorded_at: at(ctx.tick),
    })
    .execute()
  await recordEvent(ctx, {
    kind: alertId === null ? 'emergency.drill' : 'emergency.begun',
    subject: alertId === null ? { kind: 'org', id: ctx.orgId } : { kind: 'alert', id: alertId },
    summary: { run: id },
  })
  return { id }
}

/** Asked under the alert's lock: two people who begin at once begin one. */
async function refuseAlert(ctx: WriteCtx, alertId: string): Promise<void> {
  const { rows } = await sql<{ severity: number; settled: boolean; begun: boolean }>`
    select a.severity, a.resolved_at is not null as settled, exists (select 1 from emergency_run r
      where r.org_id = a.org_id and r.alert_id = a.id and r.ended_at is null) as begun
    from alert a where a.org_id = ${ctx.orgId} and a.id = ${alertId} and ${alertScope(ctx, 'alert.handle')}
    for update of a`.execute(ctx.db)
  const [alert] = rows
  if (!alert) throw notFound('alert')
  if (alert.settled) throw conflict('already_resolved')
  if (alert.severity !== 1) throw conflict('not_severest')
  if (alert.begun) throw conflict('run_begun')
}

export async function markRun(ctx: WriteCtx, id: string, mark: MarkInput): Promise<{ ok: true }> {
  const { spec, endedAt, isDrill } = await lockRun(ctx, id)
  const refused = refuseMark({ endedAt, isDrill }, spec, mark)
  if (refused === 'run_ended') throw conflict(refused)
  if (refused) throw invalid(refused)
  await ctx.db
    .insertInto('emergency_mark')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      run_id: id,
      ...mark,
      actor: ctx.actor.userId!,
      recorded_at: at(ctx.tick),
    })
    .execute()
  return { ok: true }
}

/** What was found, and who mends what by when; a drill that has ended counts from its day. */
export async function endRun(ctx: WriteCtx, id: string, { findings, tasks }: End): Promise<{ ok: true }> {
  const run = await lockRun(ctx, id)
  if (run.endedAt !== null) throw conflict('run_ended')
  if (!mayEnd(ctx, run)) throw forbidden('rule.write')
  for (const task of tasks) {
    const taskId = await giveTask(ctx, {
      kind: 'todo',
      title: task.title,
      detail: findings,
      to: task.to,
      dueOn: task.dueOn,
      record: null,
      followers: [],
    })
    await ctx.db
      .insertInto('emergency_task')
      .values({ org_id: ctx.orgId, run_id: id, task_id: taskId })
      .execute()
  }
  await ctx.db
    .updateTable('emergency_run')
    .set({ ended_at: at(ctx.tick), ended_by: ctx.actor.userId, findings })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, {
    kind: 'emergency.ended',
    subject: run.alertId === null ? { kind: 'org', id: ctx.orgId } : { kind: 'alert', id: run.alertId },
    summary: { run: id, tasks: tasks.length },
  })
  await touch(ctx, [{ kind: 'org', id: ctx.orgId }])
  return { ok: true }
}

/** A drill is ended by whoever began it, or by those who write the plan. */
export function mayEnd(ctx: ReadCtx, run: { alertId: string | null; starterId: string }): boolean {
  return run.alertId !== null || run.starterId === ctx.actor.userId || may(ctx.actor.roles, 'rule.write')
}

type Locked = {
  alertId: string | null
  starterId: string
  endedAt: number | null
  isDrill: boolean
  spec: PlanSpec
}

async function lockRun(ctx: WriteCtx, id: string): Promise<Locked> {
  const { rows } = await sql<Omit<Locked, 'isDrill'>>`
    select r.alert_id as "alertId", r.actor as "starterId", r.ended_at as "endedAt", p.spec from emergency_run r
    join emergency_plan p on p.org_id = r.org_id and p.id = r.plan_id
    left join alert a on a.org_id = r.org_id and a.id = r.alert_id
    where r.org_id = ${ctx.orgId} and r.id = ${id} and (r.alert_id is null or ${alertScope(ctx, 'alert.handle')})
    for update of r`.execute(ctx.db)
  if (!rows[0]) throw notFound('run')
  return { ...rows[0], isDrill: rows[0].alertId === null }
}
