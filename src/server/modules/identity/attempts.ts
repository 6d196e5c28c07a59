import { sql } from 'kysely'
import { DAY_MS, type Instant } from '../../../core/calendar.ts'
import { type Attempt, FORGET_MS, keysOf, type Tries, waitFor } from '../../../core/identity/attempts.ts'
import { sha256 } from '../../platform/crypto.ts'
import { at, type Db } from '../../platform/db.ts'

/** An address from which somebody has signed in stays known to that login for so long. */
const KNOWN_MS = 180 * DAY_MS
const CLEAN_EVERY_MS = 5 * 60_000

/**
 * Counts a try that begins now, or gives the milliseconds to wait when it may not be made yet. In the
 * database, so that as many processes as may answer count together; a try counts when it begins, or a
 * thousand at once would all be free. It is a transaction of its own: what comes of the try must not take it
 * back.
 */
export async function beginAttempt(db: Db, attempt: Attempt, now: Instant): Promise<number> {
  const keys = hashed(attempt)
  // In one order everywhere: two tries never wait for each other.
  const ordered = Object.values(keys).toSorted()
  await cleanUp(db, now)
  return db.transaction().execute(async (tx) => {
    await sql`insert into sign_in_attempt (key, tries, last_at)
      select k, 0, ${at(now)} from unnest(${ordered}::text[]) as k order by k on conflict do nothing`.execute(
      tx,
    )
    const { rows } = await sql<Tries & { key: string }>`
      select key, tries, last_at as "lastAt", known from sign_in_attempt
      where key = any(${ordered}::text[]) order by key for update`.execute(tx)
    const of = (key: string) => rows.find((row) => row.key === key)
    const wait = waitFor({ pair: of(keys.pair), address: of(keys.address), login: of(keys.login) }, now)
    if (wait > 0) return wait
    await sql`update sign_in_attempt set last_at = ${at(now)},
        tries = case when last_at < ${at(now - FORGET_MS)} then 1 else tries + 1 end
      where key = any(${ordered}::text[])`.execute(tx)
    return 0
  })
}

/** The try was good: it is not held against anybody, and whoever made it is known at this address. */
export async function attemptSucceeded(db: Db, attempt: Attempt): Promise<void> {
  const keys = hashed(attempt)
  const ordered = Object.values(keys).toSorted()
  await sql`
    with held as (select key from sign_in_attempt where key = any(${ordered}::text[]) order by key for update)
    update sign_in_attempt a set known = a.known or a.key = ${keys.pair},
      tries = case when a.key = ${keys.pair} then 0 else greatest(0, a.tries - 1) end
    from held where a.key = held.key`.execute(db)
}

let cleanedAt: Instant = 0

/** What is forgotten goes now and then: an attacker must not fill the table for good. */
async function cleanUp(db: Db, now: Instant): Promise<void> {
  if (Math.abs(now - cleanedAt) < CLEAN_EVERY_MS) return
  cleanedAt = now
  // What somebody else is trying by at this moment stays: waiting for it, two would wait for each other.
  await sql`delete from sign_in_attempt where key in (select key from sign_in_attempt
    where last_at < ${at(now - FORGET_MS)} and (not known or last_at < ${at(now - KNOWN_MS)})
    order by key for update skip locked)`.execute(db)
}

function hashed(attempt: Attempt): ReturnType<typeof keysOf> {
  const { pair, address, login } = keysOf(attempt)
  const hash = (key: string) => sha256(key).toString('base64url')
  return { pair: hash(pair), address: hash(address), login: hash(login) }
}
