import { sql } from 'kysely'
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

/**
 * The demo's history was written in one go and tells of people who entered it day by day: its sources were
 * fed on the days on which its facts were known, so that they have a rhythm like those of a company (C208).
 */
export async function feedSources(ctx: WriteCtx): Promise<void> {
  for (const [table, source] of Object.entries(TABLES)) {
    await sql`
      insert into source_day (org_id, source, day, imported, first_at)
      select ${ctx.orgId}, ${source}, china_day(f.known_at), false, min(f.known_at) from ${sql.table(table)} f
      where f.org_id = ${ctx.orgId} and f.known_at < ${at(ctx.tick)} group by 3
      on conflict do nothing`.execute(ctx.db)
  }
}
