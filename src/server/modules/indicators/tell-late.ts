import { type RawBuilder, sql } from 'kysely'
import { dayOf, endOfDay, minuteOfDay } from '../../../core/calendar.ts'
import { BRIEF_MINUTE } from '../../../core/notify/brief.ts'
import { assign } from '../../../core/watch/responsible.ts'
import { lateTitle } from '../../../text/indicators.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { hasSomebody, loadCalendar, loadStaff } from '../identity/index.ts'
import { notifyErrands } from '../notify/index.ts'
import { indicatorsOf, valuesAt } from './indicator-rows.ts'
import { nextOf } from './read-indicators.ts'

/** From the hour of the brief on, while a figure is late of which nobody has been told. */
export function lateDue(ctx: ReadCtx): RawBuilder<boolean> {
  const today = dayOf(ctx.now)
  return sql<boolean>`${minuteOfDay(ctx.now) >= BRIEF_MINUTE}::boolean and exists (
    select 1 from indicator i left join lateral (
      select v.good_through as through from indicator_value v
      where v.org_id = i.org_id and v.indicator_id = i.id and v.voided_at is null
      order by v.occurred_on desc limit 1
    ) v on true
    where i.org_id = ${ctx.orgId} and i.ended_at is null and coalesce(v.through, i.first_due_on) < ${today}
      and not exists (select 1 from notice n where n.org_id = i.org_id
        and n.cause = 'indicator-late:' || i.id || ':' || coalesce(v.through, i.first_due_on)::text))`
}

/**
 * Whoever answers for an indicator is told once that its figure has not come (C122): without it the rules
 * that look at it have no data and say nothing.
 */
export async function tellLate(ctx: WriteCtx): Promise<{ told: number }> {
  const today = dayOf(ctx.now)
  const staff = await loadStaff(ctx)
  const indicators = (await indicatorsOf(ctx)).filter(({ endedAt }) => endedAt === null)
  if (indicators.length === 0 || !hasSomebody(staff)) return { told: 0 }
  const calendar = await loadCalendar(ctx)
  const values = await valuesAt(
    ctx,
    indicators.map(({ id }) => id),
    ctx.tick,
  )
  const newest = new Map(values.map((value) => [value.indicatorId, value]))
  const late = indicators.flatMap((row) => {
    const next = nextOf(row, newest.get(row.id), { day: today, calendar })
    return next.isLate ? [{ row, next, cause: `indicator-late:${row.id}:${next.expectedOn}` }] : []
  })
  await notifyErrands(
    ctx,
    late.map(({ row, next, cause }) => {
      const record = { responsibleId: row.responsibleId, backupId: null }
      return {
        cause,
        errand: {
          kind: 'indicator-late' as const,
          severity: 3 as const,
          title: lateTitle(row, next),
          customer: null,
          amountFen: null,
          by: '风向标',
          said: '',
          dueAt: endOfDay(next.expectedOn),
          url: '/indicators',
        },
        customerId: null,
        subjectId: row.id,
        people: [assign(staff.directory, 'subject-responsible', record, ctx.now).userId],
      }
    }),
  )
  return { told: late.length }
}
