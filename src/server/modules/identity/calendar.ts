import notices from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { type Day, dayOf, firstDayOf, lastDayOf, weekday } from '../../../core/calendar.ts'
import type { WorkCalendar } from '../../../core/workdays.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'

/** The years whose State Council notice the data package holds; of later ones nothing is known yet. */
const SHIPPED_YEARS = [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026]

export async function installCalendar(ctx: WriteCtx): Promise<void> {
  for (const year of SHIPPED_YEARS) await saveYear(ctx, year, shippedYear(year), 'chinese-days')
}

/**
 * The exceptions of a year: weekdays off and weekend days worked. Read from the notices themselves: the
 * package's own questions go by the zone of the machine, which west of Greenwich is a day behind.
 */
export function shippedYear(year: number): { day: Day; isWorkday: boolean; name: string }[] {
  const told = (days: Record<string, string>, isWorkday: boolean) =>
    Object.entries(days)
      .filter(([day]) => day.startsWith(`${year}-`) && isWorkday !== weekday(day) <= 5)
      .map(([day, name]) => ({ day, isWorkday, name: name.split(',')[1] ?? '' }))
  return [...told(notices.holidays, false), ...told(notices.workdays, true)].sort((one, other) =>
    one.day < other.day ? -1 : 1,
  )
}

/** Loads a year, in place of what was there; gives its version. */
export async function saveYear(
  ctx: WriteCtx,
  year: number,
  days: readonly { day: Day; isWorkday: boolean; name: string }[],
  source: string,
): Promise<number> {
  await ctx.db
    .deleteFrom('calendar_day')
    .where('org_id', '=', ctx.orgId)
    .where('day', '>=', firstDayOf(`${year}-01`))
    .where('day', '<=', lastDayOf(`${year}-12`))
    .execute()
  if (days.length > 0) {
    await ctx.db
      .insertInto('calendar_day')
      .values(
        days.map((row) => ({ org_id: ctx.orgId, day: row.day, is_workday: row.isWorkday, name: row.name })),
      )
      .execute()
  }
  const { version } = await ctx.db
    .insertInto('calendar_year')
    .values({ org_id: ctx.orgId, year, source })
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'year'])
        .doUpdateSet((eb) => ({ source, version: eb('calendar_year.version', '+', 1) })),
    )
    .returning('version')
    .executeTakeFirstOrThrow()
  return version
}

/** The year as it was loaded last, or undefined while it is not. */
export function findYear(ctx: ReadCtx, year: number) {
  return ctx.db
    .selectFrom('calendar_year')
    .select(['source', 'version'])
    .where('org_id', '=', ctx.orgId)
    .where('year', '=', year)
    .executeTakeFirst()
}

/** The organisation's working calendar as plain data for core. */
export async function loadCalendar(ctx: ReadCtx): Promise<WorkCalendar> {
  const days = await ctx.db
    .selectFrom('calendar_day')
    .select(['day', 'is_workday'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  const years = await ctx.db
    .selectFrom('calendar_year')
    .select('year')
    .where('org_id', '=', ctx.orgId)
    .execute()
  return {
    exceptions: new Map(days.map((row) => [row.day, row.is_workday])),
    years: new Set(years.map((row) => row.year)),
    opensAt: 9 * 60,
    closesAt: 18 * 60,
  }
}

/** From 15 November on the coming year's notice is due; before that only the current year must be loaded. */
export async function missingCalendarYear(ctx: ReadCtx): Promise<number | null> {
  const today = dayOf(ctx.now)
  const year = Number(today.slice(0, 4))
  const needed = today.slice(5) >= '11-15' ? [year, year + 1] : [year]
  const { years } = await loadCalendar(ctx)
  return needed.find((candidate) => !years.has(candidate)) ?? null
}
