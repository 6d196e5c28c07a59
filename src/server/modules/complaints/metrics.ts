import { sql } from 'kysely'
import { dayNumber } from '../../../core/calendar.ts'
import { complaintDeltas, LATE_SHARE } from '../../../core/complaint/response.ts'
import type { ReadCtx } from '../../platform/context.ts'
import {
  type DeltaRow,
  dayIndex,
  type LoadRange,
  type MetricLoader,
  ms,
} from '../../platform/metric-loader.ts'
import { loadCalendar } from '../identity/index.ts'
import { coursesOf, holderAt, onceOf } from './response-rows.ts'

/**
 * How many complaints of a customer were known and not settled, and how many of them past their day, at any
 * time (C054). A course holds until the next one of its complaint is known.
 */
const complaints: MetricLoader = {
  subject: 'customer',
  metrics: ['open_complaints', 'late_complaints'],
  load: async (ctx, { ids }) => {
    const mine = sql`k.org_id = ${ctx.orgId} and k.customer_id = any(${ids}::uuid[])`
    const { rows } = await sql<DeltaRow>`
      select 'open_complaints' as metric, k.customer_id as subject_id, ${ms('k.known_at')} as at,
        (extract(epoch from least(k.voided_at, k.resolved_at)) * 1000)::float8 as until,
        ${dayIndex(sql`k.occurred_on`)} as on_day, 1::float8 as value, null::int as n, null as part, null as grp,
        'complaint' as ref_kind, k.id as ref_id
      from complaint k where ${mine}
      union all
      select 'late_complaints', k.customer_id, ${ms('s.known_at')},
        (extract(epoch from least(s.voided_at, k.voided_at, k.resolved_at, (select min(n.known_at) from complaint_course n
          where n.org_id = s.org_id and n.complaint_id = s.complaint_id and (n.known_at, n.id) > (s.known_at, s.id)))) * 1000)::float8,
        ${dayIndex(sql`s.due_on`)} + 1, 1, null, null, null, 'complaint', k.id
      from complaint_course s join complaint k on k.org_id = s.org_id and k.id = s.complaint_id
      where ${mine}`.execute(ctx.db)
    return rows
  },
}

/** How soon complaints were answered and ended, of whoever answered for them, and of the company (C268). */
const clocks: MetricLoader[] = (['rep', 'org'] as const).map((subject) => ({
  subject,
  metrics: [
    'complaint_response_mean',
    'complaint_response_median',
    'complaint_closing_mean',
    'complaint_closing_median',
    LATE_SHARE,
  ],
  load: async (ctx: ReadCtx, { ids }: LoadRange): Promise<DeltaRow[]> => {
    const calendar = await loadCalendar(ctx)
    const wanted = new Set(ids)
    const courses = await coursesOf(ctx, subject === 'rep' ? onceOf(ctx, ids) : sql`true`)
    return courses.flatMap((course) =>
      complaintDeltas(course, calendar).flatMap(({ on, part = null, ...delta }) => {
        // Too late is whoever had it when it became so, not who takes it over afterwards.
        const person = delta.metric === LATE_SHARE ? holderAt(course.holders, delta.at) : course.userId
        const id = subject === 'rep' ? person : ctx.orgId
        if (id === null || !wanted.has(id)) return []
        const row = { ...delta, subject_id: id, on_day: dayNumber(on), part, n: null, grp: null }
        return [{ ...row, ref_kind: 'complaint', ref_id: course.id }]
      }),
    )
  },
}))

export const complaintMetrics: readonly MetricLoader[] = [complaints, ...clocks]
