import { type RawBuilder, sql } from 'kysely'
import { FRIENDLY_RULES, type Inhibition, inhibitedBy } from '../../../core/dunning/inhibit.ts'
import { isSettled } from '../../../core/watch/alert.ts'
import { deadlineOf } from '../../../core/watch/escalate.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, atOrNull } from '../../platform/db.ts'
import { loadCalendar, loadStaff } from '../identity/index.ts'
import { type AlertNotice, notifyAlerts } from '../notify/index.ts'
import { inhibitionRows, inhibitionsOf } from '../receivables/index.ts'
import type { AlertDraft, Setting } from './alert-draft.ts'
import { cancelTasks, createTasks, noticeOf } from './news.ts'
import { addStep, loadDrafts, nextRung, updateAlert } from './open-drafts.ts'

/**
 * Alerts that ask for a friendly word to somebody who gets none are born held back: they stand on the page,
 * nobody is told and nothing climbs until `tendInhibited` releases them. Asked before the drafts are saved.
 */
export async function holdBackNew(ctx: ReadCtx, drafts: readonly AlertDraft[], tick: number): Promise<void> {
  const fresh = drafts.filter(({ isNew, rule, status }) => isNew && isFriendly(rule) && !isSettled(status))
  const reasonsOf = await inhibitionsOf(ctx, customersOf(fresh))
  for (const draft of fresh) {
    const reason = inhibitedBy({ rule: draft.rule.code }, reasonsOf(draft.subject.customerId))
    if (!reason) continue
    Object.assign(draft, { inhibitedSince: tick, inhibitedBy: reason, escalateAt: null })
    draft.steps.push({ kind: 'inhibited', at: tick, detail: { reason } })
  }
}

/**
 * Whether an open alert is held back and should not be, is not and should be, or is for a reason that has
 * ended. Written for the index of open alerts about instalments; asked once a minute.
 */
export function inhibitionDue(ctx: ReadCtx): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from alert a where a.org_id = ${ctx.orgId} and a.resolved_at is null and ${hasChanged(ctx)})`
}

function hasChanged(ctx: ReadCtx): RawBuilder<boolean> {
  const reasons = sql`(select x.reason from ${inhibitionRows(ctx)} x where x.customer_id = a.customer_id)`
  return sql<boolean>`a.subject_kind = 'instalment' and a.mode = 'on' and a.rule_code = any(${[...FRIENDLY_RULES]})
    and case when a.inhibited_by is null then exists ${reasons} else a.inhibited_by not in ${reasons} end`
}

/** Holds back and releases what the reasons of today ask for; a second look finds nothing. */
export async function tendInhibited(ctx: WriteCtx): Promise<{ held: number; released: number }> {
  const setting: Setting = {
    staff: await loadStaff(ctx),
    calendar: await loadCalendar(ctx),
    tick: ctx.tick,
    newId,
  }
  const drafts = await loadDrafts(ctx, hasChanged(ctx))
  const reasonsOf = await inhibitionsOf(ctx, customersOf(drafts))
  const news: AlertNotice[] = []
  const done = { held: 0, released: 0 }
  for (const draft of drafts) {
    const reason = inhibitedBy({ rule: draft.rule.code }, reasonsOf(draft.subject.customerId))
    if (reason) {
      await hold(ctx, draft, reason)
      done.held += 1
    } else {
      await release(ctx, draft, setting)
      news.push({ ...noticeOf(draft, 'opened', setting), cause: `released:${ctx.tick}` })
      done.released += 1
    }
  }
  await notifyAlerts(ctx, news)
  return done
}

async function hold(ctx: WriteCtx, draft: AlertDraft, reason: Inhibition): Promise<void> {
  await updateAlert(ctx, draft, {
    inhibited_since: at(draft.inhibitedSince ?? ctx.tick),
    inhibited_by: reason,
    escalate_at: null,
  })
  await addStep(ctx, draft, 'inhibited', { reason })
  // Nobody is left with a task to send what must not be sent; the release gives it out anew.
  await cancelTasks(ctx, draft.id)
}

/** Whoever answers for it has the whole time again from the release on. */
async function release(ctx: WriteCtx, draft: AlertDraft, setting: Setting): Promise<void> {
  Object.assign(draft, { inhibitedSince: null, inhibitedBy: null, releasedAt: ctx.tick })
  draft.deadlineAt = deadlineOf(draft.rule, ctx.tick, setting.calendar)
  draft.escalateAt = nextRung(draft, setting.calendar)?.at ?? null
  await updateAlert(ctx, draft, {
    inhibited_since: null,
    inhibited_by: null,
    released_at: at(ctx.tick),
    deadline_at: at(draft.deadlineAt),
    escalate_at: atOrNull(draft.escalateAt),
  })
  await addStep(ctx, draft, 'released', {})
  await createTasks(ctx, [draft], setting)
}

function isFriendly({ code, mode }: AlertDraft['rule']): boolean {
  return mode === 'on' && FRIENDLY_RULES.includes(code)
}

function customersOf(drafts: readonly AlertDraft[]): string[] {
  return drafts.flatMap(({ subject }) => subject.customerId ?? [])
}
