import { type RawBuilder, sql } from 'kysely'
import { DAY_MS, dayOf, type Instant, minuteOfDay } from '../core/calendar.ts'
import { BRIEF_MINUTE } from '../core/notify/brief.ts'
import { EFFECTS } from './doors.ts'
import { askFlowReviews, flowReviewDue, tendApprovals } from './modules/approvals/index.ts'
import { keepRecords, missesDue, recordsDue, tellMisses } from './modules/backtest/index.ts'
import { findingsDue, readMonth, tellFindings } from './modules/brief/index.ts'
import { cashDue, drawDaily } from './modules/cash/index.ts'
import { askTemplateReviews, templateReviewDue } from './modules/contracts/index.ts'
import { rateDue, ratingDue } from './modules/credit/index.ts'
import { mailsEnded, settleMails } from './modules/customer-mail/index.ts'
import { recycleCustomers, recyclingDue } from './modules/customers/index.ts'
import { checkDataDue, qualityDue } from './modules/data-quality/index.ts'
import { takeBackSteps } from './modules/dunning/index.ts'
import { checkHandovers, handoverCheckDue } from './modules/handover/index.ts'
import { lateDue, tellLate } from './modules/indicators/index.ts'
import { tendReadings } from './modules/knowledge/index.ts'
import { sendBriefs } from './modules/notify/index.ts'
import { beginOnboarding, finishWalks, onboardingDue, walksOpen } from './modules/onboarding/index.ts'
import { queueRefreshes, refreshDue } from './modules/register/index.ts'
import { reviewDue, reviewRules } from './modules/reviews/index.ts'
import { tendTasks } from './modules/tasks/index.ts'
import {
  backupsDue,
  bringNewRules,
  calibrateMonthly,
  calibrationDue,
  evaluateOrg,
  inhibitionDue,
  moneyDue,
  packDue,
  refreshAllMoney,
  tellBackups,
  tendAlerts,
  tendInhibited,
} from './modules/watch/index.ts'
import { type ReadCtx, read, type WriteCtx, write } from './platform/context.ts'
import { at, type Db } from './platform/db.ts'
import type { Logger } from './platform/log.ts'
import { count, gauge } from './platform/metrics.ts'

/** What the worker has at hand while it looks at one organisation. */
export type Scene = {
  db: Db
  who: { orgId: string; now: Instant }
  log: Logger
  isStopped: () => boolean
}

/** Something that time or facts make due: how that is seen, by index probes only, and what is done then. */
export type Chore = {
  name: string
  due: (ctx: ReadCtx) => RawBuilder<boolean>
  run: (scene: Scene) => Promise<unknown>
}

/** How often rows are looked at when no wake-up came (decision 0002). */
export const LOOK_EVERY_MS = 2_000
const KEEP_KEYS_MS = DAY_MS

/**
 * What warns people, in the order in which it is done: what is found is handed on before anybody is told of
 * it. Nothing here may take long, or looks at what is new meanwhile.
 */
export const WATCH: readonly Chore[] = [
  { name: 'evaluation', due: evaluationDue, run: evaluate },
  {
    name: 'money',
    due: moneyDue,
    run: (scene) => refreshAllMoney(scene.db, scene.who, scene.isStopped, () => evaluateIfDue(scene)),
  },
  {
    name: 'inhibition',
    due: (ctx) => (isOncePerMinute(ctx.now) ? inhibitionDue(ctx) : sql`false`),
    run: writing((ctx) => tendInhibited(ctx)),
  },
  { name: 'alerts', due: alertsDue, run: writing((ctx) => tendAlerts(ctx)) },
  {
    name: 'backups',
    due: (ctx) => (isOncePerMinute(ctx.now) ? backupsDue(ctx) : sql`false`),
    run: writing((ctx) => tellBackups(ctx)),
  },
  { name: 'approvals', due: wakes('approval_case'), run: writing((ctx) => tendApprovals(ctx, EFFECTS)) },
  {
    name: 'customer-mail',
    due: mailsEnded,
    // A reminder that did not arrive was not made: its stage is due again.
    run: writing(async (ctx) => takeBackSteps(ctx, await settleMails(ctx), 'mail_failed')),
  },
  { name: 'tasks', due: wakes('task'), run: writing((ctx) => tendTasks(ctx)) },
  { name: 'onboarding', due: onboardingDue, run: writing((ctx) => beginOnboarding(ctx)) },
  {
    name: 'onboarding-done',
    due: (ctx) => (isOncePerMinute(ctx.now) ? walksOpen(ctx) : sql`false`),
    run: ({ db, who }) => finishWalks(db, who),
  },
  { name: 'readings', due: wakes('article'), run: writing((ctx) => tendReadings(ctx)) },
  {
    name: 'brief',
    due: ({ now }) => sql`${isBriefTime(now)}::boolean`,
    run: writing((ctx) => sendBriefs(ctx, readMonth)),
  },
]

