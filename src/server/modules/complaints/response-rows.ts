import { type RawBuilder, sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import type { ComplaintCourse } from '../../../core/complaint/response.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { ms } from '../../platform/metric-loader.ts'

/** Columns of `k` that its clocks are read off; its weight is that of its first course, as registered. */
export const CLOCK = sql`k.id, (select f.severity from complaint_course f
    where f.org_id = k.org_id and f.complaint_id = k.id order by f.known_at, f.id limit 1) as severity,
  k.occurred_on as "openedOn", ${ms('k.known_at')} as "knownAt",
  ${ms('k.responded_at')} as "respondedAt", ${ms('k.response_known_at')} as "responseKnownAt", k.resolved_on as "resolvedOn",
  ${ms('k.resolved_at')} as "resolvedAt", ${ms('k.voided_at')} as until`

export type FoundCourse = ComplaintCourse & { userId: string | null }

/** Complaints with whoever answered for each when it was first answered, or at the end of the day. */
export async function coursesOf(
  ctx: ReadCtx,
  where: RawBuilder<unknown>,
  asOf?: Day,
): Promise<FoundCourse[]> {
  const holder = (known: RawBuilder<unknown>) => sql`(select e.responsible_id from complaint_course e
    where e.org_id = k.org_id and e.complaint_id = k.id and e.voided_at is null
      ${asOf ? sql`and e.occurred_on <= ${asOf}` : sql``} ${known}
    order by e.occurred_on desc, e.known_at desc, e.id desc limit 1)`
  const { rows } = await sql<FoundCourse>`
    select ${CLOCK}, coalesce(${holder(sql`and e.known_at <= coalesce(k.response_known_at, k.resolved_at)`)},
      ${holder(sql``)}, k.responsible_id) as "userId"
    from complaint k where k.org_id = ${ctx.orgId} and ${where} order by k.id`.execute(ctx.db)
  return rows
}

/** Complaints `k` that any of these people ever answered for: only theirs can be of one of them. */
export function onceOf(ctx: ReadCtx, userIds: readonly string[]): RawBuilder<unknown> {
  return sql`k.id in (select e.complaint_id from complaint_course e
    where e.org_id = ${ctx.orgId} and e.responsible_id = any(${userIds}::uuid[]))`
}
