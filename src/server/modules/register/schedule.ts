import { type RawBuilder, sql } from 'kysely'
import { DAY_MS, dayOf, type Instant, startOfDay } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { CALLS_EACH } from '../../platform/register/provider.ts'
import { findAccount } from './account.ts'
import { isWatched, usedCalls } from './budget.ts'

/** The schedule leaves so much of the month's calls to people who ask. */
const FOR_PEOPLE_PERCENT = 20
/** So many wait at once at the most: what comes first is looked at first. */
const BATCH = 20

/** Once in so many minutes is often enough for what is looked up once in weeks. */
export function refreshDue({ orgId, now }: ReadCtx): RawBuilder<boolean> {
  return sql`exists (select 1 from register_account a where a.org_id = ${orgId} and a.status = 'on'
      and a.trouble is null and a.refresh_days > 0)
    and exists (select 1 from customer c where c.org_id = ${orgId} and c.voided_at is null and ${isWatched()}
      and ${isStale(now, sql`(select refresh_days from register_account where org_id = ${orgId})`)})`
}

/**
 * Queues the look-ups that are due by the schedule (C011): who owes most first, within what the month leaves.
 * Returns how many. What failed, or what was not found, is tried again when it is due anew.
 */
export async function queueRefreshes(ctx: WriteCtx): Promise<number> {
  const account = await findAccount(ctx)
  if (account?.status !== 'on' || account.trouble !== null || account.refresh_days === 0) return 0
  const each = CALLS_EACH[account.kind]
  const mayUse = Math.floor((account.monthly_cap * (100 - FOR_PEOPLE_PERCENT)) / 100)
  const { rows: waiting } = await sql<{ n: number }>`
    select count(*)::int as n from register_lookup where org_id = ${ctx.orgId} and state = 'queued'`.execute(
    ctx.db,
  )
  const left = Math.floor((mayUse - (await usedCalls(ctx))) / each) - waiting[0]!.n
  const room = Math.min(left, BATCH - waiting[0]!.n)
  if (room <= 0) return 0
  const { rows } = await sql<{ id: string }>`
    select c.id from customer c join customer_state s on s.org_id = c.org_id and s.customer_id = c.id
    where c.org_id = ${ctx.orgId} and c.voided_at is null and (s.open_fen > 0 or s.open_deals > 0)
      and ${isStale(ctx.now, sql`${account.refresh_days}::int`)}
    order by s.open_fen desc, c.id limit ${room}`.execute(ctx.db)
  await insertRows(
    ctx.db,
    'register_lookup',
    rows.map(({ id }) => ({
      ...{ org_id: ctx.orgId, id: newId(ctx.now), customer_id: id, asked: 'schedule' },
      ...{ provider: account.kind, state: 'queued', next_at: ctx.now, recorded_at: ctx.tick },
    })),
  )
  return rows.length
}

/** Nobody has asked for so many days, whatever came of it; nothing is under way. */
function isStale(now: Instant, days: RawBuilder<unknown>): RawBuilder<boolean> {
  const today = at(startOfDay(dayOf(now)) + DAY_MS - 1)
  return sql`not exists (select 1 from register_lookup l where l.org_id = c.org_id and l.customer_id = c.id
    and (l.state = 'queued' or l.recorded_at > ${today} - ${days} * interval '1 day'))`
}
