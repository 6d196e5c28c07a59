import { openInstallation } from '../installation.ts'
import { createApp } from '../main.ts'
import { startWatching } from '../modules/watchdog/index.ts'
import { systemClock } from '../platform/clock.ts'
import { readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { listen } from './listen.ts'
import { outsideCaller } from './outside-caller.ts'
import { untilStopped } from './until-stopped.ts'

/** `bw serve`: pages and API, any number of them against one PostgreSQL. */
export async function run(): Promise<number> {
  const config = readConfig()
  const log = createLog()
  const installation = await openInstallation(config, log)
  try {
    const watching = startWatching({
      db: installation.db,
      clock: systemClock,
      log,
      call: outsideCaller(config.watchdogUrl),
    })
    try {
      const app = await createApp(installation, config, log, { watch: watching.state })
      await listen(app, config)
      await untilStopped()
      await app.http.close()
    } finally {
      await watching.stop()
    }
  } finally {
    await installation.close()
  }
  return 0
}
