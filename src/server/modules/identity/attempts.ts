import type { Instant } from '../../../core/calendar.ts'

/**
 * Slows guessing down without locking anybody out: failures count per login *and* address, so a stranger who
 * guesses at a login cannot keep its owner, who sits elsewhere, from signing in. An address that fails with
 * many logins is slowed as a whole. In memory: a restart forgives, which costs an attacker more than it
 * gives.
 */
type Attempt = { login: string; address: string }
type Failures = { count: number; last: Instant }

const FREE_TRIES = 5
const FREE_TRIES_ADDRESS = 30
const FORGET_MS = 15 * 60_000
const MAX_ENTRIES = 20_000
const failures = new Map<string, Failures>()

/** Milliseconds to wait before the next try; 0 when it may be made now. */
export function allowAttempt(attempt: Attempt, now: Instant): number {
  return Math.max(
    waitFor(failures.get(pairKey(attempt)), FREE_TRIES, now),
    waitFor(failures.get(addressKey(attempt)), FREE_TRIES_ADDRESS, now),
  )
}

export function attemptFailed(attempt: Attempt, now: Instant): void {
  if (failures.size > MAX_ENTRIES) {
    for (const [key, entry] of failures) if (now - entry.last > FORGET_MS) failures.delete(key)
  }
  for (const key of [pairKey(attempt), addressKey(attempt)]) {
    const entry = failures.get(key)
    const count = entry && now - entry.last < FORGET_MS ? entry.count + 1 : 1
    failures.set(key, { count, last: now })
  }
}

export function attemptSucceeded(attempt: Attempt): void {
  failures.delete(pairKey(attempt))
}

function waitFor(entry: Failures | undefined, free: number, now: Instant): number {
  if (!entry || entry.count < free || now - entry.last > FORGET_MS) return 0
  const pause = Math.min(1000 * 2 ** (entry.count - free), 300_000)
  return Math.max(0, entry.last + pause - now)
}

const pairKey = (attempt: Attempt) => `${attempt.login}|${attempt.address}`
const addressKey = (attempt: Attempt) => `*|${attempt.address}`
