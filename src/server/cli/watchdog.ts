import { startWatching, watchOnce } from '../modules/watchdog/index.ts'
import { systemClock } from '../platform/clock.ts'
import { readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { readArguments } from './arguments.ts'
import { print, withInstallation } from './open.ts'
import { outsideCaller } from './outside-caller.ts'
import { untilStopped } from './until-stopped.ts'

/**
 * `bw watchdog`: reads the vital signs four times a minute from a process of its own, so that a program that
 * hangs, or whose event loop is blocked, is noticed as well. Exit 1 with `--once` when something is wrong.
 */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { flags: ['once'] })
  return withInstallation(async ({ installation }) => {
    const call = outsideCaller(readConfig().watchdogUrl)
    const parts = { db: installation.db, clock: systemClock, log: createLog(), call }
    if (args.flag('once')) {
      const state = await watchOnce(parts, new Set())
      print(args.flag('json'), state, () => (state.ok ? 'ok' : state.faults.join('\n') || 'unreadable'))
      return state.ok ? 0 : 1
    }
    const watching = startWatching(parts)
    await untilStopped()
    await watching.stop()
    return 0
  })
}
