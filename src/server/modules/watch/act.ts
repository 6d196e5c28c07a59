import { sql } from 'kysely'
import type { AlertDetail } from '../../../api/alerts.ts'
import { type Day, endOfDay, type Instant } from '../../../core/calendar.ts'
import type { AlertResult, AlertStatus, Verdict } from '../../../core/watch/alert.ts'
import { climbsFrom, deadlineOf, nextLook } from '../../../core/watch/escalate.ts'
import { type AlertAction, type AlertPatch, decideAlertAction } from '../../../core/watch/lifecycle.ts'
import { assign, isPresent } from '../../../core/watch/responsible.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, atOrNull, json } from '../../platform/db.ts'
import { notFound, refused, stale } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { loadCalendar, loadStaff, type Staff } from '../identity/index.ts'
import { notifyAlerts } from '../notify/index.ts'
import type { AlertDraft, StoredExplanation } from './alert-draft.ts'
import { findUnsettled } from './alert-rows.ts'
import { alertActor } from './alert-shape.ts'
import { noticeOf } from './news.ts'
import { getAlert } from './read-alert.ts'
import { expectReaders } from './read-readers.ts'
import { loadRules, type StoredRule } from './rule-rows.ts'
import { alertScope } from './scope.ts'
import { loadSubjects, type SubjectInfo } from './subjects.ts'
import { tellMentioned, tellUrged } from './tell-people.ts'

/** What a page sends; the server adds who is present and who is above. */
export type ActInput =
  | { kind: 'acknowledge' }
  | { kind: 'start'; note?: string | undefined }
  | { kind: 'resolve'; result: AlertResult; verdict: Verdict; note: string }
  | { kind: 'review'; note: string }
  | { kind: 'silence'; untilDay: Day; reason: string }
  | { kind: 'unsilence' }
  | { kind: 'reassign'; toUserId: string; reason: string }
  | { kind: 'escalate'; reason: string }
  | { kind: 'comment'; text: string; mentions?: readonly string[] }
  | { kind: 'urge'; text: string }

type Locked = Awaited<ReturnType<typeof lockAlert>>

/** One act on one alert, and the alert as it is then. */
export async function actOnAlert(
  ctx: WriteCtx,
  which: { id: string; version?: number },
  input: ActInput,
): Promise<AlertDetail> {
  await takeAct(ctx, which, input)
  return getAlert(ctx, which.id)
}

/** What acts are decided by and no act changes. */
export type ActScene = { staff: Staff; rules: readonly StoredRule[]; calendar: WorkCalendar }

export async function loadActScene(ctx: WriteCtx): Promise<ActScene> {
  const [staff, rules, calendar] = await Promise.all([loadStaff(ctx), loadRules(ctx), loadCalendar(ctx)])
  return { staff, rules, calendar }
}

/**
 * Load and lock → decide (core) → save with its step, event, mark and notices. `scene` is for whoever takes
 * many acts in one transaction; its absences must reach back to the first of them.
 */
