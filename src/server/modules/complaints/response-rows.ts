import { type RawBuilder, sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import type { ComplaintCourse } from '../../../core/complaint/response.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { ms } from '../../platform/metric-loader.ts'

/** Columns of `k` that its clocks are read off; its weight is that of its first course, as registered. */
export const CLOCK = sql`k.id, (select f.severity from complaint_course f
    where f.org_id = k.org_id and f.complaint_id = k.id order by f.known_at, f.id limit 1) as severity,
  k.occurred_on as "openedOn", ${ms('k.known_at')} as "knownAt",
  ${ms('k.responded_at')} as "respondedAt", ${ms('k.response_known_at')} as "responseKnownAt", k.resolved_on as "resolvedOn",
  ${ms('k.resolved_at')} as "resolvedAt", ${ms('k.voided_at')} as until`

type Holder = { at: Instant; on: Day; userId: string | null }

export type FoundCourse = ComplaintCourse & {
  /** whoever answered for it when it was first answered, until then who does now */
  userId: string | null
  /** who answered for it from when on, as said one after the other */
  holders: readonly Holder[]
}

/** Complaints with those who answered for each; `asOf`: by business date, at the end of that day. */
export async function coursesOf(
  ctx: ReadCtx,
  where: RawBuilder<unknown>,
  asOf?: Day,
): Promise<FoundCourse[]> {
  const { rows } = await sql<Omit<FoundCourse, 'userId'>>`
    select ${CLOCK}, array(select jsonb_build_object('at', ${ms('e.known_at')}, 'on', e.occurred_on, 'userId', e.responsible_id)
        from complaint_course e where e.org_id = k.org_id and e.complaint_id = k.id
          ${asOf ? sql`and e.occurred_on <= ${asOf}` : sql``}
        order by e.occurred_on, e.known_at, e.id) as holders
    from complaint k where k.org_id = ${ctx.orgId} and ${where} order by k.id`.execute(ctx.db)
  return rows.map((course) => ({
    ...course,
    userId: holderAt(course.holders, course.responseKnownAt ?? course.resolvedAt ?? Number.POSITIVE_INFINITY),
  }))
}

/** Who was known to answer for it at an instant: who took it over later has nothing of what was before. */
export function holderAt(holders: readonly Holder[], at: Instant): string | null {
  return (holders.findLast((one) => one.at <= at) ?? holders.at(-1))?.userId ?? null
}

/** Complaints `k` that any of these people ever answered for: only theirs can be of one of them. */
export function onceOf(ctx: ReadCtx, userIds: readonly string[]): RawBuilder<unknown> {
  return sql`k.id in (select e.complaint_id from complaint_course e
    where e.org_id = ${ctx.orgId} and e.responsible_id = any(${userIds}::uuid[]))`
}
