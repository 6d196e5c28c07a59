import { sql } from 'kysely'
import { Client } from 'pg'
import { DAY_MS, dayOf, type Instant, minuteOfDay } from '../core/calendar.ts'
import { BRIEF_MINUTE } from '../core/notify/brief.ts'
import { scheduleBackups } from './backups.ts'
import { EFFECTS } from './doors.ts'
import type { Installation } from './installation.ts'
import { tendApprovals } from './modules/approvals/index.ts'
import { createRunner, keepRecord, recordsDue, writeMisses } from './modules/backtest/index.ts'
import { readMonth } from './modules/brief/index.ts'
import { writeCheckup } from './modules/checkup/index.ts'
import { rateDue, ratingDue } from './modules/credit/index.ts'
import { recycleCustomers, recyclingDue } from './modules/customers/index.ts'
import { runImport } from './modules/imports/index.ts'
import { createDispatcher, createPorts, ensureHouseMail, sendBriefs } from './modules/notify/index.ts'
import { reviewDue, reviewRules } from './modules/reviews/index.ts'
import { tendTasks } from './modules/tasks/index.ts'
import { evaluateOrg, tendAlerts } from './modules/watch/index.ts'
import { createPulseKeeper, type PulseKeeper } from './modules/watchdog/index.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { type ReadCtx, read, type WriteCtx, write } from './platform/context.ts'
import { at, type Db } from './platform/db.ts'
import { type Handlers, startWorker } from './platform/jobs.ts'
import type { Logger } from './platform/log.ts'
import { count, gauge } from './platform/metrics.ts'

/** Rows say what is to do; this is how often they are looked at when no wake-up came (decision 0002). */
const LOOK_EVERY_MS = 2_000
const RECONNECT_MS = 1_000
const KEEP_KEYS_MS = DAY_MS

/**
 * The background half: evaluates what facts and time have made due, sends what waits, writes the morning
 * brief, runs imports. Any number of workers may run; rows are claimed. Returns how to stop.
 */
