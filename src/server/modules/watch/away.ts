import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import type { Away } from '../../../core/watch/away.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { dayIndex, ms } from '../../platform/metric-loader.ts'

/** Beyond every day: a handover lasts until the account is closed. */
const OPEN_END = 1_000_000

/** When these people were on leave or handed everything over, as it was known. */
export async function loadAway(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, Away[]>> {
  const { rows } = await sql<{
    id: string
    at: Instant
    until: Instant | null
    from: number
    to: number | null
  }>`
    select a.user_id as id, ${ms('a.known_at')} as at, ${ms('a.voided_at')} as until, ${dayIndex(sql`a.from_day`)} as "from",
      ${dayIndex(sql`a.to_day`)} as "to"
    from absence a where a.org_id = ${ctx.orgId} and a.user_id = any(${ids}::uuid[])
    union all
    select h.user_id, ${ms('h.started_at')}, ${ms('h.access_ended_at')}, ${dayIndex(sql`china_day(h.started_at)`)}, null
    from handover h where h.org_id = ${ctx.orgId} and h.user_id = any(${ids}::uuid[])
    union all
    select h.user_id, ${ms('h.access_ended_at')}, null, ${dayIndex(sql`china_day(h.started_at)`)},
      ${dayIndex(sql`china_day(h.access_ended_at)`)}
    from handover h where h.org_id = ${ctx.orgId} and h.user_id = any(${ids}::uuid[]) and h.access_ended_at is not null
    order by at, "from"`.execute(ctx.db)
  const byPerson = new Map<string, Away[]>()
  for (const { id, at, until, from, to } of rows) {
    const own = byPerson.get(id) ?? []
    byPerson.set(id, own)
    own.push({ at, ...(until === null ? {} : { until }), from, to: to ?? OPEN_END })
  }
  return byPerson
}
