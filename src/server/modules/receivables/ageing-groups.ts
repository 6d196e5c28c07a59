import { type RawBuilder, sql } from 'kysely'
import { type Day, endOfDay } from '../../../core/calendar.ts'
import { type AgeingBy, NO_GROUP } from '../../../core/receivable/ageing-group.ts'
import { at } from '../../platform/db.ts'

type GroupColumns = { key: RawBuilder<string>; name: RawBuilder<string | null>; joins: RawBuilder<unknown> }

/**
 * By what customer `c` was grouped at the end of a day: who answered for it then, in which team that person
 * was then, and the grade it had then. What is known only since later counts from its beginning: an imported
 * customer had somebody before it was imported. Only the town is as it is today.
 */
export function groupColumns(by: AgeingBy, asOf: Day): GroupColumns {
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
  const rep = sql`left join lateral (select p.responsible_id as id from customer_period p
      where p.org_id = c.org_id and p.customer_id = c.id
      order by p.valid_from <= ${end} desc, case when p.valid_from <= ${end} then p.valid_from end desc, p.valid_from limit 1) gp on true`
  if (by === 'rep')
    return {
      key: sql<string>`coalesce(gp.id::text, ${NO_GROUP})`,
      name: sql<string | null>`gu.name`,
      joins: sql`${rep} left join app_user gu on gu.org_id = c.org_id and gu.id = gp.id`,
    }
  return {
    key: sql<string>`coalesce(gt.id, ${NO_GROUP})`,
    name: sql<string | null>`gd.name`,
    joins: sql`${rep}
      left join lateral (select v.row ->> 'department_id' as id from record_version v
        where v.org_id = c.org_id and v.entity = 'app_user' and v.id = gp.id::text
        order by v.recorded_at <= ${end} desc, case when v.recorded_at <= ${end} then v.version end desc, v.version limit 1) gt on true
      left join department gd on gd.org_id = c.org_id and gd.id = gt.id::uuid`,
  }
}
