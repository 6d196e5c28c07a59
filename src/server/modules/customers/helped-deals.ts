import { type RawBuilder, sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'

/**
 * The open deals that the actor helps with today (C046), as an array for `d.id = …`. It opens a deal's own
 * page and the noting of follow-ups on it; lists, figures, the customer and its money stay closed.
 */
export function helpedDeals(ctx: ReadCtx): RawBuilder<string> {
  return sql<string>`any(array(select h.deal_id from deal_help h
    join deal d on d.org_id = h.org_id and d.id = h.deal_id and d.outcome = 'open' and d.voided_at is null where h.org_id = ${ctx.orgId}
    and h.helper_id = ${ctx.actor.userId}::uuid and h.state = 'accepted' and h.until_on >= ${dayOf(ctx.now)}))`
}
