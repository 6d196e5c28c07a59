import { type RawBuilder, sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { pastMoment, recordThen } from '../../platform/then.ts'
import { answersOn } from '../identity/index.ts'

/**
 * Customers as a table to join for what they are called, where they are, what own fields say and who answers
 * for them; of a past day as they stood at its end. Who may see which is for the fence of today to say, on
 * the table itself.
 */
export function customersThen(ctx: ReadCtx, asOf: Day): RawBuilder<unknown> {
  const moment = pastMoment(ctx, asOf)
  if (moment === null) return sql`customer`
  return sql`(select c.org_id, c.id, t.name, t.external_code, t.city, t.custom, ${answersOn(ctx, asOf)} as responsible_id
    from customer c cross join lateral (${recordThen(ctx, 'customer', { alias: 'c', moment })}) t
    where c.org_id = ${ctx.orgId})`
}
