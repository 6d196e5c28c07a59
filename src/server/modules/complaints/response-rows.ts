import { type RawBuilder, sql } from 'kysely'
import type { ComplaintCourse } from '../../../core/complaint/response.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { ms } from '../../platform/metric-loader.ts'

/** Columns of `k` that its clocks are read off. */
export const CLOCK = sql`k.id, k.severity, k.occurred_on as "openedOn", ${ms('k.known_at')} as "knownAt",
  ${ms('k.responded_at')} as "respondedAt", ${ms('k.response_known_at')} as "responseKnownAt", k.resolved_on as "resolvedOn",
  ${ms('k.resolved_at')} as "resolvedAt", ${ms('k.voided_at')} as until`

export type FoundCourse = ComplaintCourse & { userId: string | null }

/** Complaints with whoever answered for each when it was first answered, or now. */
export async function coursesOf(ctx: ReadCtx, where: RawBuilder<unknown>): Promise<FoundCourse[]> {
  const { rows } = await sql<FoundCourse>`
    select ${CLOCK}, coalesce((select e.responsible_id from complaint_course e
      where e.org_id = k.org_id and e.complaint_id = k.id and e.voided_at is null and e.known_at <= k.response_known_at
      order by e.occurred_on desc, e.known_at desc, e.id desc limit 1), k.responsible_id) as "userId"
    from complaint k where k.org_id = ${ctx.orgId} and ${where} order by k.id`.execute(ctx.db)
  return rows
}