export async function startWork(
  installation: Installation,
  config: Config,
  log: Logger,
  clock: Clock,
): Promise<() => Promise<void>> {
  const { db, key } = installation
  const { allowPrivate, smtpUrl } = config
  const portsOf = createPorts({ db, key, clock, allowPrivate, smtpUrl })
  const dispatcher = createDispatcher({ db, key, clock, log, portsOf, publicUrl: config.publicUrl })
  const backups = scheduleBackups(installation, config, { log, clock })
  const seen = new Set<string>()
  let stopped = false
  let current: Promise<void> | null = null
  let asked = false

  const backtests = createRunner({ db, clock, log })
  const pulse = createPulseKeeper({ db, key, clock, log })

  const look = (): Promise<void> => {
    if (current) {
      asked = true
      return current
    }
    backups.check()
    current = lookAround({
      installation,
      config,
      log,
      clock,
      poke: dispatcher.poke,
      seen,
      isStopped: () => stopped,
      backtest: backtests.poke,
      pulse,
    }).finally(() => {
      current = null
      if (asked && !stopped) {
        asked = false
        void look()
      }
    })
    return current
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  const stopListening = listen(installation, log, () => void look())
  const worker = await startWorker(installation.pool, jobsOf({ db, clock, log }, config), log)
  void look()
  return async () => {
    stopped = true
    clearInterval(timer)
    await stopListening()
    await worker.stop()
    await current
    await dispatcher.stop()
    await backtests.stop()
    await backups.stop()
  }
}

/** Work that comes as a job of its own and not as something that has become due. */
function jobsOf(parts: { db: Db; clock: Clock; log: Logger }, { dataDir }: Config): Handlers {
  return {
    'import.run': (data) => runImport({ ...parts, dataDir }, data),
    'checkup.make': async (data) => {
      await writeCheckup(parts, data)
    },
    'misses.make': async (data) => {
      await writeMisses(parts, data)
    },
  }
}

type Around = {
  installation: Installation
  config: Config
  log: Logger
  clock: Clock
  poke: (orgId: string) => void
  /** organisations this process has looked at before */
  seen: Set<string>
  isStopped: () => boolean
  backtest: (orgId: string) => void
  pulse: PulseKeeper
}

/** One look at every organisation; a failing one does not keep the others waiting. */
async function lookAround({
  installation,
  config,
  log,
  clock,
  poke,
  seen,
  isStopped,
  backtest,
  pulse,
}: Around): Promise<void> {
  const { db, key } = installation
  const { smtpUrl } = config
  const orgs = await db
    .selectFrom('org')
    .select('id')
    .execute()
    .catch(() => [])
  for (const { id: orgId } of orgs) {
    try {
      const who = { orgId, now: clock.now() }
      if (!seen.has(orgId) && smtpUrl !== null)
        await write(db, who, (ctx) => ensureHouseMail(ctx, key, smtpUrl))
      seen.add(orgId)
      const due = await read(db, who, (ctx) => findDue(ctx))
      if (due.evaluation) {
        const done = await evaluateOrg(db, who, isStopped)
        count('bellwether_evaluations_total')
        count('bellwether_evaluated_subjects_total', {}, done.subjects)
        gauge('bellwether_last_evaluation_seconds', {}, Math.round(clock.now() / 1000))
      }
      if (due.rating) await rateDue(db, who, isStopped)
      if (due.alerts) await write(db, who, (ctx) => tendAlerts(ctx))
      if (due.approvals) await write(db, who, (ctx) => tendApprovals(ctx, EFFECTS))
      if (due.tasks) await write(db, who, (ctx) => tendTasks(ctx))
      if (due.brief) await write(db, who, (ctx) => sendBriefs(ctx, config.publicUrl, readMonth))
      if (due.recycling) await write(db, who, (ctx) => recycleCustomers(ctx))
      if (due.sweep) await write(db, who, (ctx) => sweepOld(ctx))
      if (due.review) await write(db, who, (ctx) => reviewRules(ctx))
      if (due.records) await write(db, who, (ctx) => keepRecord(ctx))
      if (due.backtest || due.records) backtest(orgId)
      poke(orgId)
      await pulse.note(orgId)
    } catch (error) {
      count('bellwether_worker_errors_total')
      log.error({ orgId, err: (error as Error).message }, 'background work failed; it is tried again')
    }
  }
}

type Due = {
  evaluation: boolean
  rating: boolean
  alerts: boolean
  approvals: boolean
  tasks: boolean
  brief: boolean
  recycling: boolean
  sweep: boolean
  records: boolean
  backtest: boolean
  review: boolean
}

/**
 * What time or facts have made due, by index probes only: an idle organisation costs one small query. An
 * absence begins at midnight whether or not anything else happens then; it is asked for once a minute.
 */
async function findDue(ctx: ReadCtx): Promise<Due> {
  const now = at(ctx.now)
  const isAbsent = isOncePerMinute(ctx.now)
    ? sql`exists (select 1 from absence b where b.org_id = ${ctx.orgId} and b.voided_at is null
        and ${dayOf(ctx.now)} between b.from_day and b.to_day and exists (
          select 1 from alert a where a.org_id = b.org_id and a.responsible_id = b.user_id and a.resolved_at is null))`
    : sql`false`
  const { rows } = await sql<Due>`
    select
      exists (select 1 from watch_dirty where org_id = ${ctx.orgId})
        or exists (select 1 from watch_state where org_id = ${ctx.orgId} and wake_at <= ${now})
        or not exists (select 1 from watch_cursor where org_id = ${ctx.orgId}) as evaluation,
      ${ratingDue(ctx)} as rating,
      exists (select 1 from alert where org_id = ${ctx.orgId} and resolved_at is null
        and (escalate_at <= ${now} or silenced_until <= ${now})) or ${isAbsent} as alerts,
      exists (select 1 from approval_case where org_id = ${ctx.orgId} and wake_at <= ${now}) as approvals,
      exists (select 1 from task where org_id = ${ctx.orgId} and wake_at <= ${now}) as tasks,
      false as brief,
      ${recyclingDue(ctx)} as recycling,
      exists (select 1 from idempotency_key where org_id = ${ctx.orgId} and created_at < ${at(ctx.now - KEEP_KEYS_MS)}) as sweep,
      ${reviewDue(ctx)} as review,
      ${recordsDue(ctx)} as records,
      exists (select 1 from backtest where org_id = ${ctx.orgId} and state in ('queued', 'running')) as backtest
  `.execute(ctx.db)
  return { ...rows[0]!, brief: isBriefTime(ctx.now) }
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

/** Hears wake-ups on a connection of its own and comes back when it is lost. Returns how to stop. */
function listen(installation: Installation, log: Logger, wake: () => void): () => Promise<void> {
  let client: Client | null = null
  let stopped = false
  const connect = async (): Promise<void> => {
    if (stopped) return
    const fresh = new Client(installation.connection)
    client = fresh
    const again = () => {
      if (client !== fresh || stopped) return
      client = null
      setTimeout(() => void connect(), RECONNECT_MS).unref()
    }
    fresh.on('error', again)
    fresh.on('end', again)
    fresh.on('notification', wake)
    try {
      await fresh.connect()
      await fresh.query('listen bellwether_wake')
      wake()
    } catch (error) {
      log.warn({ err: (error as Error).message }, 'listening for wake-ups failed; trying again')
      again()
    }
  }
  void connect()
  return async () => {
    stopped = true
    await client?.end().catch(() => {})
  }
}
