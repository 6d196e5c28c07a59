import type { Instant } from '../calendar.ts'

/**
 * Slows guessing down without locking anybody out. Failures count per login *and* address, so a stranger who
 * guesses at a login cannot keep its owner, who sits elsewhere, from signing in; an address that fails with
 * many logins is slowed as a whole; and a login that is guessed at from everywhere is slowed to a try in two
 * seconds, except for addresses from which its owner has signed in before.
 */
export type Attempt = { login: string; address: string }
export type Tries = { tries: number; lastAt: Instant; known: boolean }
type Limit = { free: number; longestMs: number }

const PAIR: Limit = { free: 5, longestMs: 300_000 }
const ADDRESS: Limit = { free: 30, longestMs: 300_000 }
const LOGIN: Limit = { free: 50, longestMs: 2_000 }
export const FORGET_MS = 15 * 60_000

export function keysOf({ login, address }: Attempt): { pair: string; address: string; login: string } {
  return { pair: `${login}|${address}`, address: `*|${address}`, login: `${login}|*` }
}

/** The milliseconds to wait before the next try, 0 when it may be made now. */
export function waitFor(
  tries: { pair: Tries | undefined; address: Tries | undefined; login: Tries | undefined },
  now: Instant,
): number {
  return Math.max(
    pauseOf(tries.pair, PAIR, now),
    pauseOf(tries.address, ADDRESS, now),
    tries.pair?.known ? 0 : pauseOf(tries.login, LOGIN, now),
  )
}

function pauseOf(entry: Tries | undefined, { free, longestMs }: Limit, now: Instant): number {
  if (!entry || entry.tries < free || now - entry.lastAt > FORGET_MS) return 0
  const pause = Math.min(1000 * 2 ** Math.min(entry.tries - free, 20), longestMs)
  return Math.max(0, entry.lastAt + pause - now)
}