export async function takeAct(
  ctx: WriteCtx,
  { id, version }: { id: string; version?: number },
  input: ActInput,
  scene?: ActScene,
): Promise<void> {
  const row = await lockAlert(ctx, id)
  if (version !== undefined && version !== row.version && !(await isAsSeen(ctx, row, version)))
    throw stale(row.version)
  const { staff, rules, calendar } = scene ?? (await loadActScene(ctx))
  const subject = (await loadSubjects(ctx, row.subject_kind as SubjectKind, [row.subject_id])).get(
    row.subject_id,
  )
  const rule = rules.find((stored) => stored.id === row.rule_id)
  if (!subject || !rule) throw notFound('alert')
  const facts = {
    status: row.status as AlertStatus,
    responsibleId: row.responsible_id,
    resolvedBy: row.resolved_by,
    silencedUntil: row.silenced_until,
    urgedAt: row.urged_at,
  }
  if (input.kind === 'comment' && input.mentions) await expectReaders(ctx, id, input.mentions)
  const action = completed(ctx, input, { staff, row })
  const decided = decideAlertAction(facts, alertActor(ctx, row.responsible_id), action, ctx.tick)
  if (!decided.ok)
    throw refused(decided, decided.code === 'not_permitted' || decided.code === 'not_responsible' ? 403 : 409)
  await savePatch(ctx, { row, rule, patch: decided.value, input, calendar })
  await saveStep(ctx, id, input, staff)
  await recordEvent(ctx, {
    kind: `alert.${input.kind}`,
    subject: { kind: 'alert', id },
    customerId: row.customer_id,
    summary: { rule: row.rule_code },
  })
  const told = { row, rule, subject, staff }
  if (input.kind === 'urge') await tellUrged(ctx, told, input.text)
  if (input.kind === 'comment' && input.mentions) await tellMentioned(ctx, told, input.text, input.mentions)
  // The engine must learn that a person closed it, or it would clear what is no longer its own.
  if (input.kind === 'resolve') await touch(ctx, [{ kind: row.subject_kind, id: row.subject_id }])
  if (decided.value.responsibleId && decided.value.responsibleId !== row.responsible_id) {
    await tellNewResponsible(
      ctx,
      { row, rule, subject, staff, calendar },
      input.kind === 'escalate' ? 'escalated' : 'assigned',
    )
  }
}

async function lockAlert(ctx: WriteCtx, id: string) {
  const row = await ctx.db
    .selectFrom('alert as a')
    .selectAll('a')
    .where('a.org_id', '=', ctx.orgId)
    .where('a.id', '=', id)
    .where(alertScope(ctx, 'alert.handle'))
    .forUpdate('a')
    .executeTakeFirst()
  if (!row) throw notFound('alert')
  return row
}

/**
 * Whether all that acts are decided by is as it was in the version somebody saw. The engine goes on meanwhile
 * (money, rungs, deadlines): that is no reason to send a person back who is about to close it.
 */
async function isAsSeen(ctx: WriteCtx, row: Locked, version: number): Promise<boolean> {
  const { rows } = await sql`
    select from record_version v join alert a on a.org_id = v.org_id and a.id::text = v.id
    where v.org_id = ${ctx.orgId} and v.entity = 'alert' and v.id = ${row.id} and v.version = ${version}
      and v.row ->> 'status' = a.status and (v.row ->> 'responsible_id')::uuid = a.responsible_id
      and (v.row ->> 'silenced_until')::timestamptz is not distinct from a.silenced_until
      and (v.row ->> 'resolved_at')::timestamptz is not distinct from a.resolved_at`.execute(ctx.db)
  return rows.length > 0
}

/** Turns what the page sent into what the pure decision asks for. */
function completed(
  ctx: WriteCtx,
  input: ActInput,
  { staff, row }: { staff: Staff; row: Locked },
): AlertAction {
  switch (input.kind) {
    case 'silence':
      return { kind: 'silence', until: endOfDay(input.untilDay), reason: input.reason }
    case 'reassign': {
      if (!staff.names.has(input.toUserId)) throw notFound('person')
      const toIsPresent = isPresent(staff.directory, input.toUserId, ctx.now)
      return { kind: 'reassign', toUserId: input.toUserId, toIsPresent, reason: input.reason }
    }
    case 'escalate': {
      const record = { responsibleId: row.responsible_id, backupId: null }
      return {
        kind: 'escalate',
        toUserId: assign(staff.directory, 'manager', record, ctx.now).userId,
        reason: input.reason,
      }
    }
    default:
      return input
  }
}

/** Whoever had it and whoever passed it on want to know how it ends, and may go on reading it. */
function informedAfter(ctx: WriteCtx, row: Locked, to: string): string[] {
  const { informed } = row.explanation as StoredExplanation
  const people = [...informed, row.responsible_id, ...(ctx.actor.userId ? [ctx.actor.userId] : [])]
  return [...new Set(people)].filter((id) => id !== to)
}

type Change = {
  row: Locked
  rule: StoredRule
  patch: AlertPatch
  input: ActInput
  calendar: WorkCalendar
}

