import type { z } from 'zod'
import type { alertTask, timelineEntry, timelineKind } from '../../../api/alerts.ts'
import type { Instant } from '../../../core/calendar.ts'
import { isSettled } from '../../../core/watch/alert.ts'
import { climbsFrom, nextEscalation } from '../../../core/watch/escalate.ts'
import { assign } from '../../../core/watch/responsible.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import { stepSentence } from '../../../text/watch-steps.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadCalendar, type Staff } from '../identity/index.ts'
import type { AlertRecord } from './alert-shape.ts'
import { isThere, type Look } from './look.ts'
import { loadSubjects } from './subjects.ts'

/** Crossings and human acts in order, oldest first (law 9: the figures of that moment travel with each). */
export async function readTimeline(
  ctx: ReadCtx,
  row: AlertRecord,
  look: Look,
): Promise<z.output<typeof timelineEntry>[]> {
  const steps = await ctx.db
    .selectFrom('alert_step as s')
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 's.org_id').onRef('u.id', '=', 's.actor'),
    )
    .select(['s.kind', 's.at', 's.recorded_at', 's.actor', 'u.name', 's.detail'])
    .where('s.org_id', '=', ctx.orgId)
    .where('s.alert_id', '=', row.id)
    .where(isThere('s.at', look))
    .orderBy('s.at')
    .orderBy('s.id')
    .execute()
  return steps.map((step) => ({
    at: step.at,
    recordedAt: step.recorded_at,
    kind: step.kind as z.output<typeof timelineKind>,
    actor: step.actor ? { id: step.actor, name: step.name ?? '' } : null,
    sentence: stepSentence(row.subject_kind, step.kind, step.detail as Record<string, unknown>),
  }))
}

export async function readTasks(ctx: ReadCtx, alertId: string): Promise<z.output<typeof alertTask>[]> {
  const rows = await ctx.db
    .selectFrom('task as t')
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 't.org_id').onRef('u.id', '=', 't.responsible_id'),
    )
    .select(['t.id', 't.title', 't.responsible_id', 'u.name', 't.due_at', 't.done_at'])
    .where('t.org_id', '=', ctx.orgId)
    .where('t.alert_id', '=', alertId)
    .orderBy('t.due_at')
    .orderBy('t.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    responsible: { id: row.responsible_id, name: row.name },
    dueAt: row.due_at,
    doneAt: row.done_at,
  }))
}

export async function readResultNote(ctx: ReadCtx, alertId: string): Promise<string | null> {
  const row = await ctx.db
    .selectFrom('alert_step')
    .select('detail')
    .where('org_id', '=', ctx.orgId)
    .where('alert_id', '=', alertId)
    .where('kind', '=', 'resolve')
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
