import { dayOf, type Instant } from '../../../core/calendar.ts'
import type { FaultCode } from '../../../core/watch/vital-signs.ts'
import type { Clock } from '../../platform/clock.ts'
import { read } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import { gauge } from '../../platform/metrics.ts'
import { tellAdmins } from '../notify/index.ts'
import { findFaults, type OrgFaults } from './read-health.ts'

const EVERY_MS = 15_000

export type WatchState = { ok: boolean; at: number; faults: FaultCode[] }

type Parts = {
  db: Db
  clock: Clock
  log: Logger
  /** outside the house: told when something is wrong, and pinged while all is well */
  call: (state: WatchState) => Promise<void>
}

/**
 * Reads the vital signs four times a minute, beside the pages or in a process of its own (`bw watchdog`), but
 * never inside the worker, which is what it watches. What is new is logged and told to the administrators.
 */
export function startWatching(parts: Parts): { state: () => WatchState | null; stop: () => Promise<void> } {
  let state: WatchState | null = null
  let current: Promise<void> | null = null
  const told = new Set<string>()
  const since = parts.clock.now()
  const look = (): void => {
    current ??= watchOnce(parts, told, since)
      .then((next) => {
        state = next
      })
      .finally(() => {
        current = null
      })
  }
  const timer = setInterval(look, EVERY_MS)
  look()
  return {
    state: () => state,
    stop: async () => {
      clearInterval(timer)
      await current
    },
  }
}

/** One look; never rejects: a database that cannot be asked is a fault as well. */
export async function watchOnce(parts: Parts, told: Set<string>, since?: Instant): Promise<WatchState> {
  const { clock, log } = parts
  const at = clock.now()
  const found = await findFaults(parts, since).catch((error: Error) => {
    log.error({ err: error.message }, 'the vital signs cannot be read')
    return null
  })
  const codes = found ? [...new Set(found.flatMap(({ faults }) => faults.map(({ code }) => code)))] : []
  const state: WatchState = { ok: found !== null && codes.length === 0, at, faults: codes }
  gauge('bellwether_watch_faults', {}, found === null ? -1 : codes.length)
  for (const org of found ?? []) await tellFaults(parts, org, told)
  await parts.call(state).catch((error: Error) => log.warn({ err: error.message }, 'nobody outside answers'))
  return state
}

/** Once a day and fault; what the database does not take is in the log all the same. */
async function tellFaults({ db, clock, log }: Parts, { orgId, faults }: OrgFaults, told: Set<string>) {
  const now = clock.now()
  for (const { code, detail } of faults) {
    const cause = `fault:${code}:${detail && code === 'channel_off' ? detail : ''}:${dayOf(now)}`
    if (told.has(`${orgId} ${cause}`)) continue
    told.add(`${orgId} ${cause}`)
    log.error({ orgId, code, detail }, 'the watchdog found a fault')
    // Whoever switched the channel off has told them already.
    if (code === 'channel_off') continue
    await read(db, { orgId, now }, (ctx) =>
      tellAdmins(ctx, { about: 'fault', code, detail }, { cause, exceptChannelId: null }),
    ).catch((error: Error) => log.warn({ orgId, err: error.message }, 'the administrators were not told'))
  }
}
