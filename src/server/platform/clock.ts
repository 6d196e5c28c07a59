import { randomBytes } from 'node:crypto'
import type { Instant } from '../../core/calendar.ts'

/** The only reader of the clock (law 1). Tests and `--as-of` replace it through `fixedClock`. */
export type Clock = { now: () => Instant }

export const systemClock: Clock = { now: () => Date.now() }

export function fixedClock(at: Instant): Clock & { set: (at: Instant) => void } {
  let current = at
  return {
    now: () => current,
    set: (next) => {
      current = next
    },
  }
}

/** Monotonic milliseconds for measuring how long something took. */
export function stopwatch(): () => number {
  const started = process.hrtime.bigint()
  return () => Math.round(Number(process.hrtime.bigint() - started) / 1e6)
}

/** Chance is drawn for many ids at once: asking the system for sixteen bytes costs more than the rest. */
const DRAWN = 16 * 512
let drawn = Buffer.alloc(0)
let used = 0

/** UUIDv7: ordered by time, so that inserts stay at the right edge of their index. */
export function newId(now: Instant = systemClock.now()): string {
  if (used === drawn.length) {
    drawn = randomBytes(DRAWN)
    used = 0
  }
  const bytes = drawn.subarray(used, used + 16)
  used += 16
  bytes.writeUIntBE(now, 0, 6)
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Uniform in [0, 1), for jitter only: never for anything that decides. */
export function chance(): number {
  return randomBytes(4).readUInt32BE() / 2 ** 32
}
