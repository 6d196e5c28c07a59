import { sql } from 'kysely'
import { getWorkbench } from '../../../api/workbench.ts'
import { getAuditDesk, getLegalDesk } from '../../../api/workbench-faces.ts'
import { addDays, dayOf, firstDayOf, lastDayOf, monthOf, startOfDay } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { isWorkday, workdaysBetween } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { type App, serve } from '../../platform/serve.ts'
import { loadCalendar } from '../identity/index.ts'
import { readAuditDesk } from './read-audit.ts'
import { readCalls } from './read-calls.ts'
import { readLegalDesk } from './read-legal.ts'
import { readSystem } from './read-system.ts'
import { readTeam } from './read-team.ts'

export function workbenchRoutes(app: App): void {
  serve(app, getLegalDesk, (ctx) => readLegalDesk(ctx))
  serve(app, getAuditDesk, (ctx) => readAuditDesk(ctx))
  serve(app, getWorkbench, async (ctx) => {
    const today = dayOf(ctx.now)
    const calendar = await loadCalendar(ctx)
    const beforeMonth = addDays(firstDayOf(monthOf(today)), -1)
    return {
      today,
      isWorkday: isWorkday(calendar, today),
      month: {
        workdaysGone: workdaysBetween(calendar, beforeMonth, today),
        workdays: workdaysBetween(calendar, beforeMonth, lastDayOf(monthOf(today))),
      },
      calls: may(ctx.actor.roles, 'activity.write') ? await readCalls(ctx, today) : null,
      team: may(ctx.actor.roles, 'alert.assign') ? await readTeam(ctx, today) : null,
      system: may(ctx.actor.roles, 'person.write') ? await readSystem(ctx, app.config) : null,
      verdicts: await readVerdicts(ctx),
      mine: await readMine(ctx),
    }
  })
}

async function readVerdicts(ctx: ReadCtx) {
  const verdicts = { right: 0, false: 0, late: 0, useless: 0 }
  if (!may(ctx.actor.roles, 'alert.read')) return verdicts
  const rows = await ctx.db
    .selectFrom('alert')
    .select(['verdict', sql<number>`count(*)::int`.as('count')])
    .where('org_id', '=', ctx.orgId)
    .where('verdict', 'is not', null)
    .where('resolved_at', '>=', at(startOfDay(firstDayOf(monthOf(dayOf(ctx.now))))))
    .groupBy('verdict')
    .execute()
  for (const row of rows) verdicts[row.verdict as keyof typeof verdicts] = row.count
  return verdicts
}

async function readMine(ctx: ReadCtx) {
  const rows = await ctx.db
    .selectFrom('alert')
    .select(['severity', sql<number>`count(*)::int`.as('count')])
    .where('org_id', '=', ctx.orgId)
    .where('responsible_id', '=', ctx.actor.userId!)
    .where('resolved_at', 'is', null)
    .where('mode', '=', 'on')
    .where('inhibited_since', 'is', null)
    .where((eb) =>
      eb.or([eb('silenced_until', 'is', null), eb('silenced_until', '<=', sql<number>`${at(ctx.now)}`)]),
    )
    .groupBy('severity')
    .orderBy('severity')
    .execute()
  return rows.map((row) => ({ severity: row.severity as 1 | 2 | 3, count: row.count }))
}
