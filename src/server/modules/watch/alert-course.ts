import { sql } from 'kysely'
import type { z } from 'zod'
import type { alertTask, timelineEntry, timelineKind } from '../../../api/alerts.ts'
import type { Instant } from '../../../core/calendar.ts'
import { isSettled } from '../../../core/watch/alert.ts'
import { climbsFrom, nextEscalation } from '../../../core/watch/escalate.ts'
import { assign } from '../../../core/watch/responsible.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import { stepSentence } from '../../../text/watch-steps.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { rowThen } from '../../platform/then.ts'
import { loadCalendar, peopleThen, type Staff } from '../identity/index.ts'
import type { AlertRecord } from './alert-shape.ts'
import { isThere, type Look } from './look.ts'
import { loadSubjects } from './subjects.ts'

type Step = {
  kind: string
  at: Instant
  recorded_at: Instant
  actor: string | null
  name: string | null
  detail: unknown
}

/** Crossings and human acts in order, oldest first (law 9: the figures of that moment travel with each). */
export async function readTimeline(
  ctx: ReadCtx,
  row: AlertRecord,
  look: Look,
): Promise<z.output<typeof timelineEntry>[]> {
  const { rows: steps } = await sql<Step>`
    select s.kind, s.at, s.recorded_at, s.actor, u.name, s.detail from alert_step s
    left join ${peopleThen(ctx, look.isPast ? look.moment : null)} u on u.org_id = s.org_id and u.id = s.actor
    where s.org_id = ${ctx.orgId} and s.alert_id = ${row.id} and ${isThere('s.at', look)}
    order by s.at, s.id`.execute(ctx.db)
  return steps.map((step) => ({
    at: step.at,
    recordedAt: step.recorded_at,
    kind: step.kind as z.output<typeof timelineKind>,
    actor: step.actor ? { id: step.actor, name: step.name ?? '' } : null,
    sentence: stepSentence(row.subject_kind, step.kind, step.detail as Record<string, unknown>),
  }))
}

type Task = {
  id: string
  title: string
  userId: string
  name: string
  dueAt: Instant
  doneAt: Instant | null
}

/** Looking back: those there were, and done only what was done by then. */
export async function readTasks(
  ctx: ReadCtx,
  alertId: string,
  look: Look,
): Promise<z.output<typeof alertTask>[]> {
  const { moment, isPast } = look
  const row = rowThen(ctx, { entity: 'task', id: sql`b.id`, moment })
  const task = isPast ? sql`jsonb_populate_record(null::task, ${row})` : sql`(select b.*)`
  const { rows } = await sql<Task>`
    select b.id, t.title, u.id as "userId", u.name, t.due_at as "dueAt", t.done_at as "doneAt"
    from task b cross join lateral ${task} t
    join ${peopleThen(ctx, isPast ? moment : null)} u on u.org_id = b.org_id and u.id = t.responsible_id
    where b.org_id = ${ctx.orgId} and b.alert_id = ${alertId} and ${isThere('b.recorded_at', look)}
    order by t.due_at, b.id`.execute(ctx.db)
  return rows.map(({ userId, name, ...task }) => ({ ...task, responsible: { id: userId, name } }))
}

export async function readResultNote(ctx: ReadCtx, alertId: string, look: Look): Promise<string | null> {
  const row = await ctx.db
    .selectFrom('alert_step')
    .select('detail')
    .where('org_id', '=', ctx.orgId)
    .where('alert_id', '=', alertId)
    .where('kind', '=', 'resolve')
    .where(isThere('at', look))
    .orderBy('at', 'desc')
    .executeTakeFirst()
  return (row?.detail as { note?: string } | undefined)?.note || null
}

/** Who hears of it next, and when, if nothing happens (C129). */
export async function readNextEscalation(
  ctx: ReadCtx,
  { row, rule, staff }: { row: AlertRecord; rule: Rule; staff: Staff },
): Promise<{ at: Instant; to: { id: string; name: string } } | null> {
  if (row.escalate_at === null || row.inhibited_by !== null || isSettled(row.status)) return null
  const calendar = await loadCalendar(ctx)
  const subject = (await loadSubjects(ctx, row.subject_kind, [row.subject_id])).get(row.subject_id)
  if (!subject) return null
  const climbing = {
    openedAt: climbsFrom({ openedAt: row.opened_at, releasedAt: row.released_at, handedAt: row.handed_at }),
    acknowledgedAt: row.status === 'open' ? null : row.opened_at,
    resolvedAt: row.resolved_at,
    silencedUntil: row.silenced_until,
  }
  // A rung that leads to whoever has it already is passed in silence.
  for (let level = row.escalation_level; ; ) {
    const next = nextEscalation(rule.ladder, { ...climbing, level }, calendar)
    if (!next) return null
    const { userId } = assign(staff.directory, next.to, subject, ctx.now)
    if (userId !== row.responsible_id) {
      return { at: next.at, to: { id: userId, name: staff.names.get(userId) ?? '' } }
    }
    level = next.level
  }
}
