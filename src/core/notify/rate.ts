import { dayOf, type Instant, minuteOfDay, startOfDay } from '../calendar.ts'
import type { Severity } from './message.ts'

/** At most `count` messages within any `windowMs`. */
export type RateLimit = { count: number; windowMs: number }

/**
 * Documented limits per group robot. A second is added to the minute: two of our sends may arrive closer
 * together than they left, and DingTalk punishes the 21st message with ten minutes of silence.
 */
export const ROBOT_LIMITS: Readonly<Record<'wecom' | 'dingtalk' | 'feishu', readonly RateLimit[]>> = {
  wecom: [{ count: 20, windowMs: 61_000 }],
  dingtalk: [{ count: 20, windowMs: 61_000 }],
  feishu: [
    { count: 100, windowMs: 61_000 },
    { count: 5, windowMs: 1_200 },
  ],
}

/**
 * How many messages may leave now. `recent` are the instants of earlier sends. It counts true sliding
 * windows: a bucket that refills while it drains would let almost twice the limit through in its first
 * minute.
 */
export function roomNow(limits: readonly RateLimit[], recent: readonly Instant[], now: Instant): number {
  let room = Number.MAX_SAFE_INTEGER
  for (const { count, windowMs } of limits) {
    room = Math.min(room, count - recent.filter((at) => at > now - windowMs).length)
  }
  return Math.max(0, room)
}

/** The earliest instant at which one message may leave; `now` when there is room. */
export function nextRoomAt(limits: readonly RateLimit[], recent: readonly Instant[], now: Instant): Instant {
  let earliest = now
  for (const { count, windowMs } of limits) {
    const within = recent.filter((at) => at > now - windowMs).sort((a, b) => a - b)
    const freed = within[within.length - count]
    if (freed !== undefined) earliest = Math.max(earliest, freed + windowMs)
  }
  return earliest
}

export type Queued = { id: string; severity: Severity; queuedAt: Instant }

/**
 * What to do with everything that waits for one robot: as much as fits goes out one by one, the most urgent
 * first; when it does not all fit, the last free place carries one digest of the rest. Nothing is lost,
 * only merged.
 */
export function planBatch(queue: readonly Queued[], room: number): { single: string[]; digest: string[] } {
  const ordered = [...queue].sort((a, b) => a.severity - b.severity || a.queuedAt - b.queuedAt)
  const ids = ordered.map((item) => item.id)
  if (room <= 0) return { single: [], digest: [] }
  if (ids.length <= room) return { single: ids, digest: [] }
  return { single: ids.slice(0, room - 1), digest: ids.slice(room - 1) }
}

const SPREAD_MS = 90_000

/**
 * Providers ask senders to stay away from the full and half hour, when everybody's schedules fire. In the
 * first minute of each, messages spread over 90 s; severity 1 and the rest of the hour go at once. `random`
 * is 0…1.
 */
export function spreadFrom(at: Instant, severity: Severity, random: number): Instant {
  const minute = minuteOfDay(at)
  if (severity === 1 || minute % 30 !== 0) return at
  const rush = startOfDay(dayOf(at)) + minute * 60_000
  return Math.max(at, rush + Math.floor(random * SPREAD_MS))
}
