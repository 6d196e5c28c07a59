import { sql } from 'kysely'
import { type FieldLoader, type FieldRow, ms } from '../../platform/metric-loader.ts'

/**
 * Where a customer is, from the versions of its record, as the company knew it then: customers of one region
 * are held against each other (C120). The first version holds from the beginning, as that of people does.
 */
export const cityField: FieldLoader = {
  subject: 'customer',
  fields: ['city'],
  load: async (ctx, { ids }) => {
    const city = sql`nullif(row ->> 'city', '')`
    const { rows } = await sql<FieldRow>`
      select v.id::uuid as subject_id, 'city' as field, v.city as value,
        case when v.place = 1 then 0 else ${ms('v.recorded_at')} end as at,
        round(date_part('epoch', lead(v.recorded_at) over (partition by v.id order by v.version)) * 1000) as until
      from (select id, version, recorded_at, ${city} as city, lag(${city}) over versions as before,
          row_number() over versions as place
        from record_version where org_id = ${ctx.orgId} and entity = 'customer' and id = any(${ids}::uuid[]::text[])
        window versions as (partition by id order by version)) v
      where v.place = 1 or v.city is distinct from v.before`.execute(ctx.db)
    return rows
  },
}
