import { Client } from 'pg'
import { scheduleBackups } from './backups.ts'
import { doChores, LOOK_EVERY_MS } from './chores.ts'
import type { Installation } from './installation.ts'
import { createRunner, writeMisses } from './modules/backtest/index.ts'
import { writeCheckup } from './modules/checkup/index.ts'
import { runImport } from './modules/imports/index.ts'
import { createDispatcher, createPorts, ensureHouseMail } from './modules/notify/index.ts'
import { createPulseKeeper, type PulseKeeper } from './modules/watchdog/index.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { write } from './platform/context.ts'
import type { Db } from './platform/db.ts'
import { type Handlers, startWorker } from './platform/jobs.ts'
import type { Logger } from './platform/log.ts'
import { count } from './platform/metrics.ts'

const RECONNECT_MS = 1_000

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
async function lookAround({ installation, config, seen, poke, pulse, ...parts }: Around): Promise<void> {
  const { db, key } = installation
  const { smtpUrl, publicUrl } = config
  const { log, clock } = parts
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
      const isWell = await doChores({ db, who, publicUrl, ...parts })
      poke(orgId)
      if (isWell) await pulse.note(orgId)
    } catch (error) {
      count('bellwether_worker_errors_total')
      log.error({ orgId, err: (error as Error).message }, 'background work failed; it is tried again')
    }
  }
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
