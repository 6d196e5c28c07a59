import type { Instant } from '../../../core/calendar.ts'
import { isSettled } from '../../../core/watch/alert.ts'
import { assign, isPresent } from '../../../core/watch/responsible.ts'
import { addWorkingMinutes, workingMinutesBetween } from '../../../core/workdays.ts'
import { findingSentence } from '../../../text/watch.ts'
import { firstStep } from '../../../text/watch-steps.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvents } from '../../platform/events.ts'
import { type AlertNotice, notifyAlerts } from '../notify/index.ts'
import type { AlertDraft, Setting } from './alert-draft.ts'
import { whoIsLargest } from './largest.ts'
import { toldTogether } from './tell-together.ts'

export type NewsKind = 'opened' | 'worsened' | 'resolved' | 'escalated' | 'assigned' | 'repeat'

type Scene = { setting: Setting; from: Instant }

/**
 * What people hear of an evaluation: alerts that opened, worsened or ended after `from`. Watching a long past
 * for the first time fills the history, not the phones; what is over before anybody could look is not told at
 * all.
 */
export async function tellNews(ctx: WriteCtx, drafts: readonly AlertDraft[], scene: Scene): Promise<void> {
  const news = drafts.flatMap((draft) => {
    const kind = newsOf(draft, scene.from)
    return kind === null ? [] : [{ draft, kind }]
  })
  if (news.length === 0) return
  // Of what is held back nobody hears that it began or grew; its release tells it.
  const heard = news.filter(({ draft, kind }) => draft.inhibitedSince === null || kind === 'resolved')
  const opened = news.filter(({ kind }) => kind === 'opened').map(({ draft }) => draft)
  await createTasks(
    ctx,
    opened.filter(({ inhibitedSince }) => inhibitedSince === null),
    scene.setting,
  )
  await recordEvents(
    ctx,
    opened
      .filter((draft) => draft.rule.mode === 'on')
      .map((draft) => ({
        kind: 'alert.opened',
        subject: { kind: 'alert', id: draft.id },
        customerId: draft.subject.customerId,
        summary: { rule: draft.rule.code, severity: draft.rule.severity, moneyFen: Number(draft.moneyFen) },
      })),
  )
  const about = ({ rule, explanation: { headline } }: AlertDraft) => ({ kind: rule.subject, headline })
  const named = await whoIsLargest(
    ctx,
    heard.map(({ draft }) => about(draft)),
  )
  const told = heard.map(({ draft, kind }) => {
    const { content, ...notice } = noticeOf(draft, kind, scene.setting)
    const { zh } = named(about(draft), { zh: content.reason, en: '' })
    return { ...notice, content: { ...content, reason: zh } }
  })
  await notifyAlerts(ctx, await toldTogether(ctx, told, { opened, setting: scene.setting }))
}

function newsOf(draft: AlertDraft, from: Instant): NewsKind | null {
  // Being held back happens now, whenever the alert opened; what happened to the figure decides.
  const last = draft.steps.findLast(({ kind }) => kind !== 'inhibited')
  if (!last || last.at <= from || draft.wasSettled) return null
  if (isSettled(draft.status)) return draft.isNew || draft.status === 'superseded' ? null : 'resolved'
  if (draft.isNew) return 'opened'
  return draft.steps.some(({ kind }) => kind === 'worsened') ? 'worsened' : null
}