/** What may take its time: a first rating or a year's proof of a rule keeps no warning waiting. */
export const UPKEEP: readonly Chore[] = [
  {
    name: 'new-rules',
    due: (ctx) => (isOncePerMinute(ctx.now) ? packDue(ctx) : sql`false`),
    run: writing((ctx) => bringNewRules(ctx)),
  },
  {
    name: 'alert-budget',
    due: (ctx) => (isOncePerMinute(ctx.now) ? calibrationDue(ctx) : sql`false`),
    run: ({ db, who }) => calibrateMonthly(db, who),
  },
  { name: 'rating', due: ratingDue, run: ({ db, who, isStopped }) => rateDue(db, who, isStopped) },
  { name: 'cash', due: cashDue, run: ({ db, who }) => drawDaily(db, who) },
  {
    name: 'findings',
    due: (ctx) => (isOncePerMinute(ctx.now) ? findingsDue(ctx) : sql`false`),
    run: ({ db, who }) => tellFindings(db, who),
  },
  {
    name: 'misses',
    due: (ctx) => (isOncePerMinute(ctx.now) ? missesDue(ctx) : sql`false`),
    run: writing((ctx) => tellMisses(ctx)),
  },
  {
    name: 'indicators',
    due: (ctx) => (isOncePerMinute(ctx.now) ? lateDue(ctx) : sql`false`),
    run: writing((ctx) => tellLate(ctx)),
  },
  {
    name: 'register',
    due: (ctx) => (isOncePerMinute(ctx.now) ? refreshDue(ctx) : sql`false`),
    run: writing((ctx) => queueRefreshes(ctx)),
  },
  {
    name: 'template-review',
    due: (ctx) => (isOncePerMinute(ctx.now) ? templateReviewDue(ctx) : sql`false`),
    run: writing((ctx) => askTemplateReviews(ctx)),
  },
  {
    name: 'flow-review',
    due: (ctx) => (isOncePerMinute(ctx.now) ? flowReviewDue(ctx) : sql`false`),
    run: writing((ctx) => askFlowReviews(ctx)),
  },
  { name: 'handover-check', due: handoverCheckDue, run: writing((ctx) => checkHandovers(ctx)) },
  { name: 'recycling', due: recyclingDue, run: writing((ctx) => recycleCustomers(ctx)) },
  { name: 'data-quality', due: qualityDue, run: ({ db, who }) => checkDataDue(db, who) },
  {
    name: 'sweep',
    due: ({ orgId, now }) => sql`
      exists (select 1 from idempotency_key where org_id = ${orgId} and created_at < ${at(now - KEEP_KEYS_MS)})`,
    run: writing(sweepOld),
  },
  { name: 'review', due: reviewDue, run: writing((ctx) => reviewRules(ctx)) },
  { name: 'records', due: recordsDue, run: writing((ctx) => keepRecords(ctx)) },
]

/** Lets waiting backtests run beside the other upkeep. */
export function backtestsBy(poke: (orgId: string) => void): Chore {
  return {
    name: 'backtest',
    due: ({ orgId }) => sql`
      exists (select 1 from backtest where org_id = ${orgId} and state in ('queued', 'running'))`,
    run: async ({ who }) => poke(who.orgId),
  }
}

