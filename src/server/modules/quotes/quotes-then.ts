import { type RawBuilder, sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import type { DB } from '../../platform/db-types.ts'
import { pastMoment, recordThen } from '../../platform/then.ts'
import { customersThen } from '../customers/index.ts'
import { peopleThen } from '../identity/index.ts'

/**
 * The tables a quote is shown from: `q` the quote, `c` its customer, `d` its deal, `u` who answers for it. Of
 * a past day they stand as they stood at its end, the course of the quote by when its steps happened.
 */
export type QuotesOn = {
  tables: RawBuilder<unknown>
  of: (column: keyof DB['quote']) => RawBuilder<unknown>
}

export function quotesOn(ctx: ReadCtx, asOf: Day): QuotesOn {
  const moment = pastMoment(ctx, asOf)
  if (moment === null)
    return {
      of: (column) => sql.ref(`q.${column}`),
      tables: sql`quote q
        left join customer c on c.org_id = q.org_id and c.id = q.customer_id
        left join deal d on d.org_id = q.org_id and d.id = q.deal_id
        left join app_user u on u.org_id = q.org_id and u.id = q.responsible_id`,
    }
  return {
    of: (column) => sql.ref(`${column === 'status' ? 'x' : HELD_NOW.has(column) ? 'q' : 't'}.${column}`),
    tables: sql`quote q
      cross join lateral (${recordThen(ctx, 'quote', { alias: 'q', moment })}) t
      cross join lateral (${statusBy(ctx, moment)}) x
      left join ${customersThen(ctx, asOf)} c on c.org_id = q.org_id and c.id = q.customer_id
      left join lateral (select n.id, r.title from deal n cross join lateral (${recordThen(ctx, 'deal', { alias: 'n', moment })}) r
        where n.org_id = q.org_id and n.id = t.deal_id) d on true
      left join ${peopleThen(ctx, moment)} u on u.org_id = q.org_id and u.id = t.responsible_id`,
  }
}

/** What does not change, or is corrected for all days alike. */
const HELD_NOW = new Set<string>(['id', 'org_id', 'customer_id', 'asked_at', 'voided_at'])

/** Where the steps of quote `q` had led by a moment, as `standingOf` of core says it. */
function statusBy(ctx: ReadCtx, moment: Instant): RawBuilder<unknown> {
  return sql`select coalesce((select case s.kind when 'resumed' then 'asked' else s.kind end from quote_step s
    where s.org_id = ${ctx.orgId} and s.quote_id = q.id and s.voided_at is null and s.occurred_at <= ${at(moment)}
    order by s.occurred_at desc, array_position(${LAST_FIRST}::text[], s.kind), s.recorded_at desc, s.id desc limit 1), 'asked') as status`
}

const LAST_FIRST = ['won', 'lost', 'withdrawn', 'answered', 'sent', 'resumed', 'paused', 'asked']
