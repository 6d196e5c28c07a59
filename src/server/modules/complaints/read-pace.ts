import { sql } from 'kysely'
import { addDays, type Day, endOfDay } from '../../../core/calendar.ts'
import { courseOn, responseOf } from '../../../core/complaint/response.ts'
import { median } from '../../../core/stats/order.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { pastMoment, tableThen } from '../../platform/then.ts'
import { loadCalendar, peopleThen } from '../identity/index.ts'
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
    asOf,
  )
  const teamOf = await teamsOn(ctx, asOf)
  const clocks = courses.map((course) => ({
    team: (course.userId && teamOf.get(course.userId)) || null,
    ...responseOf(courseOn(course, asOf), calendar, now),
  }))
  if (clocks.length === 0) return []
  // By id: on a past day a team that came later may go by the name of another.
  const byId = new Map(clocks.map(({ team }) => [team?.id, team]))
  return [
    { team: null, isAll: true, ...summary(clocks) },
    ...(byId.size < 2
      ? []
      : [...byId].map(([id, team]) => ({
          ...{ team, isAll: false },
          ...summary(clocks.filter((one) => one.team?.id === id)),
        }))),
  ]
}

type Team = { id: string; name: string }

/** Whose team is which, as it was on the day. */
async function teamsOn(ctx: ReadCtx, asOf: Day): Promise<Map<string, Team>> {
  const moment = pastMoment(ctx, asOf)
  const { rows } = await sql<Team & { user: string }>`
    select u.id as "user", d.id, d.name from ${peopleThen(ctx, moment)} u
    join ${tableThen(ctx, 'department', moment)} d on d.org_id = u.org_id and d.id = u.department_id
    where u.org_id = ${ctx.orgId}`.execute(ctx.db)
  return new Map(rows.map(({ user, ...team }) => [user, team]))
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
    ...{ responseCount: response.length, closingCount: closing.length },
    ...{ responseMean: mean(response), responseMedian: middle(response) },
    ...{ closingMean: mean(closing), closingMedian: middle(closing) },
  }
}