async function savePatch(ctx: WriteCtx, { row, rule, patch, input, calendar }: Change): Promise<void> {
  if (input.kind === 'comment') return
  const status = patch.status ?? (row.status as AlertStatus)
  // Whoever gets it anew has the whole time to take it up.
  const startsAnew = input.kind === 'reassign' || input.kind === 'escalate'
  const handedAt = startsAnew ? ctx.tick : row.handed_at
  const openedAt = climbsFrom({ openedAt: row.opened_at, releasedAt: row.released_at, handedAt })
  const level = row.escalation_level + (input.kind === 'escalate' ? 1 : 0)
  const silencedUntil = patch.silencedUntil === undefined ? row.silenced_until : patch.silencedUntil
  const resolvedAt: Instant | null = patch.resolvedAt ?? row.resolved_at
  const responsibleId = patch.responsibleId ?? row.responsible_id
  const explanation = row.explanation as StoredExplanation
  const climbing = {
    openedAt,
    acknowledgedAt: status === 'open' ? null : ctx.tick,
    resolvedAt,
    silencedUntil,
    level,
    handedAt,
  }
  const isWatched = row.mode === 'on' && row.inhibited_since === null
  const next = isWatched ? nextLook(rule.current, climbing, { calendar, takenAt: ctx.tick }) : null
  // Being urged is no sign that anything is done about it.
  const escalateAt = input.kind === 'urge' ? row.escalate_at : next
  await ctx.db
    .updateTable('alert')
    .set({
      status,
      responsible_id: responsibleId,
      ...(responsibleId === row.responsible_id
        ? {}
        : { explanation: json({ ...explanation, informed: informedAfter(ctx, row, responsibleId) }) }),
      silenced_until: atOrNull(silencedUntil),
      ...(patch.silenceReason === undefined ? {} : { silence_reason: patch.silenceReason }),
      ...(patch.urgedAt === undefined ? {} : { urged_at: at(patch.urgedAt) }),
      ...(patch.result === undefined ? {} : { result: patch.result }),
      ...(patch.verdict === undefined ? {} : { verdict: patch.verdict }),
      ...(patch.resolvedAt === undefined
        ? {}
        : { resolved_at: at(patch.resolvedAt), resolved_by: patch.resolvedBy ?? null }),
      escalation_level: level,
      escalate_at: atOrNull(escalateAt),
      ...(startsAnew
        ? { handed_at: at(ctx.tick), deadline_at: at(deadlineOf(rule.current, ctx.tick, calendar)) }
        : {}),
      version: sql<number>`version + 1`,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', row.id)
    .execute()
}

async function saveStep(ctx: WriteCtx, alertId: string, input: ActInput, staff: Staff): Promise<void> {
  const { kind, ...said } = input
  const nameOf = (userId: string) => staff.names.get(userId) ?? ''
  const toName = input.kind === 'reassign' ? { toName: nameOf(input.toUserId) } : {}
  const named =
    input.kind === 'comment' && input.mentions?.length
      ? { mentioned: [...new Set(input.mentions)].map(nameOf) }
      : {}
  await ctx.db
    .insertInto('alert_step')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      alert_id: alertId,
      kind,
      at: at(ctx.tick),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
      detail: json({ ...said, ...toName, ...named }),
    })
    .execute()
}

type Told = { row: Locked; rule: StoredRule; subject: SubjectInfo; staff: Staff; calendar: WorkCalendar }

async function tellNewResponsible(
  ctx: WriteCtx,
  { row, rule, subject, staff, calendar }: Told,
  kind: 'assigned' | 'escalated',
): Promise<void> {
  const drafts = await findUnsettled(ctx, [row.subject_id], {
    rules: [rule],
    subjects: new Map([[subject.id, subject]]),
  })
  const draft: AlertDraft | undefined = drafts.get(`${rule.id}:${subject.id}`)
  if (!draft || draft.responsibleId === ctx.actor.userId) return
  const setting = { staff, calendar, tick: ctx.tick, newId }
  await notifyAlerts(ctx, [noticeOf(draft, kind, setting)])
}
