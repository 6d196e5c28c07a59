import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

/**
 * What stands after `join`: `who`, with the person who answered for the customer of each row of `facts` when
 * that row was known. A customer that changes hands later takes nothing of what was reached before along
 * (C189 C191 C273). `among` names the customers to look at, so that the others are not sorted; before the
 * first person who is known, that one.
 */
export function answering(ctx: ReadCtx, facts: string, among: RawBuilder<unknown>): RawBuilder<unknown> {
  const knownAt = sql.ref(`${facts}.known_at`)
  return sql`(
      select y.customer_id, y.responsible_id, lead(y.valid_from) over own as until,
        case when row_number() over own > 1 then y.valid_from else '-infinity' end as since
      from customer_period y where y.org_id = ${ctx.orgId} and y.customer_id in (${among})
      window own as (partition by y.customer_id order by y.valid_from)
    ) who on who.customer_id = ${sql.ref(`${facts}.customer_id`)} and ${knownAt} >= who.since
      and (who.until is null or ${knownAt} < who.until)`
}

/** Who answers for the customer `c` at the end of a day; of today and later, whoever does now. */
export function answersOn(ctx: ReadCtx, asOf: Day): RawBuilder<string | null> {
  if (asOf >= dayOf(ctx.now)) return sql`c.responsible_id`
  const then = at(endOfDay(asOf))
  return sql`(select y.responsible_id from customer_period y where y.org_id = c.org_id and y.customer_id = c.id
    order by y.valid_from <= ${then} desc, case when y.valid_from <= ${then} then y.valid_from end desc, y.valid_from limit 1)`
}
