import type { Instant } from '../calendar.ts'
import type { Outcome } from './message.ts'

/** Delay before each try, in ms: at once, 30 s, 2 min, 10 min, 1 h. Then the next channel of the person. */
export const MESSAGE_RETRY_MS: readonly number[] = [0, 30_000, 120_000, 600_000, 3_600_000]

/** Machines are given longer: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h (Standard Webhooks). */
export const WEBHOOK_RETRY_MS: readonly number[] = [
  0, 5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000,
]

/** A fifth more than the schedule at most, so that many failures do not come back together. */
const JITTER_SHARE = 0.2

/**
 * When to try again after `attemptsMade` tries; null when the schedule is used up. The provider's own wish
 * (`afterMs`) is a floor, never shortened. `jitter` is 0…1.
 */
export function nextAttemptAt(input: {
  schedule: readonly number[]
  attemptsMade: number
  afterMs: number
  now: Instant
  jitter: number
}): Instant | null {
  const planned = input.schedule[input.attemptsMade]
  if (planned === undefined) return null
  const delay = Math.max(planned, input.afterMs)
  return input.now + delay + Math.floor(delay * JITTER_SHARE * input.jitter)
}

/** The state of one channel: `paused` heals by itself, `off` needs an administrator. */
export type ChannelHealth = {
  state: 'ok' | 'paused' | 'off'
  permanentFailures: number
  transientFailures: number
  pausedUntil: Instant | null
  code: string | null
  message: string | null
}

export const HEALTHY: ChannelHealth = {
  state: 'ok',
  permanentFailures: 0,
  transientFailures: 0,
  pausedUntil: null,
  code: null,
  message: null,
}

/** After three messages in a row that can never arrive, the channel itself is the problem. */
const PERMANENT_LIMIT = 3
/** After three faults in a row the breaker opens: a provider that is down gets one probe per pause. */
const TRANSIENT_LIMIT = 3
const PAUSE_MS = 60_000
const PAUSE_MAX_MS = 600_000

/**
 * The channel after one more outcome; `switchedOff` is true exactly once, when the administrator must be
 * told.
 */
export function nextHealth(
  health: ChannelHealth,
  outcome: Outcome,
  now: Instant,
): { health: ChannelHealth; switchedOff: boolean } {
  if (outcome.kind === 'sent' || outcome.kind === 'accepted') return { health: HEALTHY, switchedOff: false }
  const { code, message } = outcome
  if (outcome.kind === 'channelDisabled') return switchOff({ ...health, code, message })
  if (outcome.kind === 'failed') {
    if (outcome.blame === 'address') return { health, switchedOff: false }
    const failed = { ...health, permanentFailures: health.permanentFailures + 1, code, message }
    return failed.permanentFailures >= PERMANENT_LIMIT
      ? switchOff(failed)
      : { health: failed, switchedOff: false }
  }
  if (health.state === 'off') return { health, switchedOff: false }
  const transientFailures = health.transientFailures + 1
  const over = transientFailures - TRANSIENT_LIMIT
  const breaker = over < 0 ? 0 : Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** Math.min(over, 10))
  const pauseMs = Math.max(outcome.afterMs, breaker)
  return {
    health: {
      ...health,
      state: pauseMs > 0 ? 'paused' : 'ok',
      transientFailures,
      pausedUntil: pauseMs > 0 ? now + pauseMs : null,
      code,
      message,
    },
    switchedOff: false,
  }
}

export function isOpenFor(health: ChannelHealth, now: Instant): boolean {
  if (health.state === 'off') return false
  return health.pausedUntil === null || now >= health.pausedUntil
}

function switchOff(health: ChannelHealth): { health: ChannelHealth; switchedOff: boolean } {
  return { health: { ...health, state: 'off', pausedUntil: null }, switchedOff: health.state !== 'off' }
}
