import type { Instant } from '../core/calendar.ts'
import type { Clock } from './platform/clock.ts'
import type { Db } from './platform/db.ts'
import type { Logger } from './platform/log.ts'
import { count } from './platform/metrics.ts'

/** One run at a time; whoever asks meanwhile gets another one after it. */
export function inTurn(run: () => Promise<void>, isStopped: () => boolean) {
  let current: Promise<void> | null = null
  let asked = false
  const look = (): void => {
    if (current) {
      asked = true
      return
    }
    current = run().finally(() => {
      current = null
      if (!asked || isStopped()) return
      asked = false
      look()
    })
  }
  return { look, current: () => current }
}

export type Who = { orgId: string; now: Instant }

/** A failing organisation does not keep the others waiting. */
export async function eachOrg(
  { db, log, clock }: { db: Db; log: Logger; clock: Clock },
  visit: (who: Who) => Promise<void>,
): Promise<void> {
  const orgs = await db
    .selectFrom('org')
    .select('id')
    .execute()
    .catch(() => [])
  for (const { id: orgId } of orgs) {
    try {
      await visit({ orgId, now: clock.now() })
    } catch (error) {
      count('bellwether_worker_errors_total')
      log.error({ orgId, err: (error as Error).message }, 'background work failed; it is tried again')
    }
  }
}
