import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { FRIENDLY_RULES, inhibitedBy } from '../../../core/dunning/inhibit.ts'
import { isSettled } from '../../../core/watch/alert.ts'
import { deadlineOf } from '../../../core/watch/escalate.ts'
import type { HoldReason } from '../../../core/watch/quiet.ts'
import { metricsOf } from '../../../core/watch/rule.ts'
import { CANARY_RULE } from '../../../core/watch/vital-signs.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, atOrNull } from '../../platform/db.ts'
import { loadCalendar, loadStaff } from '../identity/index.ts'
import { type AlertNotice, notifyAlerts } from '../notify/index.ts'
import { inhibitionRows, inhibitionsOf } from '../receivables/index.ts'
import type { AlertDraft, Setting } from './alert-draft.ts'
import { cancelTasks, createTasks, noticeOf, renewTasks } from './news.ts'
import { addStep, loadDrafts, nextLookAt, updateAlert } from './open-drafts.ts'
import { changedByQuiet, type Quiet, quietAt, quietDue, tellEnded } from './quiet-periods.ts'

/** Why an alert is held back now: a reason of its customer before a quiet period. */
type Held = { reason: HoldReason; quietId: string | null }

/**
 * Alerts that ask for a friendly word to somebody who gets none, or that a quiet period keeps, are born held
 * back: they stand on the page, nobody is told and nothing climbs until `tendInhibited` releases them. Asked
 * before the drafts are saved.
 */
export async function holdBackNew(ctx: ReadCtx, drafts: readonly AlertDraft[], tick: number): Promise<void> {
  const fresh = drafts.filter(({ isNew, rule, status }) => isNew && rule.mode === 'on' && !isSettled(status))
  if (fresh.length === 0) return
  const heldBy = await holdersAt(ctx, fresh, tick)
  for (const draft of fresh) {
    const held = heldBy(draft)
    if (!held) continue
    const { reason, quietId } = held
    Object.assign(draft, { inhibitedSince: tick, inhibitedBy: reason, quietId, escalateAt: null })
    draft.steps.push({ kind: 'inhibited', at: tick, detail: { reason } })
  }
}

async function holdersAt(
  ctx: ReadCtx,
  drafts: readonly AlertDraft[],
  tick: number,
): Promise<(draft: AlertDraft) => Held | null> {
  const reasonsOf = await inhibitionsOf(ctx, customersOf(drafts.filter(({ rule }) => isFriendly(rule))))
  const quiet = await quietAt(ctx, tick)
  return (draft) => {
    const { rule, subject } = draft
    const reason = isFriendly(rule) ? inhibitedBy({ rule: rule.code }, reasonsOf(subject.customerId)) : null
    if (reason) return { reason, quietId: draft.quietId }
    // The signal that shows that warnings arrive must arrive, and what somebody works on goes on.
    const period = rule.code === CANARY_RULE || draft.status !== 'open' ? null : periodOf(quiet, draft)
    return period === null ? null : { reason: 'inhibited_quiet', quietId: period }
  }
}

function periodOf(quiet: Quiet, { rule, subject, responsibleId }: AlertDraft): string | null {
  const metrics = metricsOf(rule)
  const facts = { customerId: subject.customerId, responsibleId, severity: rule.severity, metrics }
  return quiet(facts)?.id ?? null
}

/**
 * Whether an open alert is held back and should not be, is not and should be, or is for a reason that has
 * ended. Written for the index of open alerts about instalments; asked once a minute.
 */
export function inhibitionDue(ctx: ReadCtx): RawBuilder<boolean> {
  return sql<boolean>`(${quietDue(ctx)} or exists (select 1 from alert a
    where a.org_id = ${ctx.orgId} and a.resolved_at is null and ${hasChanged(ctx)}))`
}

/**
 * Which of these open alerts a reason holds back that has not been written to them yet: between a reason and
 * the minute's look at it nothing may leave.
 */