/** The notice of one alert: who, how much, why and what next, readable without opening anything (C123). */
export function noticeOf(draft: AlertDraft, kind: NewsKind, { staff, tick }: Setting): AlertNotice {
  const { rule, subject, explanation } = draft
  const { headline } = explanation
  const reason = headline ? findingSentence(rule.subject, headline) : rule.title
  const nextStep = rule.playbook[0]?.title ?? firstStep(rule.subject)
  const cause =
    kind === 'worsened'
      ? `worsened:${explanation.level}`
      : kind === 'escalated'
        ? `escalated:${draft.escalationLevel}`
        : kind === 'repeat'
          ? `repeat:${tick}`
          : kind
  return {
    alertId: draft.id,
    cause: kind === 'assigned' ? `assigned:${draft.responsibleId}` : cause,
    content: {
      kind,
      severity: rule.severity,
      rule: rule.title.zh,
      customer: subject.customerName,
      subject: rule.subject === 'customer' ? null : subject.label,
      amountFen: draft.atRiskFen > 0n ? draft.atRiskFen : null,
      reason: reason.zh,
      nextStep: nextStep.zh,
      english: { rule: rule.title.en, reason: reason.en, nextStep: nextStep.en },
      responsible: staff.names.get(draft.responsibleId) ?? '',
      dueAt: draft.deadlineAt,
      url: `/alerts/${draft.id}`,
    },
    customerId: subject.customerId,
    responsibleId: draft.responsibleId,
    people: [...new Set([draft.responsibleId, ...explanation.informed])],
    alert: {
      severity: rule.severity,
      level: explanation.level,
      escalationStep: draft.escalationLevel,
      acknowledged: draft.status === 'acknowledged' || draft.status === 'in_progress',
      resolved: isSettled(draft.status),
      trial: rule.mode !== 'on',
      ...(rule.digestOnly ? { digestOnly: true } : {}),
      silencedUntil: draft.silencedUntil,
      repeatEveryMs: null,
      resumedAt: kind === 'repeat' ? tick : null,
    },
  }
}

/**
 * The playbook becomes tasks with people and working-time deadlines (C127); a rule on trial gives nobody
 * work.
 */
export async function createTasks(
  ctx: WriteCtx,
  drafts: readonly AlertDraft[],
  { staff, calendar, tick }: Setting,
): Promise<void> {
  const rows = drafts.flatMap((draft) =>
    draft.rule.mode !== 'on'
      ? []
      : draft.rule.playbook.map((todo) => ({
          org_id: ctx.orgId,
          id: newId(ctx.now),
          alert_id: draft.id,
          customer_id: draft.subject.customerId,
          title: todo.title.zh,
          responsible_id: assign(staff.directory, todo.to, draft.subject, tick).userId,
          due_at: at(addWorkingMinutes(calendar, draft.releasedAt ?? draft.openedAt, todo.dueWorkingMinutes)),
          recorded_at: at(ctx.tick),
        })),
  )
  if (rows.length > 0) await ctx.db.insertInto('task').values(rows).execute()
}

/** The steps that were taken away at a hold are to be done after all, with their whole time again. */
export async function renewTasks(
  ctx: WriteCtx,
  { draft, setting, heldSince }: { draft: AlertDraft; setting: Setting; heldSince: Instant },
): Promise<void> {
  const { calendar, staff, tick } = setting
  const taken = await ctx.db
    .selectFrom('task')
    .select(['title', 'responsible_id', 'due_at', 'recorded_at'])
    .where('org_id', '=', ctx.orgId)
    .where('alert_id', '=', draft.id)
    .where('cancelled_at', '=', at(heldSince))
    .orderBy('id')
    .execute()
  if (taken.length === 0) return
  const rows = taken.map((task) => {
    const minutes =
      draft.rule.playbook.find(({ title }) => title.zh === task.title)?.dueWorkingMinutes ??
      workingMinutesBetween(calendar, task.recorded_at, task.due_at)
    return {
      org_id: ctx.orgId,
      id: newId(ctx.now),
      alert_id: draft.id,
      customer_id: draft.subject.customerId,
      title: task.title,
      responsible_id: isPresent(staff.directory, task.responsible_id, tick)
        ? task.responsible_id
        : draft.responsibleId,
      due_at: at(addWorkingMinutes(calendar, tick, minutes)),
      recorded_at: at(tick),
    }
  })
  await ctx.db.insertInto('task').values(rows).execute()
}

/** Steps of a playbook that nobody is to do now; what was done stays. */
export async function cancelTasks(ctx: WriteCtx, alertId: string): Promise<void> {
  await ctx.db
    .updateTable('task')
    .set((eb) => ({ cancelled_at: at(ctx.tick), version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('alert_id', '=', alertId)
    .where('state', '=', 'open')
    .execute()
}
