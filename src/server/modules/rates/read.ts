import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { RATE_DAYS, rateOfDay } from '../../../core/exchange/rate.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'

type Row = {
  id: string
  currency: string
  day: Day
  micro: bigint
  per: number
  source: string
  recordedAt: Instant
  actorName: string | null
  withdrawnAt: Instant | null
  total: number
}

export type RateQuery = { page: number; size: number; currency?: string | undefined }

/** Every quotation there is or was, the newest day first, and the latest of each currency. */
export async function listRates(ctx: ReadCtx, query: RateQuery) {
  const { rows } = await sql<Row>`
    select r.id, r.currency, r.occurred_on as day, r.quoted_micro as micro, r.per, r.source, r.recorded_at as "recordedAt",
      u.name as "actorName", r.voided_at as "withdrawnAt", count(*) over ()::int as total
    from exchange_rate r left join app_user u on u.org_id = r.org_id and u.id = r.actor
    where r.org_id = ${ctx.orgId} ${query.currency ? sql`and r.currency = ${query.currency}` : sql``}
    order by r.occurred_on desc, r.currency, r.recorded_at desc, r.id
    limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(ctx.db)
  return {
    items: rows.map(({ total: _, ...row }) => row),
    total: rows[0]?.total ?? 0,
    page: query.page,
    size: query.size,
    latest: await latestRates(ctx),
    days: RATE_DAYS,
    can: { record: may(ctx.actor.roles, 'rate.write') || 'forbidden' },
  }
}

async function latestRates(ctx: ReadCtx) {
  const { rows } = await sql<{ currency: string; day: Day; micro: bigint; per: number }>`
    select distinct on (r.currency) r.currency, r.occurred_on as day, r.quoted_micro as micro, r.per from exchange_rate r
    where r.org_id = ${ctx.orgId} and r.voided_at is null order by r.currency, r.occurred_on desc`.execute(
    ctx.db,
  )
  const today = dayOf(ctx.now)
  return rows.map((row) => ({ ...row, isUsable: rateOfDay([row], today) !== null }))
}
