import { sql } from 'kysely'
import { type FieldLoader, type FieldRow, isAmong, ms } from '../../platform/metric-loader.ts'

/** The credit grade in force, as it was known: rated in hindsight it counts from its recording (C120). */
export const creditFieldLoaders: readonly FieldLoader[] = [
  {
    subject: 'customer',
    fields: ['creditGrade'],
    load: async (ctx, among) => {
      const { rows } = await sql<FieldRow>`
        select g.customer_id as subject_id, 'creditGrade' as field, ${ms('g.known_from')} as at, ${ms('g.valid_to')} as until, g.grade as value
        from (select customer_id, valid_to, grade, greatest(valid_from, recorded_at) as known_from from credit_rating
          where org_id = ${ctx.orgId} and ${isAmong('customer_id', among)}) g
        where g.valid_to is null or g.valid_to > g.known_from`.execute(ctx.db)
      return rows
    },
  },
]
