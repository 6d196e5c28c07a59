import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { deadlineOf, dueEscalation, forgottenAt } from '../../../core/watch/escalate.ts'
import { assign, isPresent } from '../../../core/watch/responsible.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, atOrNull, json } from '../../platform/db.ts'
import { hasSomebody, loadCalendar, loadStaff } from '../identity/index.ts'
import { type AlertNotice, notifyAlerts } from '../notify/index.ts'
import type { AlertDraft, Setting } from './alert-draft.ts'
import { type NewsKind, noticeOf } from './news.ts'
import { addStep, climbing, loadDrafts, nextLookAt, nextRung, updateAlert } from './open-drafts.ts'

/**
 * What time does to open alerts: the next rung of the ladder, the end of a silence, an absence or departure
 * of whoever answers. Everything that is due is done; a second look finds nothing.
 */
export async function tendAlerts(ctx: WriteCtx): Promise<void> {
  const setting: Setting = {
    staff: await loadStaff(ctx),
    calendar: await loadCalendar(ctx),
    tick: ctx.tick,
    newId,
  }
  if (!hasSomebody(setting.staff)) return
  await replaceAbsent(ctx, setting)
  const news: AlertNotice[] = []
  const due = await loadDrafts(
    ctx,
    sql`((a.escalate_at <= ${at(ctx.now)} and a.inhibited_since is null) or a.silenced_until <= ${at(ctx.now)})`,
  )
  for (const draft of due) {
    if (draft.silencedUntil !== null && draft.silencedUntil <= ctx.now)
      news.push(...(await endSilence(ctx, draft, setting)))
    if (draft.inhibitedSince === null && draft.escalateAt !== null && draft.escalateAt <= ctx.now) {
      news.push(...(await climb(ctx, draft, setting)))
    }
  }
  await notifyAlerts(ctx, news)
}

/**
 * Law 10: whoever answers for an open alert is there; else the backup, the manager, up the line (C126 C190).
 */
export async function replaceAbsent(ctx: WriteCtx, setting: Setting): Promise<void> {
  const { directory } = setting.staff
  const absent = [...directory.people.keys()].filter((id) => !isPresent(directory, id, ctx.now))
  if (absent.length === 0) return
  const news: AlertNotice[] = []
  for (const draft of await loadDrafts(ctx, sql`a.responsible_id = any(${absent}::uuid[])`)) {
    const record = { responsibleId: draft.responsibleId, backupId: null }
    const { userId } = assign(directory, 'subject-responsible', record, ctx.now)
    if (userId === draft.responsibleId) continue
    const handed = { to: userId, kind: 'assigned', level: draft.escalationLevel, setting } as const
    news.push(...(await handOver(ctx, draft, handed)))
  }
  await notifyAlerts(ctx, news)
}

async function endSilence(ctx: WriteCtx, draft: AlertDraft, setting: Setting): Promise<AlertNotice[]> {
  draft.silencedUntil = null
  await updateAlert(ctx, draft, { silenced_until: null, silence_reason: null })
  await addStep(ctx, draft, 'unsilence', {})
  return noticesOf(draft, 'repeat', setting)
}

/** Goes up as many rungs as are due in one step; whoever it reaches answers for it from then on (C129). */
async function climb(ctx: WriteCtx, draft: AlertDraft, setting: Setting): Promise<AlertNotice[]> {
  const { calendar, staff } = setting
  const { ladder } = draft.rule
  const due = dueEscalation(ladder, climbing(draft), { calendar, now: ctx.now })
  if (!due) {
    if (!nextRung(draft, calendar) && !isNewTo(draft, ctx.now, setting)) return comeBack(ctx, draft, setting)
    // Without a rung of its own, what was handed on is looked at again when it must be taken for forgotten.
    const next = nextLookAt(draft, calendar, draft.handedAt ?? ctx.tick)
    await updateAlert(ctx, draft, { escalate_at: atOrNull(next) })
    return []
  }
  const { userId } = assign(staff.directory, due.to, draft.subject, ctx.now)
  if (userId === draft.responsibleId) return passRung(ctx, draft, due.level, setting)
  return handOver(ctx, draft, { to: userId, kind: 'escalated', level: due.level, setting })
}

