import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

type Join = 'join' | 'left join'

/**
 * Joins `who`, the person who answered for the customer of each row of `payments` when that row was known. A
 * customer that changes hands later takes nothing of what was reached before along, nor does one that goes
 * over in a merge (C189 C191 C273). `among` names the customers to look at, so that the others are not
 * sorted; before the first person who is known, that one.
 */
export function answering(
  ctx: ReadCtx,
  payments: string,
  among: RawBuilder<unknown>,
  join: Join = 'join',
): RawBuilder<unknown> {
  const own = (column: string) => sql.ref(`${payments}.${column}`)
  return sql`left join ${beforeMerges(ctx, 'payment')} went on went.id = ${own('id')}
    ${join === 'join' ? sql`join` : sql`left join`} ${whoAnswered(ctx, {
      customerId: sql`coalesce(went.customer_id, ${own('customer_id')})`,
      knownAt: sql`coalesce(went.known_at, ${own('known_at')})`,
      among: sql`${among} union select g.gone_id from customer_merge g where g.org_id = ${ctx.orgId} and g.undone_at is null`,
    })}`
}

type Answered = { customerId: RawBuilder<unknown>; knownAt: RawBuilder<unknown>; among: RawBuilder<unknown> }

/** What stands after `join`: `who` answered for a customer at an instant. */
export function whoAnswered(ctx: ReadCtx, { customerId, knownAt, among }: Answered): RawBuilder<unknown> {
  return sql`(
      select y.customer_id, y.responsible_id, lead(y.valid_from) over own as until,
        case when row_number() over own > 1 then y.valid_from else '-infinity' end as since
      from customer_period y where y.org_id = ${ctx.orgId} and y.customer_id in (${among})
      window own as (partition by y.customer_id order by y.valid_from)
    ) who on who.customer_id = ${customerId} and ${knownAt} >= who.since and (who.until is null or ${knownAt} < who.until)`
}

/** Rows that went over in merges that stand: under whom and since when they were known before the first. */
export function beforeMerges(ctx: ReadCtx, table: 'payment' | 'allocation'): RawBuilder<unknown> {
  return sql`(
      select distinct on (m.row_id) m.row_id::uuid as id, (m.before ->> 'customer_id')::uuid as customer_id,
        (m.before ->> 'known_at')::timestamptz(3) as known_at
      from customer_merge_row m join customer_merge g on g.org_id = m.org_id and g.id = m.merge_id and g.undone_at is null
      where m.org_id = ${ctx.orgId} and m.table_name = ${table} and m.how = 'fact'
      order by m.row_id, g.recorded_at
    )`
}

/** Who answers for the customer `c` at the end of a day; of today and later, whoever does now. */
export function answersOn(ctx: ReadCtx, asOf: Day): RawBuilder<string | null> {
  if (asOf >= dayOf(ctx.now)) return sql`c.responsible_id`
  const then = at(endOfDay(asOf))
  return sql`(select y.responsible_id from customer_period y where y.org_id = c.org_id and y.customer_id = c.id
    order by y.valid_from <= ${then} desc, case when y.valid_from <= ${then} then y.valid_from end desc, y.valid_from limit 1)`
}
