import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { qualityFreshness as route } from '../../../api/quality.ts'
import { type Day, dayOf, endOfDay, startOfDay } from '../../../core/calendar.ts'
import { may, type Permission } from '../../../core/permission.ts'
import type { CheckCode } from '../../../core/quality/checks.ts'
import { askedDays, CHECKS_OF_SOURCE, freshnessOf } from '../../../core/quality/freshness.ts'
import { SOURCES, type SourceName } from '../../../core/watch/vital-signs.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { invalid } from '../../platform/errors.ts'
import { loadCalendar } from '../identity/index.ts'
import { DEFECTS, maySee, openOn } from './defect-rows.ts'

type Query = z.output<typeof route.query>

const TABLES: Record<SourceName, { table: string; needs: Permission }> = {
  activity: { table: 'activity', needs: 'customer.read' },
  deal: { table: 'stage_change', needs: 'deal.read' },
  invoice: { table: 'invoice', needs: 'receivable.read' },
  payment: { table: 'payment', needs: 'receivable.read' },
}

/**
 * How fresh and how whole what figures rest on is, source by source (C208). By when rows were recorded: a
 * year that is imported in one go was brought on one day, and changes nothing of what is said of days
 * before.
 */
export async function readFreshness(ctx: ReadCtx, { asOf }: Query) {
  const today = dayOf(ctx.now)
  if (asOf && asOf > today) throw invalid('date_in_future')
  const day = asOf ?? today
  const until = asOf ? endOfDay(asOf) : ctx.now
  const calendar = await loadCalendar(ctx)
  const defects = await countDefects(ctx, day)
  const sources = SOURCES.filter((name) => may(ctx.actor.roles, TABLES[name].needs))
  const items = []
  for (const source of sources) {
    const fed = await fedDays(ctx, source, { day, until })
    const open = CHECKS_OF_SOURCE[source].reduce((sum, check) => sum + (defects.get(check) ?? 0), 0)
    items.push({ source, ...freshnessOf(fed, day, calendar), defects: open })
  }
  return { asOf: asOf ?? null, items }
}

/** One probe of an index for each day, so that a year of rows is not read to learn that there was one. */
async function fedDays(
  ctx: ReadCtx,
  source: SourceName,
  { day, until }: { day: Day; until: number },
): Promise<Day[]> {
  const asked = askedDays(day)
  const starts: RawBuilder<unknown> = sql.join(
    asked.map((one) => sql`(${one}::date, ${at(startOfDay(one))})`),
  )
  const { rows } = await sql<{ day: Day }>`
    select a.day from (values ${starts}) as a (day, since)
    where exists (select 1 from ${sql.table(TABLES[source].table)} r where r.org_id = ${ctx.orgId}
      and r.recorded_at >= a.since and r.recorded_at < a.since + interval '24 hours'
      and r.recorded_at <= ${at(until)})
    order by 1`.execute(ctx.db)
  return rows.map((row) => row.day)
}

async function countDefects(ctx: ReadCtx, day: Day): Promise<Map<CheckCode, number>> {
  const checks = Object.values(CHECKS_OF_SOURCE).flat()
  const { rows } = await sql<{ check: CheckCode; n: number }>`
    select x.check_code as "check", count(*)::int as n from ${DEFECTS}
    where x.org_id = ${ctx.orgId} and x.check_code = any(${checks}) and ${openOn(day)} and ${maySee(ctx)}
    group by 1`.execute(ctx.db)
  return new Map(rows.map(({ check, n }) => [check, n]))
}