export async function aboutToBeHeld(ctx: ReadCtx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select a.id from alert a where a.org_id = ${ctx.orgId} and a.id = any(${[...ids]}::uuid[])
      and a.resolved_at is null and a.inhibited_by is null and ${hasChanged(ctx)}`.execute(ctx.db)
  const held = [...ids].filter((id) => !rows.some((row) => row.id === id))
  return new Set([...rows.map(({ id }) => id), ...(await aboutToBeQuiet(ctx, held))])
}

async function aboutToBeQuiet(ctx: ReadCtx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const changed = await changedByQuiet(ctx, ctx.now, ids)
  const { rows } = await sql<{ id: string }>`select id from alert
    where org_id = ${ctx.orgId} and id = any(${changed}::uuid[]) and inhibited_by is null`.execute(ctx.db)
  return rows.map(({ id }) => id)
}

/** The reasons are worked out once and not for each alert. */
function hasChanged(ctx: ReadCtx): RawBuilder<boolean> {
  const reasons = inhibitionRows(ctx)
  return sql<boolean>`a.subject_kind = 'instalment' and a.mode = 'on' and a.rule_code = any(${[...FRIENDLY_RULES]})
    and case when a.inhibited_by is null or a.inhibited_by = 'inhibited_quiet' then a.customer_id in (select x.customer_id from ${reasons} x)
      else (a.customer_id, a.inhibited_by) not in (select x.customer_id, x.reason from ${reasons} x) end`
}

/** Holds back and releases what the reasons of today ask for; a second look finds nothing. */
export async function tendInhibited(ctx: WriteCtx): Promise<{ held: number; released: number }> {
  const setting: Setting = {
    staff: await loadStaff(ctx),
    calendar: await loadCalendar(ctx),
    tick: ctx.tick,
    newId,
  }
  const quiet = await changedByQuiet(ctx, ctx.now)
  const drafts = await loadDrafts(ctx, sql`(a.id = any(${quiet}::uuid[]) or (${hasChanged(ctx)}))`)
  const heldBy = await holdersAt(ctx, drafts, ctx.now)
  const news: AlertNotice[] = []
  const done = { held: 0, released: 0 }
  for (const draft of drafts) {
    const held = heldBy(draft)
    if (held) {
      await hold(ctx, draft, held)
      done.held += 1
    } else if (draft.inhibitedSince !== null) {
      news.push(noticeOf(draft, await release(ctx, draft, setting), setting))
      done.released += 1
    }
  }
  await notifyAlerts(ctx, news)
  await tellEnded(ctx)
  return done
}

async function hold(ctx: WriteCtx, draft: AlertDraft, { reason, quietId }: Held): Promise<void> {
  await updateAlert(ctx, draft, {
    inhibited_since: at(draft.inhibitedSince ?? ctx.tick),
    inhibited_by: reason,
    quiet_id: quietId,
    escalate_at: null,
  })
  await addStep(ctx, draft, 'inhibited', { reason })
  // Nobody is left with a task to send what must not be sent; the release gives out anew what is taken here.
  if (draft.inhibitedSince === null) await cancelTasks(ctx, draft.id)
}

/**
 * Whoever answers for it has the whole time again from the release on. What was held back from its birth is
 * begun now; what had been told goes on where it was: only the steps taken away at the hold are given anew.
 */
async function release(ctx: WriteCtx, draft: AlertDraft, setting: Setting): Promise<'opened' | 'repeat'> {
  const heldSince = draft.inhibitedSince ?? ctx.tick
  const isBegun = await wasTold(ctx, draft, heldSince)
  Object.assign(draft, { inhibitedSince: null, inhibitedBy: null, releasedAt: ctx.tick })
  draft.deadlineAt = deadlineOf(draft.rule, ctx.tick, setting.calendar)
  draft.escalateAt = nextLookAt(draft, setting.calendar, ctx.tick)
  await updateAlert(ctx, draft, {
    inhibited_since: null,
    inhibited_by: null,
    released_at: at(ctx.tick),
    deadline_at: at(draft.deadlineAt),
    escalate_at: atOrNull(draft.escalateAt),
  })
  await addStep(ctx, draft, 'released', {})
  await (isBegun ? renewTasks(ctx, { draft, setting, heldSince }) : createTasks(ctx, [draft], setting))
  return isBegun ? 'repeat' : 'opened'
}

/** Whether anything came before the present hold: at birth the hold is written with the first steps. */
async function wasTold(ctx: ReadCtx, { id }: AlertDraft, heldSince: Instant): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('alert_step')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('alert_id', '=', id)
    .where('recorded_at', '<', at(heldSince))
    .executeTakeFirst()
  return row !== undefined
}

function isFriendly({ code, mode }: AlertDraft['rule']): boolean {
  return mode === 'on' && FRIENDLY_RULES.includes(code)
}

function customersOf(drafts: readonly AlertDraft[]): string[] {
  return drafts.flatMap(({ subject }) => subject.customerId ?? [])
}
