import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { climbsFrom, nextEscalation, nextLook } from '../../../core/watch/escalate.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import type { AlertDraft } from './alert-draft.ts'
import { findUnsettled } from './alert-rows.ts'
import { loadRules } from './rule-rows.ts'
import { loadSubjects, type SubjectInfo } from './subjects.ts'

/** Where an open alert stands on its ladder. */
export function climbing(draft: AlertDraft) {
  return {
    openedAt: climbsFrom(draft),
    acknowledgedAt: draft.status === 'open' ? null : draft.openedAt,
    resolvedAt: null,
    silencedUntil: draft.silencedUntil,
    level: draft.escalationLevel,
    handedAt: draft.handedAt,
  }
}

export function nextRung(draft: AlertDraft, calendar: WorkCalendar) {
  return nextEscalation(draft.rule.ladder, climbing(draft), calendar)
}

/** When it is looked at again by itself, if whoever has it has just taken it up or been told of it. */
export function nextLookAt(draft: AlertDraft, calendar: WorkCalendar, takenAt: Instant): Instant | null {
  return draft.rule.mode === 'on' ? nextLook(draft.rule, climbing(draft), { calendar, takenAt }) : null
}

type Columns = Record<string, unknown>

export async function updateAlert(ctx: WriteCtx, draft: AlertDraft, columns: Columns): Promise<void> {
  await ctx.db
    .updateTable('alert')
    .set({ ...(columns as object), version: sql<number>`version + 1` })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', draft.id)
    .execute()
}

export async function addStep(
  ctx: WriteCtx,
  draft: AlertDraft,
  kind: string,
  detail: Columns,
): Promise<void> {
  const when: Instant = ctx.tick
  await ctx.db
    .insertInto('alert_step')
    .values({
      org_id: ctx.orgId,
      id: newId(when),
      alert_id: draft.id,
      kind,
      at: at(when),
      recorded_at: at(when),
      detail: json(detail),
    })
    .execute()
}

/** Open alerts under a condition (`a` is the alert), locked, as drafts. */
export async function loadDrafts(ctx: WriteCtx, where: ReturnType<typeof sql>): Promise<AlertDraft[]> {
  const { rows } = await sql<{ kind: SubjectKind; id: string }>`
    select a.subject_kind as kind, a.subject_id as id from alert a
    where a.org_id = ${ctx.orgId} and a.resolved_at is null and ${where}`.execute(ctx.db)
  if (rows.length === 0) return []
  const subjects = new Map<string, SubjectInfo>()
  for (const [kind, own] of Map.groupBy(rows, (row) => row.kind)) {
    const infos = await loadSubjects(
      ctx,
      kind,
      own.map(({ id }) => id),
    )
    for (const [id, info] of infos) subjects.set(id, info)
  }
  const rules = await loadRules(ctx)
  const drafts = await findUnsettled(
    ctx,
    rows.map(({ id }) => id),
    { rules, subjects },
  )
  const { rows: chosen } = await sql<{ id: string }>`
    select a.id from alert a where a.org_id = ${ctx.orgId} and a.resolved_at is null and ${where} order by a.opened_at, a.id`.execute(
    ctx.db,
  )
  const byId = new Map([...drafts.values()].map((draft) => [draft.id, draft]))
  return chosen.flatMap(({ id }) => byId.get(id) ?? [])
}
