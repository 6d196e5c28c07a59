import type { Instant } from '../../../core/calendar.ts'

/**
 * Slows guessing down without locking anybody out. Failures count per login *and* address, so a stranger who
 * guesses at a login cannot keep its owner, who sits elsewhere, from signing in; an address that fails with
 * many logins is slowed as a whole; and a login that is guessed at from everywhere is slowed to a try in two
 * seconds, except for addresses from which its owner has signed in before. A try counts when it begins, or a
 * thousand at once would all be free. In memory: a restart forgives, which costs an attacker more than it
 * gives.
 */
type Attempt = { login: string; address: string }
type Failures = { count: number; last: Instant }
type Limit = { free: number; longestMs: number }

const PAIR: Limit = { free: 5, longestMs: 300_000 }
const ADDRESS: Limit = { free: 30, longestMs: 300_000 }
const LOGIN: Limit = { free: 50, longestMs: 2_000 }
const FORGET_MS = 15 * 60_000
const MAX_ENTRIES = 20_000
const failures = new Map<string, Failures>()
const known = new Set<string>()

/** Counts a try that begins now; gives the milliseconds to wait instead when it may not be made yet. */
export function beginAttempt(attempt: Attempt, now: Instant): number {
  const wait = Math.max(
    waitFor(pairKey(attempt), PAIR, now),
    waitFor(addressKey(attempt), ADDRESS, now),
    known.has(pairKey(attempt)) ? 0 : waitFor(loginKey(attempt), LOGIN, now),
  )
  if (wait > 0) return wait
  if (failures.size > MAX_ENTRIES) forgetOld(now)
  for (const key of keysOf(attempt)) {
    const entry = failures.get(key)
    const count = entry && now - entry.last < FORGET_MS ? entry.count + 1 : 1
    failures.set(key, { count, last: now })
  }
  return 0
}

/** The try was good: it is not held against anybody. */
export function attemptSucceeded(attempt: Attempt): void {
  failures.delete(pairKey(attempt))
  for (const key of [addressKey(attempt), loginKey(attempt)]) {
    const entry = failures.get(key)
    if (entry) failures.set(key, { ...entry, count: Math.max(0, entry.count - 1) })
  }
  if (known.size > MAX_ENTRIES) known.clear()
  known.add(pairKey(attempt))
}

/** A program that begins anew forgives. */
export function forgetAttempts(): void {
  failures.clear()
  known.clear()
}

function waitFor(key: string, { free, longestMs }: Limit, now: Instant): number {
  const entry = failures.get(key)
  if (!entry || entry.count < free || now - entry.last > FORGET_MS) return 0
  const pause = Math.min(1000 * 2 ** Math.min(entry.count - free, 20), longestMs)
  return Math.max(0, entry.last + pause - now)
}

/** Whatever is too young to forget must go too when an attacker fills the table: the oldest first. */
function forgetOld(now: Instant): void {
  for (const [key, entry] of failures) {
    if (now - entry.last > FORGET_MS || failures.size > MAX_ENTRIES) failures.delete(key)
  }
}

const keysOf = (attempt: Attempt) => [pairKey(attempt), addressKey(attempt), loginKey(attempt)]
const pairKey = (attempt: Attempt) => `${attempt.login}|${attempt.address}`
const addressKey = (attempt: Attempt) => `*|${attempt.address}`
const loginKey = (attempt: Attempt) => `${attempt.login}|*`
