import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { addWorkdays } from '../../../core/workdays.ts'
import { loadCalendar } from '../../modules/identity/index.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

const TABLES = {
  activity: 'activity',
  stage_change: 'deal',
  quote_step: 'quote',
  order_step: 'order',
  invoice: 'invoice',
  payment: 'payment',
}

/** Two weeks ago the bank's file was missing for so many working days: what only its silence said waited. */
const MISSING = { from: -10, days: 6 }

/**
 * The demo's history was written in one go and tells of people who entered it day by day: its sources were
 * fed on the days on which its facts were known, so that they have a rhythm like those of a company (C208).
 */
export async function feedSources(ctx: WriteCtx, today: Day): Promise<void> {
  const calendar = await loadCalendar(ctx)
  const from = addWorkdays(calendar, today, MISSING.from)
  const to = addWorkdays(calendar, from, MISSING.days - 1)
  for (const [table, source] of Object.entries(TABLES)) {
    await sql`
      insert into source_day (org_id, source, day, imported, first_at)
      select ${ctx.orgId}, ${source}, china_day(f.known_at), false, min(f.known_at) from ${sql.table(table)} f
      where f.org_id = ${ctx.orgId} and f.known_at < ${at(ctx.tick)}
        and (${source} <> 'payment' or china_day(f.known_at) not between ${from} and ${to}) group by 3
      on conflict do nothing`.execute(ctx.db)
  }
}
