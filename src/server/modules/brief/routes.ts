import * as api from '../../../api/brief.ts'
import { addDays, dayOf, firstDayOf, lastDayOf } from '../../../core/calendar.ts'
import { workdaysBetween } from '../../../core/workdays.ts'
import { visibleUsers } from '../../platform/context.ts'
import { type App, serve } from '../../platform/serve.ts'
import { loadCalendar } from '../identity/index.ts'
import { askCustomer } from './ask-customer.ts'
import { readDecisions } from './read-decisions.ts'
import { listCollected, readMonth } from './read-month.ts'
import { readFindings } from './week-findings.ts'

export function briefRoutes(app: App): void {
  serve(app, api.getBriefPage, async (ctx, { query }) => {
    const asOf = query.asOf ?? dayOf(ctx.now)
    const figures = await readMonth(ctx, visibleUsers(ctx, 'receivable.read'), asOf)
    const calendar = await loadCalendar(ctx)
    const before = addDays(firstDayOf(figures.month), -1)
    return {
      ...figures,
      workdays: {
        gone: workdaysBetween(calendar, before, asOf),
        all: workdaysBetween(calendar, before, lastDayOf(figures.month)),
      },
      decisions: asOf < dayOf(ctx.now) ? null : await readDecisions(ctx),
      findings: await readFindings(ctx, asOf),
    }
  })
  serve(app, api.listCollected, (ctx, { query }) =>
    listCollected(ctx, visibleUsers(ctx, 'receivable.read'), query.asOf ?? dayOf(ctx.now)),
  )
  serve(app, api.askCustomer, (ctx, { query }) => askCustomer(ctx, query))
}
