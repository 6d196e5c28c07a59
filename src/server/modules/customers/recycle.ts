import { type RawBuilder, sql } from 'kysely'
import { addDays, dayOf } from '../../../core/calendar.ts'
import { recycleDay } from '../../../core/customer/pool.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { saveSetting } from '../../platform/org-settings.ts'
import { giveUp } from './pool.ts'
import { loadPoolSettings, selectHeld } from './pool-rows.ts'

/** Which day has been looked through; the machine of a small company is off at night, so no hour is fixed. */
const DONE = 'poolRecycledOn'
const CUSTOMERS_PER_LOOK = 200

export function recyclingDue(ctx: ReadCtx): RawBuilder<boolean> {
  return sql<boolean>`(exists (select 1 from org_setting where org_id = ${ctx.orgId} and id = 'pool'
      and value ->> 'recycleDays' is not null)
    and not exists (select 1 from org_setting where org_id = ${ctx.orgId} and id = ${DONE}
      and value #>> '{}' = ${dayOf(ctx.now)}))`
}

/** What nobody has followed up for too long goes back, a batch at a time; nothing under way goes (C046). */
export async function recycleCustomers(ctx: WriteCtx): Promise<number> {
  const settings = await loadPoolSettings(ctx)
  if (settings.recycleDays === null) return 0
  const today = dayOf(ctx.now)
  const before = addDays(today, -settings.recycleDays)
  const quiet = await selectHeld(
    ctx,
    sql`c.responsible_id is not null and c.key_level <> 'key' and coalesce(s.open_fen, 0) = 0
      and coalesce(s.open_deals, 0) = 0 and coalesce(s.last_activity_at, '-infinity') < ${before}::date + 1`,
  )
  const due = quiet.filter(({ since, facts }) => {
    const on = recycleDay(since, facts, settings)
    return on !== null && on <= today
  })
  const batch = due.slice(0, CUSTOMERS_PER_LOOK)
  for (const row of batch) await giveUp(ctx, row, { kind: 'recycled', reason: '' })
  if (batch.length === due.length) await noteDone(ctx, today)
  return batch.length
}

async function noteDone(ctx: WriteCtx, today: string): Promise<void> {
  await saveSetting(ctx, DONE, today)
}
