import { Worker } from 'node:worker_threads'
import type { Instant } from '../core/calendar.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import type { Connection } from './platform/db.ts'
import type { Logger } from './platform/log.ts'
import { count } from './platform/metrics.ts'

/** What the thread is given, and the two things it is told. */
export type UpkeepInput = { connection: Connection; config: Pick<Config, 'dataDir'> }
export type UpkeepOrder = 'look' | 'stop'

/** After each look at an organisation, and after each round through all of them. */
export type UpkeepNews = { kind: 'looked'; orgId: string; isWell: boolean } | { kind: 'round' }

export type Upkeep = {
  look: () => void
  /** false: something failed at the last look, the thread died since, or said nothing for an hour */
  isWell: (orgId: string) => boolean
  stop: () => Promise<void>
}

const SILENT_MS = 3_600_000
const AGAIN_MS = 1_000
/** One that dies again and again is tried less and less often. */
const AGAIN_MOST_MS = 60_000
const STOP_MS = 15_000

/**
 * Upkeep, imports and backtests in a thread of their own: a first rating or a year's proof of a rule thinks
 * for minutes, and neither a page nor a warning may wait for it. A thread that dies is started anew; what it
 * did is rows in the database, so nothing is lost with it.
 */
export function startUpkeep(
  input: UpkeepInput,
  { log, clock, onLooked }: { log: Logger; clock: Clock; onLooked: (orgId: string) => void },
  open: (input: UpkeepInput) => Worker = openThread,
): Upkeep {
  const failed = new Set<string>()
  let heard: Instant = clock.now()
  let isUp = true
  let again = AGAIN_MS
  let stopped = false
  let thread: Worker

  const hear = (news: UpkeepNews): void => {
    heard = clock.now()
    if (news.kind === 'round') {
      isUp = true
      again = AGAIN_MS
      return
    }
    if (news.isWell) failed.delete(news.orgId)
    else {
      failed.add(news.orgId)
      count('bellwether_worker_errors_total')
    }
    onLooked(news.orgId)
  }
  const begin = (): void => {
    if (stopped) return
    thread = open(input)
    thread.on('message', hear)
    thread.on('error', (error) => log.error({ err: error.message }, 'the upkeep thread failed'))
    thread.on('exit', () => {
      isUp = false
      if (stopped) return
      setTimeout(begin, again).unref()
      again = Math.min(again * 2, AGAIN_MOST_MS)
    })
  }
  begin()
  const tell = (order: UpkeepOrder): void => thread.postMessage(order)
  return {
    look: () => tell('look'),
    isWell: (orgId) => isUp && !failed.has(orgId) && clock.now() - heard < SILENT_MS,
    stop: async () => {
      stopped = true
      if (thread.threadId === -1) return
      const gone = new Promise((done) => thread.once('exit', done))
      tell('stop')
      const timer = setTimeout(() => void thread.terminate(), STOP_MS)
      await gone
      clearTimeout(timer)
    },
  }
}

export function openThread(input: UpkeepInput): Worker {
  return new Worker(new URL('./upkeep-thread.ts', import.meta.url), { workerData: input, execArgv: [] })
}
