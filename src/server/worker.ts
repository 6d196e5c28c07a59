import { Client } from 'pg'
import { scheduleBackups } from './backups.ts'
import { doChores, LOOK_EVERY_MS, WATCH } from './chores.ts'
import type { Installation } from './installation.ts'
import { createDispatcher, createPorts, ensureHouseMail } from './modules/notify/index.ts'
import { createRegisterLoop } from './modules/register/index.ts'
import { createSigningLoop } from './modules/signing/index.ts'
import { aboutToBeHeld } from './modules/watch/index.ts'
import { createPulseKeeper } from './modules/watchdog/index.ts'
import { parseAllowList } from './platform/channels/address-guard.ts'
import { createHttpPort } from './platform/channels/http-port.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { write } from './platform/context.ts'
import type { Logger } from './platform/log.ts'
import { eachOrg, inTurn } from './rounds.ts'
import { startUpkeep } from './upkeep.ts'

const RECONNECT_MS = 1_000

/**
 * The background half: evaluates what facts and time have made due, sends what waits, writes the morning
 * brief; upkeep, imports and backtests go on beside it. Any number of workers may run; rows are claimed.
 * Returns how to stop.
 */
export async function startWork(
  installation: Installation,
  config: Config,
  log: Logger,
  clock: Clock,
): Promise<() => Promise<void>> {
  const { db, key, connection } = installation
  const { allowPrivate, smtpUrl, publicUrl, dataDir } = config
  const portsOf = createPorts({ db, key, clock, allowPrivate, smtpUrl })
  const dispatcher = createDispatcher({ db, key, clock, log, portsOf, publicUrl, heldBack: aboutToBeHeld })
  const http = createHttpPort(parseAllowList(allowPrivate))
  const signing = createSigningLoop({ db, key, clock, log, http })
  const register = createRegisterLoop({ db, key, clock, log, http })
  const backups = scheduleBackups(installation, config, { log, clock })
  const pulse = createPulseKeeper({ db, key, clock, log })
  const upkeep = startUpkeep({ connection, config: { dataDir } }, { log, clock, onLooked: dispatcher.poke })
  const mailed = new Set<string>()
  let stopped = false
  const isStopped = () => stopped

  const watch = inTurn(
    () =>
      eachOrg({ db, log, clock }, async (who) => {
        const { orgId } = who
        if (smtpUrl !== null && !mailed.has(orgId))
          await write(db, who, (ctx) => ensureHouseMail(ctx, key, smtpUrl))
        mailed.add(orgId)
        const isWell = await doChores({ db, who, log, isStopped }, WATCH)
        dispatcher.poke(orgId)
        signing.poke(orgId)
        register.poke(orgId)
        if (isWell && upkeep.isWell(orgId)) await pulse.note(orgId)
      }),
    isStopped,
  )
  const look = (): void => {
    backups.check()
    watch.look()
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  const stopListening = listen(installation, log, () => {
    look()
    upkeep.look()
  })
  look()
  return async () => {
    stopped = true
    clearInterval(timer)
    await stopListening()
    await Promise.all([watch.current(), upkeep.stop()])
    await dispatcher.stop()
    await signing.idle()
    await register.idle()
    await backups.stop()
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