/**
 * Does for one organisation what has become due; an idle one costs a small query. What fails keeps none of
 * the others waiting and is due again at the next look. Answers whether all of it went well.
 */
export async function doChores(scene: Scene, chores: readonly Chore[]): Promise<boolean> {
  const { db, who, log } = scene
  const due = await read(db, who, async (ctx) => {
    const asked = chores.map((chore) => sql`(${chore.due(ctx)}) as ${sql.id(chore.name)}`)
    const { rows } = await sql<Record<string, boolean>>`select ${sql.join(asked)}`.execute(ctx.db)
    return rows[0]!
  })
  let isWell = true
  for (const { name, run } of chores) {
    if (!due[name]) continue
    try {
      await run(scene)
    } catch (error) {
      isWell = false
      count('bellwether_worker_errors_total')
      const { message } = error as Error
      log.error({ orgId: who.orgId, chore: name, err: message }, 'background work failed; it is tried again')
    }
  }
  return isWell
}

function evaluationDue({ orgId, now }: ReadCtx): RawBuilder<boolean> {
  return sql`
    exists (select 1 from watch_dirty where org_id = ${orgId})
    or exists (select 1 from watch_state where org_id = ${orgId} and wake_at <= ${at(now)})
    or not exists (select 1 from watch_cursor where org_id = ${orgId})`
}

async function evaluate({ db, who, isStopped }: Scene): Promise<void> {
  const done = await evaluateOrg(db, who, isStopped)
  count('bellwether_evaluations_total')
  count('bellwether_evaluated_subjects_total', {}, done.subjects)
  gauge('bellwether_last_evaluation_seconds', {}, Math.round(who.now / 1000))
}

async function evaluateIfDue(scene: Scene): Promise<void> {
  const isDue = await read(scene.db, scene.who, async (ctx) => {
    const { rows } = await sql<{ due: boolean }>`select (${evaluationDue(ctx)}) as due`.execute(ctx.db)
    return rows[0]!.due
  })
  if (isDue) await evaluate(scene)
}

function writing(act: (ctx: WriteCtx) => Promise<unknown>): Chore['run'] {
  return ({ db, who }) => write(db, who, act)
}

function wakes(table: string): Chore['due'] {
  return ({ orgId, now }) =>
    sql`exists (select 1 from ${sql.table(table)} where org_id = ${orgId} and wake_at <= ${at(now)})`
}

/** An absence begins at midnight whether or not anything else happens then; it is asked for once a minute. */
function alertsDue({ orgId, now }: ReadCtx): RawBuilder<boolean> {
  const isAbsent = isOncePerMinute(now)
    ? sql`exists (select 1 from absence b where b.org_id = ${orgId} and b.voided_at is null
        and ${dayOf(now)} between b.from_day and b.to_day and exists (
          select 1 from alert a where a.org_id = b.org_id and a.responsible_id = b.user_id and a.resolved_at is null))`
    : sql`false`
  return sql`exists (select 1 from alert where org_id = ${orgId} and resolved_at is null
    and ((escalate_at <= ${at(now)} and inhibited_since is null) or silenced_until <= ${at(now)})) or ${isAbsent}`
}

/**
 * Once a minute from 08:30 to noon; whether the day is a working day and the brief already sent is the
 * brief's to know.
 */
function isBriefTime(now: Instant): boolean {
  const minute = minuteOfDay(now)
  return minute >= BRIEF_MINUTE && minute < 12 * 60 && isOncePerMinute(now)
}

function isOncePerMinute(now: Instant): boolean {
  return now % 60_000 < LOOK_EVERY_MS * 2
}

/** Replies of POSTs are kept for a day, so that a late retry is answered and not repeated. */
async function sweepOld(ctx: WriteCtx): Promise<void> {
  await ctx.db
    .deleteFrom('idempotency_key')
    .where('org_id', '=', ctx.orgId)
    .where('created_at', '<', at(ctx.now - KEEP_KEYS_MS))
    .execute()
}
