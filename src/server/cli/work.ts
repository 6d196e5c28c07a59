import { openInstallation } from '../installation.ts'
import { systemClock } from '../platform/clock.ts'
import { readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { startWork } from '../worker.ts'
import { untilStopped } from './until-stopped.ts'

/** `bw work`: the worker alone. */
export async function run(): Promise<number> {
  const config = readConfig()
  const log = createLog()
  const installation = await openInstallation(config, log)
  try {
    const stop = await startWork(installation, config, log, systemClock)
    await untilStopped()
    await stop()
  } finally {
    await installation.close()
  }
  return 0
}
