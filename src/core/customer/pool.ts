import { addDays, type Day } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'

/** How a company shares its customers (C046): nothing goes back by itself unless `recycleDays` says so. */
export type PoolSettings = {
  /** days without a follow-up after which a customer goes back to the pool; null: never by itself */
  recycleDays: number | null
  /** private customers one person may hold; null: as many as they like */
  mostPerPerson: number | null
  /** days for which whoever gave a customer up cannot take it again */
  coolDays: number
}

export const DEFAULT_POOL: PoolSettings = { recycleDays: null, mostPerPerson: null, coolDays: 7 }

/** What keeps a customer with the person who answers for it. */
export const PROTECTIONS = ['open_deal', 'open_money', 'key_customer', 'open_order'] as const
export type Protection = (typeof PROTECTIONS)[number]

export type HeldFacts = { openDeals: number; openFen: bigint; isKey: boolean; openOrders: number }

/** Business under way is nobody's to give up: somebody has to answer for it (null: free to go). */
export function protectionOf({ openDeals, openFen, isKey, openOrders }: HeldFacts): Protection | null {
  if (openFen > 0n) return 'open_money'
  if (openDeals > 0) return 'open_deal'
  if (openOrders > 0) return 'open_order'
  return isKey ? 'key_customer' : null
}

/** The day it goes back by itself; null when it does not. `since`: last follow-up or taking over. */
export function recycleDay(
  since: Day,
  facts: HeldFacts,
  { recycleDays }: Pick<PoolSettings, 'recycleDays'>,
): Day | null {
  return recycleDays === null || protectionOf(facts) !== null ? null : addDays(since, recycleDays)
}

export type ClaimRefusal = 'pool_taken' | 'pool_full' | 'pool_cooling'

export type Claim = {
  /** who answers for the customer now; null: it lies in the pool */
  responsibleId: string | null
  /** who gave it up last, and when */
  released: { fromId: string | null; on: Day } | null
}

/**
 * Whether `by`, who holds `held` customers, may take this one today. The first who asks has it; giving up and
 * taking back only to start the days anew is what the pause is for.
 */
export function decideClaim(
  claim: Claim,
  { by, held, today }: { by: string; held: number; today: Day },
  { mostPerPerson, coolDays }: Pick<PoolSettings, 'mostPerPerson' | 'coolDays'>,
): Result<null, ClaimRefusal> {
  if (claim.responsibleId !== null) return refuse('pool_taken')
  if (mostPerPerson !== null && held >= mostPerPerson) return refuse('pool_full', { most: mostPerPerson })
  const { released } = claim
  if (released && released.fromId === by && today < addDays(released.on, coolDays)) {
    return refuse('pool_cooling', { until: addDays(released.on, coolDays) })
  }
  return ok(null)
}
