import { setTimeout as delay } from 'node:timers/promises'
import type { Instant } from '../../../core/calendar.ts'
import { type Ports, send } from '../../platform/channels/send.ts'
import { type Clock, stopwatch } from '../../platform/clock.ts'
import { type ReadCtx, read } from '../../platform/context.ts'
import { at, type Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import { count } from '../../platform/metrics.ts'
import { claimNext } from './claim.ts'
import type { HeldBack } from './gate.ts'
import { settle } from './settle.ts'

/**
 * Sends what waits. `poke` returns at once; each channel has a loop of its own, so a slow one delays
 * nobody.
 */
export type Dispatcher = {
  poke: (orgId: string) => void
  /** Resolves when nothing is being sent. */
  idle: () => Promise<void>
  stop: () => Promise<void>
}

export type DispatcherParts = {
  db: Db
  key: Buffer
  clock: Clock
  log: Logger
  portsOf: (orgId: string) => Ports
  publicUrl: string | null
  heldBack: HeldBack
}

/** Between two looks at most this long, whatever the rows say: a clock may have been moved. */
const LONGEST_SLEEP_MS = 60_000
const SHORTEST_SLEEP_MS = 100
const AFTER_ERROR_MS = 5_000

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const running = new Map<string, Promise<void>>()
  const again = new Set<string>()
  const timers = new Map<string, NodeJS.Timeout>()
  let stopped = false
  let looks = 0

  const runChannel = (orgId: string, channelId: string): void => {
    const name = `${orgId}:${channelId}`
    if (stopped) return
    if (running.has(name)) return void again.add(name)
    clearTimeout(timers.get(name))
    const alarm = (wait: number) => {
      if (!stopped) timers.set(name, setTimeout(() => runChannel(orgId, channelId), wait).unref())
    }
    const loop = drain(parts, { orgId, channelId, isStopped: () => stopped })
      .then(({ nextAt, hasFailed }) => {
        if (nextAt !== null) {
          alarm(Math.min(LONGEST_SLEEP_MS, Math.max(SHORTEST_SLEEP_MS, nextAt - parts.clock.now())))
        }
        // A failure may have made work elsewhere: a mail instead of the group, a word to the administrator.
        if (hasFailed) poke(orgId)
      })
      .catch((error: Error) => {
        parts.log.error({ orgId, channelId, err: error.message }, 'delivery loop failed')
        alarm(AFTER_ERROR_MS)
      })
      .finally(() => {
        running.delete(name)
        if (again.delete(name)) runChannel(orgId, channelId)
      })
    running.set(name, loop)
  }

  const look = async (orgId: string): Promise<void> => {
    for (const channelId of await findBusyChannels(parts, orgId)) runChannel(orgId, channelId)
  }

  const poke = (orgId: string): void => {
    if (stopped) return
    looks += 1
    const name = `look:${looks}`
    const work = look(orgId)
      .catch((error: Error) =>
        parts.log.error({ orgId, err: error.message }, 'looking for deliveries failed'),
      )
      .finally(() => running.delete(name))
    running.set(name, work)
  }

  return {
    poke,
    idle: async () => {
      while (running.size > 0) await Promise.all(running.values())
    },
    stop: async () => {
      stopped = true
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all(running.values())
    },
  }
}

/**
 * Sends until nothing is due; returns when to look again. Claim, send and write back are three steps on
 * purpose.
 */
async function drain(
  parts: DispatcherParts,
  loop: { orgId: string; channelId: string; isStopped: () => boolean },
): Promise<{ nextAt: Instant | null; hasFailed: boolean }> {
  const { orgId, channelId } = loop
  let hasFailed = false
  while (!loop.isStopped()) {
    const result = await read(parts.db, { orgId, now: parts.clock.now() }, (ctx) =>
      claimNext(ctx, channelId, parts),
    )
    if (result.claimed === null) return { nextAt: result.nextAt, hasFailed: hasFailed || result.hasFailed }
    const elapsed = stopwatch()
    const delivery = await send(result.claimed.prepared, parts.portsOf(orgId))
    const tookMs = elapsed()
    hasFailed ||= delivery.outcome.kind !== 'sent' && delivery.outcome.kind !== 'accepted'
    count('bellwether_notification_attempts_total', {
      channel: result.claimed.channel.kind,
      outcome: delivery.outcome.kind,
    })
    await settleSurely(parts, orgId, (ctx) => settle(ctx, result.claimed, delivery, tookMs))
  }
  return { nextAt: null, hasFailed: false }
}

/**
 * The message has left: forgetting that would send it twice, so a busy or restarting database is asked
 * again.
 */
async function settleSurely(
  parts: DispatcherParts,
  orgId: string,
  fn: (ctx: ReadCtx) => Promise<void>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read(parts.db, { orgId, now: parts.clock.now() }, fn)
    } catch (error) {
      if (tries === 6) throw error
      await delay(100 * 2 ** tries)
    }
  }
}

/** Channels with anything waiting, due or not: a loop that finds nothing due sets its own alarm. */
async function findBusyChannels(parts: DispatcherParts, orgId: string): Promise<string[]> {
  const now = parts.clock.now()
  const rows = await read(parts.db, { orgId, now }, (ctx) =>
    ctx.db
      .selectFrom('delivery')
      .select('channel_id')
      .distinct()
      .where('org_id', '=', orgId)
      .where('state', 'in', ['queued', 'retry', 'claimed'])
      .where((eb) =>
        eb.or([eb('next_at', 'is not', null), eb('claimed_until', '<=', at(now + LONGEST_SLEEP_MS))]),
      )
      .execute(),
  )
  return rows.map((row) => row.channel_id)
}
