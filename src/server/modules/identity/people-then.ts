import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

/**
 * People as a table to join, with their name and status; at a past moment as they stood then, of those who
 * came later the first that is known of them. Who has left since is not marked as gone on a day before.
 */
export function peopleThen(ctx: ReadCtx, moment: Instant | null): RawBuilder<unknown> {
  if (moment === null) return sql`app_user`
  const before = sql`v.recorded_at <= ${at(moment)}`
  return sql`(
    select distinct on (v.id) v.org_id, v.id::uuid as id, v.row ->> 'name' as name, v.row ->> 'status' as status
    from record_version v where v.org_id = ${ctx.orgId} and v.entity = 'app_user'
    order by v.id, (${before}) desc, case when ${before} then v.recorded_at end desc, v.recorded_at,
      case when ${before} then -v.version else v.version end)`
}