/** Handed on and not taken up since: whoever has it now has forgotten nothing yet. */
function isNewTo({ status, handedAt, rule }: AlertDraft, now: Instant, { calendar }: Setting): boolean {
  return status === 'open' && handedAt !== null && forgottenAt(rule, handedAt, calendar) > now
}

/**
 * Left alone, whether it was taken up or not, and nobody further up would hear of it: it is open again,
 * whoever has it is told again, and so on until somebody closes it.
 */
async function comeBack(ctx: WriteCtx, draft: AlertDraft, setting: Setting): Promise<AlertNotice[]> {
  const { calendar } = setting
  const wasTaken = draft.status !== 'open'
  draft.status = 'open'
  draft.deadlineAt = deadlineOf(draft.rule, ctx.tick, calendar)
  draft.escalateAt = forgottenAt(draft.rule, ctx.tick, calendar)
  await updateAlert(ctx, draft, {
    status: draft.status,
    deadline_at: at(draft.deadlineAt),
    escalate_at: at(draft.escalateAt),
  })
  await addStep(ctx, draft, wasTaken ? 'returned' : 'untaken', {})
  return noticesOf(draft, 'repeat', setting)
}

/** Whoever has it already is not told that it has come up to them; the next rung comes in its own time. */
async function passRung(
  ctx: WriteCtx,
  draft: AlertDraft,
  level: number,
  { calendar }: Setting,
): Promise<AlertNotice[]> {
  draft.escalationLevel = level
  draft.escalateAt = nextLookAt(draft, calendar, ctx.tick)
  await updateAlert(ctx, draft, { escalation_level: level, escalate_at: atOrNull(draft.escalateAt) })
  return []
}

type HandOver = { to: string; kind: 'assigned' | 'escalated'; level: number; setting: Setting }

async function handOver(
  ctx: WriteCtx,
  draft: AlertDraft,
  { to, kind, level, setting }: HandOver,
): Promise<AlertNotice[]> {
  const before = draft.responsibleId
  draft.responsibleId = to
  draft.escalationLevel = level
  // The one it was taken from still wants to know how it ends.
  const informed = [...new Set([...draft.explanation.informed, before])].filter((id) => id !== to)
  draft.explanation = { ...draft.explanation, informed }
  if (to !== before) {
    draft.status = 'open'
    draft.deadlineAt = deadlineOf(draft.rule, ctx.tick, setting.calendar)
    // The ladder has led up already; whoever stands in begins with the whole time.
    if (kind === 'assigned') draft.handedAt = ctx.tick
  }
  draft.escalateAt = nextLookAt(draft, setting.calendar, ctx.tick)
  await updateAlert(ctx, draft, {
    responsible_id: to,
    status: draft.status,
    escalation_level: level,
    deadline_at: at(draft.deadlineAt),
    handed_at: atOrNull(draft.handedAt),
    escalate_at: atOrNull(draft.escalateAt),
    explanation: json(draft.explanation),
  })
  const toName = setting.staff.names.get(to) ?? ''
  if (kind === 'escalated') await addStep(ctx, draft, 'escalate', { toName })
  else await addStep(ctx, draft, 'reassign', { toName, because: 'absent' })
  return noticesOf(draft, kind, setting)
}

/** A rule on trial tells nobody, nor does an alert that is held back. */
function noticesOf(draft: AlertDraft, kind: NewsKind, setting: Setting): AlertNotice[] {
  return draft.rule.mode === 'on' && draft.inhibitedSince === null ? [noticeOf(draft, kind, setting)] : []
}
