import { type RawBuilder, sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { rowsThen } from '../../platform/then.ts'

/**
 * People as a table to join, with their name, status and department; at a past moment as they stood then. Who
 * has left since is not marked as gone on a day before; `known`: somebody had entered them by then.
 */
export function peopleThen(ctx: ReadCtx, moment: Instant | null): RawBuilder<unknown> {
  if (moment === null) return sql`app_user`
  return sql`(select p.org_id, p.id, p.row ->> 'name' as name, p.row ->> 'status' as status, p.known,
      (p.row ->> 'department_id')::uuid as department_id
    from ${rowsThen(ctx, 'app_user', moment)} p)`
}
