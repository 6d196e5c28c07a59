import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { isTried } from '../../../core/emergency/plan.ts'
import { maskPhone } from '../../../core/identity/mask.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { rowThen } from '../../platform/then.ts'
import { loadCalendar, loadStaff, peopleThen } from '../identity/index.ts'
import { lookFrom } from '../watch/index.ts'
import { findMarks, findPlan, findRuns, headOf, itemsOf } from './emergency-rows.ts'
import { mayEnd } from './run-plan.ts'

/** The plan in force that day, its runs and drills (C141). */
export async function readEmergency(ctx: ReadCtx, asOf?: Day) {
  const look = lookFrom(ctx, asOf)
  const { moment, isPast } = look
  const [plan, runs, calendar, staff] = [
    await findPlan(ctx, look),
    await findRuns(ctx, look),
    await loadCalendar(ctx),
    await loadStaff(ctx),
  ]
  const marks = await findMarks(
    ctx,
    runs.map(({ id }) => id),
    look,
  )
  const drills = runs.flatMap(({ id, alertId, endedAt, spec }) =>
    alertId === null && endedAt !== null && isTried(spec, marks.get(id) ?? []) ? [endedAt] : [],
  )
  const save = !isPast && may(ctx.actor.roles, 'rule.write')
  // Somebody on leave today is called all the same; who has left the company is not.
  const known = (userId: string) => staff.directory.people.get(userId)?.activeUntil ?? null
  const gone = (plan?.spec.calls ?? []).filter(
    ({ userId }) => userId !== null && (known(userId) ?? Number.POSITIVE_INFINITY) <= moment,
  )
  return {
    asOf: asOf ?? null,
    plan: plan && {
      id: plan.id,
      ...plan.spec,
      calls: plan.spec.calls.map((call) => ({ ...call, phone: save ? call.phone : hidden(call.phone) })),
      savedAt: plan.at,
      savedBy: plan.by,
      gone: gone.map(({ name }) => name),
    },
    runs: runs.map((run) => headOf(run, itemsOf(run, marks.get(run.id) ?? [], { ...look, calendar }))),
    lastDrillOn: drills.length > 0 ? dayOf(Math.max(...drills)) : null,
    can: {
      save,
      start: !isPast && plan !== null && may(ctx.actor.roles, 'alert.handle'),
    },
  }
}

/** One run as its checklist stood then, with everything that was noted. */
export async function readRun(ctx: ReadCtx, id: string, asOf?: Day) {
  const look = lookFrom(ctx, asOf)
  const [run] = await findRuns(ctx, look, id)
  if (!run) throw notFound('run')
  const marks = (await findMarks(ctx, [id], look)).get(id) ?? []
  const items = itemsOf(run, marks, { ...look, calendar: await loadCalendar(ctx) })
  const titles = new Map<string, string>(items.map(({ key, title }) => [key, title]))
  const mayWrite = !look.isPast && run.endedAt === null && may(ctx.actor.roles, 'alert.handle')
  const phoneOf = (index: number) => {
    const phone = run.spec.calls[index]?.phone
    return phone === undefined ? null : mayWrite ? phone : hidden(phone)
  }
  return {
    ...headOf(run, items),
    asOf: asOf ?? null,
    items: items.map((item, index) => ({ ...item, phone: phoneOf(index) })),
    log: marks.map(({ by, name, ...mark }) => ({
      ...mark,
      title: titles.get(mark.item) ?? '',
      by: { id: by, name },
    })),
    findings: run.findings,
    tasks: run.endedAt === null ? [] : await tasksOf(ctx, id, look.isPast ? look.moment : null),
    can: { mark: mayWrite, end: mayWrite && mayEnd(ctx, { ...run, starterId: run.startedBy.id }) },
  }
}

/** Numbers are there in full for whoever calls now, and for whoever writes the plan. */
function hidden(phone: string): string {
  return maskPhone(phone) ?? ''
}

async function tasksOf(ctx: ReadCtx, runId: string, past: Instant | null) {
  const row = rowThen(ctx, { entity: 'task', id: sql`t.id`, moment: past ?? ctx.now })
  const then =
    past === null ? sql`select t.*` : sql`select r.* from jsonb_populate_record(null::task, ${row}) r`
  const { rows } = await sql<{ id: string; title: string; userId: string; name: string }>`
    select t.id, n.title, n.responsible_id as "userId", u.name
    from emergency_task e join task t on t.org_id = e.org_id and t.id = e.task_id
    cross join lateral (${then}) n
    join ${peopleThen(ctx, past)} u on u.org_id = t.org_id and u.id = n.responsible_id
    where e.org_id = ${ctx.orgId} and e.run_id = ${runId} order by t.id`.execute(ctx.db)
  return rows.map(({ userId, name, ...task }) => ({ ...task, responsible: { id: userId, name } }))
}
