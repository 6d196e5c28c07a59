import { type RawBuilder, sql } from 'kysely'
import { type Day, endOfDay } from '../../../core/calendar.ts'
import { type AgeingBy, NO_GROUP } from '../../../core/receivable/ageing-group.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { pastMoment, tableThen } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'

type GroupColumns = { key: RawBuilder<string>; name: RawBuilder<string | null>; joins: RawBuilder<unknown> }

/**
 * By what customer `c` was grouped at the end of a day: who answered for it then, in which team that person
 * was then, and the grade and the town it had then. What is known only since later counts from its beginning:
 * an imported customer had somebody before it was imported. `c` is of `customersThen` of that day.
 */
export function groupColumns(ctx: ReadCtx, by: AgeingBy, asOf: Day): GroupColumns {
  const end = at(endOfDay(asOf))
  if (by === 'customer')
    return { key: sql<string>`c.id::text`, name: sql<string | null>`c.name`, joins: sql`` }
  if (by === 'city') {
    const city = sql<string | null>`nullif(trim(c.city), '')`
    return { key: sql<string>`coalesce(${city}, ${NO_GROUP})`, name: city, joins: sql`` }
  }
  if (by === 'grade')
    return {
      key: sql<string>`coalesce(gr.grade, ${NO_GROUP})`,
      name: sql<string | null>`gr.grade`,
      joins: sql`left join lateral (select r.grade from credit_rating r where r.org_id = c.org_id and r.customer_id = c.id
        and r.valid_from <= ${end} order by r.valid_from desc limit 1) gr on true`,
    }
  const past = pastMoment(ctx, asOf)
  const who = sql`left join ${peopleThen(ctx, past)} gu on gu.org_id = c.org_id and gu.id = c.responsible_id`
  if (by === 'rep')
    return {
      key: sql<string>`coalesce(c.responsible_id::text, ${NO_GROUP})`,
      name: sql<string | null>`gu.name`,
      joins: who,
    }
  return {
    key: sql<string>`coalesce(gu.department_id::text, ${NO_GROUP})`,
    name: sql<string | null>`gd.name`,
    joins: sql`${who} left join ${tableThen(ctx, 'department', past)} gd on gd.org_id = c.org_id and gd.id = gu.department_id`,
  }
}
