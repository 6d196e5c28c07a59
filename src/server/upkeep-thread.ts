import { parentPort, workerData } from 'node:worker_threads'
import { backtestsBy, doChores, LOOK_EVERY_MS, UPKEEP } from './chores.ts'
import { createRunner, writeMisses } from './modules/backtest/index.ts'
import { writeCheckup } from './modules/checkup/index.ts'
import { runImport } from './modules/imports/index.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { type Db, openDb, openPool } from './platform/db.ts'
import { type Handlers, openJobs, startWorker } from './platform/jobs.ts'
import { createLog, type Logger } from './platform/log.ts'
import { eachOrg, inTurn } from './rounds.ts'
import type { UpkeepInput, UpkeepNews, UpkeepOrder } from './upkeep.ts'

const CONNECTIONS = 8

/** Runs until it is told to stop; everything is closed then, and the thread ends by itself. */
async function main(
  port: NonNullable<typeof parentPort>,
  { connection, config }: UpkeepInput,
): Promise<void> {
  const log = createLog()
  const clock = systemClock
  const pool = openPool(connection, CONNECTIONS)
  const db = openDb(pool)
  const closeJobs = await openJobs(pool)
  const backtests = createRunner({ db, clock, log })
  let stopped = false
  const isStopped = () => stopped
  const say = (news: UpkeepNews): void => port.postMessage(news)
  const chores = [...UPKEEP, backtestsBy(backtests.poke)]
  const upkeep = inTurn(async () => {
    await eachOrg({ db, log, clock }, async (who) => {
      const scene = { db, who, log, isStopped }
      say({ kind: 'looked', orgId: who.orgId, isWell: await doChores(scene, chores) })
    })
    say({ kind: 'round' })
  }, isStopped)
  const jobs = await startWorker(pool, jobsOf({ db, clock, log }, config), log)
  const timer = setInterval(upkeep.look, LOOK_EVERY_MS)
  const stop = async (): Promise<void> => {
    stopped = true
    clearInterval(timer)
    await jobs.stop()
    await upkeep.current()
    await backtests.stop()
    await closeJobs()
    await pool.end()
    port.close()
  }
  port.on('message', (order: UpkeepOrder) => {
    if (order === 'look') upkeep.look()
    else void stop()
  })
  upkeep.look()
}

/** Work that comes as a job of its own and not as something that has become due. */
function jobsOf(
  parts: { db: Db; clock: Clock; log: Logger },
  { dataDir }: Pick<Config, 'dataDir'>,
): Handlers {
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

if (parentPort) await main(parentPort, workerData as UpkeepInput)
