import type { Instant } from '../../../core/calendar.ts'
import { CANARY_EVERY_MS } from '../../../core/watch/vital-signs.ts'
import type { Clock } from '../../platform/clock.ts'
import { read } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import { gauge } from '../../platform/metrics.ts'
import { hasSomebody, loadStaff } from '../identity/index.ts'
import { beat, keepFlight } from './beat.ts'
import { flyCanary } from './canary.ts'

/** A look is noted this often; a sign may be six times as old before it is a fault. */
const BEAT_EVERY_MS = 15_000

export type PulseKeeper = { note: (orgId: string) => Promise<void> }

/**
 * Called by the worker after each look at an organisation: notes that it looked, and lets a canary fly, one
 * for each organisation in turn, so that a hundred of them cost no more than one.
 */
export function createPulseKeeper(parts: { db: Db; key: Buffer; clock: Clock; log: Logger }): PulseKeeper {
  const { db, clock, log } = parts
  const beats = new Map<string, Instant>()
  const flights = new Map<string, Instant>()
  let lastFlight = Number.NEGATIVE_INFINITY
  const isDue = (last: Instant | undefined, every: number, now: Instant) =>
    last === undefined || now - last >= every || now < last

  const fly = async (orgId: string): Promise<void> => {
    const who = { orgId, now: clock.now() }
    lastFlight = who.now
    flights.set(orgId, who.now)
    if (!hasSomebody(await read(db, who, (ctx) => loadStaff(ctx)))) return
    const flight = await flyCanary(parts, who)
    await read(db, who, (ctx) => keepFlight(ctx, flight))
    gauge('bellwether_canary_ms', {}, flight.tookMs)
    if (flight.error !== null) log.error({ orgId, err: flight.error }, 'the canary did not arrive')
  }

  return {
    note: async (orgId) => {
      const now = clock.now()
      if (isDue(beats.get(orgId), BEAT_EVERY_MS, now)) {
        await read(db, { orgId, now }, beat)
        beats.set(orgId, now)
      }
      const turns = Math.max(1, beats.size)
      if (isDue(lastFlight, CANARY_EVERY_MS, now) && isDue(flights.get(orgId), CANARY_EVERY_MS * turns, now))
        await fly(orgId)
    },
  }
}
