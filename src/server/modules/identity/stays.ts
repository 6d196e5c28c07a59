import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type FieldLoader, type FieldRow, ms } from '../../platform/metric-loader.ts'

/** Who was in which team from when to when, as far as the record of people tells; null: still there. */
export type Stay = { userId: string; teamId: string; from: Instant; until: Instant | null }

/**
 * From the versions of people. The first version holds from the beginning: what was imported of the time
 * before a person had an account belongs to the team the account began in. Who has left is in no team.
 */
export async function loadStays(ctx: ReadCtx, userIds?: readonly string[]): Promise<Stay[]> {
  const { rows } = await sql<Stay>`
    select "userId", "teamId", "from", until from (
      select v.id::uuid as "userId", (v.row ->> 'department_id')::uuid as "teamId", v.row ->> 'status' as status,
        case when row_number() over versions = 1 then 0 else ${ms('v.recorded_at')} end as "from",
        round(date_part('epoch', lead(v.recorded_at) over versions) * 1000) as until
      from record_version v
      where v.org_id = ${ctx.orgId} and v.entity = 'app_user'
        and ${userIds ? sql`v.id = any(${userIds}::text[])` : sql`true`}
      window versions as (partition by v.id order by v.version)) s
    where "teamId" is not null and status <> 'inactive' order by "userId", "from"`.execute(ctx.db)
  return rows
}

/** The team of a person, by which people are held against each other (C120). */
const teams: FieldLoader = {
  subject: 'rep',
  fields: ['team'],
  load: async (ctx, { ids }) =>
    (await loadStays(ctx, ids)).map(
      ({ userId, teamId, from, until }): FieldRow => ({
        subject_id: userId,
        field: 'team',
        at: from,
        until,
        value: teamId,
      }),
    ),
}

export const peopleFieldLoaders: readonly FieldLoader[] = [teams]
