import { sql } from 'kysely'
import { addDays, type Day, endOfDay } from '../../../core/calendar.ts'
import { responseOf } from '../../../core/complaint/response.ts'
import { median } from '../../../core/stats/order.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadCalendar } from '../identity/index.ts'
import { complaintScope } from './complaint-rows.ts'
import { coursesOf } from './response-rows.ts'

/** How soon the complaints of a span were answered and ended, all together and by team (C268). */
export async function readPace(ctx: ReadCtx, { asOf, days }: { asOf: Day; days: number }) {
  const calendar = await loadCalendar(ctx)
  const now = Math.min(ctx.now, endOfDay(asOf))
  const courses = await coursesOf(
    ctx,
    sql`k.voided_at is null and k.occurred_on <= ${asOf} and k.occurred_on > ${addDays(asOf, -days)}
      and ${complaintScope(ctx, 'customer.read')}`,
  )
  const { rows: teams } = await sql<{ id: string; team: string }>`
    select u.id, d.name as team from app_user u join department d on d.org_id = u.org_id and d.id = u.department_id
    where u.org_id = ${ctx.orgId}`.execute(ctx.db)
  const teamOf = new Map(teams.map(({ id, team }) => [id, team]))
  // By business date: what came after the day had not come.
  const clocks = courses.map((course) => ({
    team: (course.userId && teamOf.get(course.userId)) || null,
    ...responseOf(
      {
        ...course,
        respondedAt: course.respondedAt !== null && course.respondedAt <= now ? course.respondedAt : null,
        resolvedOn: course.resolvedOn !== null && course.resolvedOn <= asOf ? course.resolvedOn : null,
      },
      calendar,
      now,
    ),
  }))
  if (clocks.length === 0) return []
  const named = [...new Set(clocks.map(({ team }) => team))]
  return [
    { team: null, isAll: true, ...summary(clocks) },
    ...(named.length < 2
      ? []
      : named.map((team) => ({ team, isAll: false, ...summary(clocks.filter((one) => one.team === team)) }))),
  ]
}

type Clock = { responseMinutes: number | null; closingMinutes: number | null; isLate: boolean }

function summary(clocks: readonly Clock[]) {
  const known = (values: (number | null)[]) => values.filter((value) => value !== null)
  const mean = (values: number[]) =>
    values.length === 0 ? null : Math.round(values.reduce((sum, value) => sum + value, 0) / values.length)
  const middle = (values: number[]) => (values.length === 0 ? null : Math.round(median(values)))
  const response = known(clocks.map(({ responseMinutes }) => responseMinutes))
  const closing = known(clocks.map(({ closingMinutes }) => closingMinutes))
  return {
    count: clocks.length,
    late: clocks.filter(({ isLate }) => isLate).length,
    ...{ responseMean: mean(response), responseMedian: middle(response) },
    ...{ closingMean: mean(closing), closingMedian: middle(closing) },
  }
}
